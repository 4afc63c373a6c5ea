package import Market

/// Where one of Binance's markets is reached.
///
/// Hosts as Binance documents them: web-socket-streams.md and rest-api.md of 2026-07-17, the USD-M
/// pages of 2026-05-28, binance-us-api-docs of 2022-09-30.
package enum BinanceSite: String, CaseIterable, Sendable {
  case spot
  /// Spot's public data on hosts of its own, which know no accounts; faqs/market_data_only.md.
  case vision
  /// Spot at real prices with made-up money (2026-01-29).
  case demo
  /// The spot test network: made-up money, emptied about once a month.
  case testnet
  /// Binance.US: the spot interface on hosts of its own.
  case us
  /// Futures margined in a stablecoin, whose streams are split over two paths.
  case usdm
  case usdmDemo = "usdm-demo"
  case usdmTestnet = "usdm-testnet"
  /// Futures margined in the coin.
  case coinm
  case coinmDemo = "coinm-demo"
  case coinmTestnet = "coinm-testnet"

  /// Whose messages and paths it has.
  package var venue: Venue {
    switch self {
    case .spot, .vision, .demo, .testnet, .us: .spot
    case .usdm, .usdmDemo, .usdmTestnet: .usdm
    case .coinm, .coinmDemo, .coinmTestnet: .coinm
    }
  }

  /// The usual base of its market streams.
  package var websocketURL: String { websocketURLs[0] }

  /// Bases of its market streams: they are served at each of these; where one is blocked another may not be.
  package var websocketURLs: [String] {
    switch self {
    case .spot: ["wss://stream.binance.com:9443", "wss://stream.binance.com:443"]
    case .vision: ["wss://data-stream.binance.vision", "wss://data-stream.binance.vision:9443"]
    case .demo: ["wss://demo-stream.binance.com:9443", "wss://demo-stream.binance.com"]
    case .testnet:
      ["wss://stream.testnet.binance.vision", "wss://stream.testnet.binance.vision:9443"]
    case .us: ["wss://stream.binance.us:9443", "wss://stream.binance.us:443"]
    case .usdm: ["wss://fstream.binance.com"]
    case .usdmDemo: ["wss://demo-fstream.binance.com"]
    case .usdmTestnet: ["wss://fstream.binancefuture.com"]
    case .coinm: ["wss://dstream.binance.com"]
    case .coinmDemo: ["wss://demo-dstream.binance.com"]
    case .coinmTestnet: ["wss://dstream.binancefuture.com"]
    }
  }

  /// Base of its REST paths.
  package var restURL: String {
    switch self {
    case .spot: "https://api.binance.com"
    case .vision: "https://data-api.binance.vision"
    case .demo: "https://demo-api.binance.com"
    case .testnet: "https://testnet.binance.vision"
    case .us: "https://api.binance.us"
    case .usdm: "https://fapi.binance.com"
    case .usdmDemo: "https://demo-fapi.binance.com"
    case .usdmTestnet, .coinmTestnet: "https://testnet.binancefuture.com"
    case .coinm: "https://dapi.binance.com"
    case .coinmDemo: "https://demo-dapi.binance.com"
    }
  }

  /// The site that a websocket's address is one of, whatever its port and path; nil for another server.
  package init?(websocketURL: String) {
    let host = Self.host(of: websocketURL)
    let site = Self.allCases.first { site in
      site.websocketURLs.contains { Self.host(of: $0) == host }
    }
    guard let site else { return nil }
    self = site
  }

  /// The host that an address names, in small letters: without scheme, user, port and path.
  package static func host(of url: String) -> String {
    let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let host = authority.split(separator: "@").last ?? authority
    return host.prefix { $0 != ":" }.lowercased()
  }
}
