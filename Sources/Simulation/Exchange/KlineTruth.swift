package import Market

/// Klines that are right by construction, to check others against: kept from the market's own
/// trades, by code that shares nothing with the candle builder.
struct KlineTruth: Sendable {
  /// From every trade of the market.
  private(set) var market: [KlineLedger]
  /// From the trades that are in the recording, each once.
  private(set) var recording: [KlineLedger]
  /// The ids of trades recorded lately, at their place modulo the size: duplicates come within
  /// moments of each other.
  private var recentIds: [Int64]
  /// When the kline opened in which the recording began, per interval.
  private let firstOpenMs: [Int64]

  init(options: GeneratorOptions, anchorDay: Int64) {
    market = options.trackedIntervals.map { KlineLedger(interval: $0, anchorDay: anchorDay) }
    firstOpenMs = market.map { $0.calendar.openTimeMs(atMs: options.startMs) }
    recording = market
    recentIds = Array(repeating: -1, count: market.isEmpty ? 0 : 1 << 16)
  }

  mutating func traded(_ trade: MarketTrade, profile: SymbolProfile) {
    for index in market.indices where trade.timeMs >= firstOpenMs[index] {
      market[index].add(trade, profile: profile)
    }
  }

  /// How far back trades matter.
  var oldestOpenMs: Int64 { firstOpenMs.min() ?? .max }

  mutating func recorded(_ trade: MarketTrade, profile: SymbolProfile) {
    if recording.isEmpty { return }
    let place = Int(trade.id) & (recentIds.count - 1)
    if recentIds[place] == trade.id { return }
    recentIds[place] = trade.id
    for index in recording.indices { recording[index].add(trade, profile: profile) }
  }
}

/// Which trades a true kline is made of.
package enum KlineScope: Sendable {
  /// All that happened in the market, before the recording and during its faults too: what the
  /// exchange's own klines say.
  case market
  /// Those that the recording holds, each once: what anyone can rebuild from it.
  case recording
}

extension MarketGenerator {
  /// The true klines of a tracked interval so far, oldest first, those without a trade left out.
  ///
  /// `.market` begins with the opening of the interval in which the recording began.
  package func klines(_ interval: Interval, of scope: KlineScope) -> [KlineTally] {
    let ledgers = scope == .market ? truth.market : truth.recording
    return ledgers.first { $0.calendar.interval == interval }?.klines ?? []
  }
}
