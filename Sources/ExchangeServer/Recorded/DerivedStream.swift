import Binance
import Market

/// A stream that was not recorded and can be made from what was.
enum DerivedStream: Equatable {
  /// From rows of an archive.
  case trade
  case kline(Interval)
  case aggTrade
  case miniTicker
  case ticker
  case avgPrice
  case bestLevels(Int)
  /// Of all symbols: `!miniTicker@arr`, `!ticker@arr`.
  case allTickers(isMini: Bool)

  /// The stream that the part of a name behind the symbol asks for; nil for any other.
  init?(suffix: String) {
    switch suffix {
    case "trade": self = .trade
    case "aggTrade": self = .aggTrade
    case "miniTicker": self = .miniTicker
    case "ticker": self = .ticker
    case "avgPrice": self = .avgPrice
    // python-binance asks for the mini tickers so.
    case "!miniTicker@arr", "!miniTicker@arr@1000ms": self = .allTickers(isMini: true)
    case "!ticker@arr": self = .allTickers(isMini: false)
    default:
      if let levels = Self.levels(suffix) {
        self = .bestLevels(levels)
      } else if suffix.hasPrefix("kline_"),
        let interval = Interval(rawValue: String(suffix.dropFirst(6))), interval != .d3
      {
        self = .kline(interval)
      } else {
        return nil
      }
    }
  }

  /// `depth5`, `depth10@100ms`, USD-M's `depth20@500ms`.
  private static func levels(_ suffix: String) -> Int? {
    let parts = suffix.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 1 || (parts.count == 2 && ["100ms", "500ms"].contains(parts[1])) else {
      return nil
    }
    return [5, 10, 20].first { parts[0] == "depth\($0)" }
  }

  /// What it is made from, for the log.
  var origin: String {
    switch self {
    case .bestLevels: "the recorded book"
    case .miniTicker, .ticker, .avgPrice, .allTickers: "trades and klines"
    case .kline, .aggTrade: "trades"
    case .trade: "archived trades"
    }
  }

  static func periodUs(suffix: String) -> Int64 {
    if suffix == "trade" || suffix == "aggTrade" || suffix.hasSuffix("@100ms") { return 100_000 }
    return suffix.hasSuffix("@500ms") ? 500_000 : suffix == "avgPrice" ? 10_000_000 : 1_000_000
  }
}
