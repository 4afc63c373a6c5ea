/// Where one of Binance's markets is reached.
///
/// Hosts as Binance documents them: web-socket-streams.md and rest-api.md of 2026-07-17, the USD-M
/// pages of 2026-05-28.
package enum BinanceSite: String, CaseIterable, Sendable {
  case spot
  /// Binance.US: the spot interface on hosts of its own.
  case us
  /// Futures margined in a stablecoin, whose streams are split over two paths.
  case usdm
  /// Futures margined in the coin.
  case coinm
  /// The spot test network: made-up money, emptied about once a month.
  case testnet

  /// Whose messages and paths it has.
  package var venue: Venue {
    switch self {
    case .spot, .us, .testnet: .spot
    case .usdm: .usdm
    case .coinm: .coinm
    }
  }

  /// Base of its market streams.
  package var websocketURL: String {
    switch self {
    case .spot: "wss://stream.binance.com:9443"
    case .us: "wss://stream.binance.us:9443"
    case .usdm: "wss://fstream.binance.com"
    case .coinm: "wss://dstream.binance.com"
    case .testnet: "wss://stream.testnet.binance.vision"
    }
  }

  /// Base of its REST paths.
  package var restURL: String {
    switch self {
    case .spot: "https://api.binance.com"
    case .us: "https://api.binance.us"
    case .usdm: "https://fapi.binance.com"
    case .coinm: "https://dapi.binance.com"
    case .testnet: "https://testnet.binance.vision"
    }
  }
}
