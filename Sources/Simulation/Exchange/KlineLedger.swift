import Market

/// The klines of one interval, oldest first.
struct KlineLedger: Sendable {
  let calendar: KlineCalendar
  private(set) var klines: [KlineTally] = []
  /// How many klines are kept; nil keeps all.
  private let limit: Int?

  init(interval: Interval, anchorDay: Int64, limit: Int? = nil) {
    calendar = KlineCalendar(interval: interval, anchorDay: anchorDay)
    self.limit = limit
  }

  /// Begins with klines that are known already, oldest first; as many as the limit are kept.
  mutating func begin(with history: [KlineTally]) {
    klines = Array(history.suffix(limit ?? history.count))
  }

  /// Adds a trade to the kline of its time, which it creates if need be.
  ///
  /// Trades come nearly in order, so the search runs backwards from the newest kline.
  mutating func add(_ trade: MarketTrade, profile: SymbolProfile) {
    var index = klines.count - 1
    while index >= 0, klines[index].openTimeMs > trade.timeMs { index -= 1 }
    if index < 0 || klines[index].closeTimeMs < trade.timeMs {
      let openMs = calendar.openTimeMs(atMs: trade.timeMs)
      index += 1
      klines.insert(
        KlineTally(
          openTimeMs: openMs, nextOpenTimeMs: calendar.nextOpenTimeMs(openMs),
          previousCloseUnits: 0), at: index)
      let isNewest = index == klines.count - 1
      drop()
      if isNewest { index = klines.count - 1 }
    }
    klines[index].add(trade, profile: profile)
  }

  /// Opens the klines up to the one that holds `timeMs`, flat ones where no trade fell. Nothing
  /// happens before the first trade.
  mutating func open(atMs timeMs: Int64) {
    while let last = klines.last, last.closeTimeMs < timeMs {
      klines.append(
        KlineTally(
          openTimeMs: last.closeTimeMs + 1,
          nextOpenTimeMs: calendar.nextOpenTimeMs(last.closeTimeMs + 1),
          previousCloseUnits: last.closeUnits))
      drop()
    }
  }

  /// Puts flat klines between those that have trades.
  mutating func fillGaps() {
    let withTrades = klines
    klines.removeAll(keepingCapacity: true)
    for kline in withTrades {
      open(atMs: kline.openTimeMs - 1)
      klines.append(kline)
    }
  }

  /// Lets the oldest go, in batches, so that keeping the newest costs nothing per kline.
  private mutating func drop() {
    guard let limit, klines.count > 2 * limit + 16 else { return }
    klines.removeFirst(klines.count - limit)
  }
}
