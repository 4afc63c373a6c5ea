package import Binance
package import Market

/// What `--rest` may ask for: an endpoint, what of it, and how often.
///
/// ```
/// exchangeInfo   klines_5m   depth_5000@15m   openInterest@30s   openInterestHist_5m@5m
/// ```
package struct RestItem: Hashable, Sendable {
  package let endpoint: Endpoint
  /// Klines' interval, and the period of futures' figures.
  let interval: Interval?
  let limit: Int?
  /// Asked for so often; nil: once, at the start.
  package let everyNs: Int64?

  private static let names = [
    "exchangeInfo", "klines_5m", "depth", "depth_5000", "trades", "aggTrades", "ticker/24hr",
    "ticker/price", "ticker/bookTicker", "avgPrice", "premiumIndex", "fundingRate", "openInterest",
    "openInterestHist_5m", "topLongShortPositionRatio_5m", "globalLongShortAccountRatio_5m",
    "takerlongshortRatio_5m", "takerBuySellVol_5m", "basis_5m", "markPriceKlines_1m",
    "indexPriceKlines_1m", "fundingInfo",
    "insuranceBalance", "rpiDepth", "referencePrice", "executionRules",
  ]

  /// Examples of what a venue has.
  package static func names(at venue: Venue) -> [String] {
    names.filter { RestItem($0, venue: venue) != nil }
  }

  /// Reads `openInterest@30s`. Nil if there is no such thing at a venue, or no such time.
  package init?(_ text: String, venue: Venue) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let everyNs = parts.count > 1 ? Self.timeNs(parts[1]) : nil
    guard parts.count == 1 || everyNs != nil else { return nil }
    self.init(String(parts[0]), everyNs: everyNs, venue: venue)
  }

  /// `30s`, `15m`, `8h`, `1d`.
  private static func timeNs(_ text: Substring) -> Int64? {
    let seconds: Int64? =
      switch text.last {
      case "s": 1
      case "m": 60
      case "h": 3600
      case "d": 86_400
      default: nil
      }
    guard let seconds, text.utf8.count < 8, let count = Int64(text.dropLast()), count > 0 else {
      return nil
    }
    return count * seconds * CaptureLimits.secondNs
  }

  /// Nil if there is no such thing at a venue.
  ///
  /// - Parameter everyNs: how often; nil for once.
  package init?(_ name: String, everyNs: Int64?, venue: Venue) {
    let word = name.prefix { $0 != "_" }
    let rest = String(name.dropFirst(word.count + 1))
    guard let endpoint = Endpoint(rawValue: String(word)), Self.isAsked(endpoint, venue),
      everyNs.map({ $0 >= CaptureLimits.pollNsMin }) ?? true
    else { return nil }
    self.endpoint = endpoint
    self.everyNs = everyNs
    guard let (interval, limit) = Self.argument(rest, endpoint, venue) else { return nil }
    (self.interval, self.limit) = (interval, limit)
  }

  /// What may follow the name; nil if that is not possible.
  private static func argument(
    _ text: String, _ endpoint: Endpoint, _ venue: Venue
  ) -> (interval: Interval?, limit: Int?)? {
    let most = endpoint.limits(venue)?.max
    switch endpoint {
    case .depth, .rpiDepth:
      let wanted = text.isEmpty ? 1000 : Int(text)
      guard let wanted, wanted > 0, wanted <= most ?? 0,
        venue == .spot || endpoint != .depth || futuresLevels.contains(wanted)
      else { return nil }
      return (nil, wanted)
    case _ where endpoint.hasInterval:
      guard let interval = Interval(rawValue: text) else { return nil }
      guard endpoint.isFuturesData else { return (interval, most) }
      // The latest figures of a period come again and again: one at a time is enough.
      return periods.contains(text) ? (interval, 1) : nil
    default: return text.isEmpty ? (nil, nil) : nil
    }
  }

  /// Of futures' snapshots: others are refused.
  private static let futuresLevels = [5, 10, 20, 50, 100, 500, 1000]
  /// Of futures' figures.
  private static let periods = ["5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d"]

  /// Trades of the past are asked for by their ids, and only where they are missing.
  private static func isAsked(_ endpoint: Endpoint, _ venue: Venue) -> Bool {
    switch endpoint {
    case .historicalTrades, .historicalBlockTrades, .ping, .continuousKlines: false
    default: endpoint.venues.contains(venue)
    }
  }

  /// Fetched again whenever a connection opens: without it what comes next cannot be applied.
  package var isSnapshot: Bool { endpoint == .depth }
}

extension Endpoint {
  /// Whether its requests name an interval, or a period.
  fileprivate var hasInterval: Bool {
    switch self {
    case .klines, .uiKlines, .markPriceKlines, .indexPriceKlines, .premiumIndexKlines: true
    default: isFuturesData
    }
  }
}
