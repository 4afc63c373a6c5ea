package import Binance
import Market

/// What a recorder must keep to at a site, as Binance documents it.
extension BinanceSite {
  /// The path before `/ws` or `/stream` on which a stream is served. On the wrong one a SUBSCRIBE is
  /// acknowledged, and then nothing comes.
  ///
  /// On COIN-M sources disagree whether there are such paths since 2026-04: see `triesOtherPaths`.
  package func path(of stream: StreamName) -> String {
    guard venue != .spot else { return "" }
    return stream.isPublicOnUsdm ? "/public" : "/market"
  }

  /// Whether a connection that stays silent is tried with, or without, the path.
  package var triesOtherPaths: Bool { venue == .coinm }

  /// Whether REST has single trades of the past, by their ids.
  package var hasHistory: Bool { self != .vision }

  /// Messages that a client may send in a second, pings and pongs included; more, and it is cut off.
  package var messagesPerSecondMax: Int { venue == .spot ? 5 : 10 }

  /// How often the server pings: spot every 20 s, futures and Binance.US every 3 minutes.
  package var pingNs: Int64 {
    (venue == .spot && self != .us ? 20 : 180) * CaptureLimits.secondNs
  }

  /// Without any byte for so long, a connection is dead: a ping would have come.
  package var silenceNsMax: Int64 { pingNs + 45 * CaptureLimits.secondNs }

  /// Request weight of a minute.
  package var weightPerMinute: Int {
    switch venue {
    case .spot: self == .us ? 1200 : 6000
    case .usdm, .coinm: 2400
    }
  }

  /// Whether its trades have the ids of another's: a recording of one goes on with the other.
  package func continues(_ other: BinanceSite) -> Bool {
    self == other || Set([self, other]) == [.spot, .vision]
  }
}
