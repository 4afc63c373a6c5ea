import Binance

/// Whether an address is another exchange's.
enum ForeignHost {
  /// Domains of Binance, of its futures' test networks, and of its public data.
  private static let domains = [
    "binance.com", "binance.us", "binance.vision", "binancefuture.com", "binance.me",
    "trbinance.com",
  ]

  /// The host of an address where it is not Binance's; nil for Binance's, and for a stand-in on the own
  /// machine or network, which has a number or a name without a point.
  static func name(of url: String) -> String? {
    let host = BinanceSite.host(of: url)
    let isNumber = host.allSatisfy { $0.isNumber || $0 == "." }
    guard host.contains("."), !isNumber else { return nil }
    return domains.contains { host == $0 || host.hasSuffix(".\($0)") } ? nil : host
  }
}
