package import Binance

/// Where market data comes from: hosts, paths and limits of one of Binance's markets.
///
/// Hosts and limits as Binance documents them: web-socket-streams.md and rest-api.md of 2026-07-17,
/// the USD-M pages of 2026-05-28.
package enum CaptureVenue: String, CaseIterable, Sendable {
  case spot
  /// Binance.US: the spot interface on hosts of its own.
  case us
  /// Futures margined in a stablecoin, whose streams are split over two paths.
  case usdm
  /// Futures margined in the coin.
  case coinm
  /// The spot test network: made-up money, emptied about once a month.
  case testnet

  package var venue: Venue {
    switch self {
    case .spot, .us, .testnet: .spot
    case .usdm: .usdm
    case .coinm: .coinm
    }
  }

  package var websocketURL: String {
    switch self {
    case .spot: "wss://stream.binance.com:9443"
    case .us: "wss://stream.binance.us:9443"
    case .usdm: "wss://fstream.binance.com"
    case .coinm: "wss://dstream.binance.com"
    case .testnet: "wss://stream.testnet.binance.vision"
    }
  }

  package var restURL: String {
    switch self {
    case .spot: "https://api.binance.com"
    case .us: "https://api.binance.us"
    case .usdm: "https://fapi.binance.com"
    case .coinm: "https://dapi.binance.com"
    case .testnet: "https://testnet.binance.vision"
    }
  }

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
