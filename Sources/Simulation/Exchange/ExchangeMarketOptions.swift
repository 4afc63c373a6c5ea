import Binance
package import Market

/// What the simulated exchange trades, and how much of it REST remembers.
package struct ExchangeMarketOptions: Sendable {
  /// Upper case, as Binance writes it.
  package var symbol: String
  /// Which of Binance's markets the symbol is on.
  package var venue = Venue.spot
  package var seed: UInt64
  /// ms since the epoch.
  package var startMs: Int64
  /// Everything happens `rateMilli` thousandths as often as the symbol's profile says.
  package var rateMilli: Int64 = 1000
  /// How far back before the start there are klines and trades; at most to the symbol's listing,
  /// 500 hours before.
  package var historyMs: Int64 = MarketOrigin.listedBeforeMs
  /// How many klines of each interval REST can be asked for, at least.
  package var klinesKept = 5000
  /// Klines that opened more than so many intervals before the start are left out; nil leaves none.
  var historyKlinesMax: Int?
  /// Intervals that have klines.
  var intervals = Interval.allCases
  /// When streams send first, µs from the start, if not at the end of their first slot.
  var firstSlotsUs: [MarketStream: Int64] = [:]
  /// How many trades REST can be asked for: a power of two.
  package var tradesKept = 1 << 18

  package init(symbol: String, venue: Venue = .spot, seed: UInt64, startMs: Int64) {
    self.symbol = symbol
    self.venue = venue
    self.seed = seed
    self.startMs = startMs
  }

  package static let tradesKeptMax = 1 << 26

  /// No kline of the history opened before.
  func oldestKlineMs(_ interval: Interval, anchorDay: Int64) -> Int64 {
    guard let limit = historyKlinesMax else { return .min }
    return KlineStream.oldestOpenMs(
      interval, anchorDay: anchorDay, startMs: startMs, limit: limit)
  }

  /// Throws if these options make no market.
  package func check() throws(GeneratorError) {
    var options = GeneratorOptions(symbol: symbol, seed: seed, startMs: startMs, durationMs: 1000)
    options.rateMilli = rateMilli
    try options.check()
    try checkName()
    if tradesKept < 1 || tradesKept > Self.tradesKeptMax || tradesKept & (tradesKept - 1) != 0 {
      throw GeneratorError(
        message: "\(tradesKept) trades to keep; expected a power of two up to \(Self.tradesKeptMax)"
      )
    }
    if !(1000...1_000_000).contains(klinesKept) {
      throw GeneratorError(
        message: "\(klinesKept) klines to keep; expected 1000 to 1000000")
    }
    if !(0...MarketOrigin.listedBeforeMs).contains(historyMs) {
      throw GeneratorError(
        message: "a history of \(historyMs) ms; expected 0 to \(MarketOrigin.listedBeforeMs)")
    }
  }

  /// On futures, the symbol must be named like one of the venue's contracts.
  private func checkName() throws(GeneratorError) {
    let parts = symbol.split(separator: "_", omittingEmptySubsequences: false)
    let isDated = SymbolProfile.of(symbol, .usdm).delivery != nil
    let isInverse = InverseContract(symbol: symbol) != nil
    switch venue {
    case .spot: return
    case .coinm where isInverse && (isDated || parts[1] == "PERP"): return
    case .usdm where !isInverse && !parts[0].isEmpty && (isDated || parts.count == 1): return
    case .coinm:
      throw GeneratorError(
        message:
          "symbol '\(symbol)' is no contract of COIN-M; expected a coin with USD and _PERP or "
          + "a day of delivery, for example BTCUSD_PERP or ETHUSD_250926")
    case .usdm:
      throw GeneratorError(
        message:
          "symbol '\(symbol)' is no contract of USD-M; expected a coin with a stablecoin, and for a "
          + "delivery its day, for example BTCUSDT or ETHUSDT_250926")
    }
  }
}
