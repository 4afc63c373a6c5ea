package import Binance

/// What a recorder must keep to at a site, as Binance documents it.
extension BinanceSite {
  /// The path before `/ws` or `/stream` on which a stream is served. On the wrong one a SUBSCRIBE is
  /// acknowledged, and then nothing comes.
  package func path(of stream: StreamName) -> String {
    guard self == .usdm else { return "" }
    return stream.isPublicOnUsdm ? "/public" : "/market"
  }

  /// Messages that a client may send in a second, pings and pongs included; more, and it is cut off.
  package var messagesPerSecondMax: Int { venue == .spot ? 5 : 10 }

  /// How often the server pings: spot every 20 s, futures every 3 minutes.
  package var pingNs: Int64 { (venue == .spot ? 20 : 180) * CaptureLimits.secondNs }

  /// Without any byte for so long, a connection is dead: a ping would have come.
  package var silenceNsMax: Int64 { pingNs + 45 * CaptureLimits.secondNs }

  /// Request weight of a minute.
  package var weightPerMinute: Int { venue == .spot ? 6000 : 2400 }
}
