package import Market

/// The streams that each venue documents, by their whole names: Binance accepts any name, and of one that it
/// does not know it sends nothing.
///
/// web-socket-streams.md of 2026-07-17; the USD-M pages of 2026-05-28; the COIN-M pages of 2026-06.
package struct StreamCatalog: Sendable {
  /// What follows `symbol@`.
  package let ofSymbols: [String]
  /// Names of the whole market.
  package let ofMarket: [String]
  /// The same by groups, for people.
  package let groups: [String]

  package init(_ venue: Venue) {
    switch venue {
    case .spot: self = .spot
    case .usdm: self = .usdm
    case .coinm: self = .coinm
    }
  }

  private init(ofSymbols: [String], ofMarket: [String], groups: [String]) {
    self.ofSymbols = ofSymbols
    self.ofMarket = ofMarket
    self.groups = groups
  }

  package func contains(_ stream: StreamName) -> Bool {
    stream.symbol.isEmpty
      ? ofMarket.contains(stream.suffix) : ofSymbols.contains(stream.suffix)
  }

  private static let intervals = Interval.allCases.map(\.rawValue)
  /// Futures have no seconds.
  private static let longIntervals = intervals.filter { $0 != "1s" }

  private static func klines(_ name: String, _ intervals: [String]) -> [String] {
    intervals.map { "\(name)_\($0)" }
  }

  private static func depths(speeds: [String]) -> [String] {
    ["depth", "depth5", "depth10", "depth20"].flatMap { name in
      [name] + speeds.map { "\(name)@\($0)" }
    }
  }

  private static let spot = StreamCatalog(
    ofSymbols: [
      "trade", "aggTrade", "blockTrade", "miniTicker", "ticker", "ticker_1h", "ticker_4h",
      "ticker_1d", "bookTicker", "avgPrice", "referencePrice",
    ] + depths(speeds: ["100ms"]) + klines("kline", intervals)
      + klines("kline", intervals).map { $0 + "@+08:00" },
    ofMarket: ["!miniTicker@arr", "!ticker_1h@arr", "!ticker_4h@arr", "!ticker_1d@arr"],
    groups: [
      "trade", "aggTrade", "blockTrade", "kline_<1s to 1M>[@+08:00]", "bookTicker",
      "depth[@100ms]", "depth5, 10 or 20[@100ms]", "miniTicker", "ticker", "ticker_<1h, 4h, 1d>",
      "avgPrice", "referencePrice", "!miniTicker@arr", "!ticker_<1h, 4h, 1d>@arr",
    ])

  private static let futures = [
    "trade", "aggTrade", "markPrice", "markPrice@1s", "miniTicker", "ticker", "bookTicker",
    "forceOrder",
  ]
  private static let futuresOfMarket = [
    "!miniTicker@arr", "!ticker@arr", "!bookTicker", "!forceOrder@arr", "!contractInfo",
  ]
  private static let futuresGroups = [
    "aggTrade", "trade", "kline_<1m to 1M>", "continuousKline_<1s to 1M>", "markPrice[@1s]",
    "bookTicker", "depth[@100ms, @500ms]", "depth5, 10 or 20[@100ms, @500ms]", "miniTicker",
    "ticker", "forceOrder",
  ]
  private static let futuresSpeeds = ["0ms", "100ms", "500ms"]

  private static let usdm = StreamCatalog(
    ofSymbols: futures + ["rpiDepth@500ms", "compositeIndex", "assetIndex"]
      + depths(speeds: futuresSpeeds) + klines("kline", longIntervals)
      + klines("continuousKline", intervals),
    ofMarket: futuresOfMarket + [
      "!markPrice@arr", "!markPrice@arr@1s", "!assetIndex@arr", "tradingSession",
    ],
    groups: futuresGroups + ["rpiDepth@500ms", "compositeIndex", "assetIndex"]
      + futuresOfMarket + ["!markPrice@arr[@1s]", "!assetIndex@arr", "tradingSession"])

  private static let coinm = StreamCatalog(
    ofSymbols: futures + ["indexPrice", "indexPrice@1s"] + depths(speeds: futuresSpeeds)
      + klines("kline", longIntervals) + klines("continuousKline", intervals)
      + klines("indexPriceKline", longIntervals) + klines("markPriceKline", longIntervals),
    ofMarket: futuresOfMarket,
    groups: futuresGroups + [
      "indexPrice[@1s]", "indexPriceKline_<1m to 1M>", "markPriceKline_<1m to 1M>",
    ] + futuresOfMarket)
}
