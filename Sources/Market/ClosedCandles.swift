/// Closed candles that can still change, in time order; of those that settled only the last id.
///
///     | settled, to be dropped | 0 | 1 | … | count-1 |   then the open candle
///                              ^ first
struct ClosedCandles: Sendable {
  private var candles: [CandleInProgress] = []
  private var first = 0
  private var settledLastId: Int64?

  /// At most two more than intervals fit into twice the window: one that waits for missing trades
  /// settles as soon as the next one is old.
  var count: Int { candles.count - first }

  /// The last id before the open candle; nil where none was seen.
  var lastId: Int64? { count > 0 ? candles[candles.count - 1].lastId : settledLastId }

  subscript(index: Int) -> CandleInProgress { candles[first + index] }

  /// The trade time, in µs, from which on the oldest candle is settled; `Int64.max` if none is
  /// left.
  ///
  /// Where ids are missing between it and the next candle, or the open one, these trades may still
  /// come and prove both complete. Then it waits until the next candle's first trade is too old.
  func settlesFromUs(open: CandleInProgress?) -> Int64 {
    guard first < candles.count else { return .max }
    let oldest = candles[first]
    let endUs = oldest.endTimeMs * 1000
    guard let next = first + 1 < candles.count ? candles[first + 1] : open,
      next.firstTradeId > oldest.nextId
    else { return ClosedCandles.settlesFromUs(endUs: endUs) }
    return ClosedCandles.settlesFromUs(endUs: max(endUs, next.firstTimeUs))
  }

  /// False if it is too late for trades of that interval.
  ///
  /// Candles settle in time order. So where one waits for missing trades that follow it, these can still
  /// be added, however long ago they were, for example when they are fetched by id after an outage of
  /// hours. Fetched in the order of the ids, the candles settle as they come: none pile up.
  func canChange(_ candle: CandleInProgress, newestUs: Int64) -> Bool {
    if newestUs < ClosedCandles.settlesFromUs(endUs: candle.endTimeMs * 1000) { return true }
    guard first < candles.count else { return false }
    return candle.openTimeMs >= candles[first].openTimeMs
      && candle.firstTradeId > candles[first].firstTradeId
  }

  mutating func append(_ candle: CandleInProgress) { candles.append(candle) }

  mutating func removeFirst() {
    settledLastId = candles[first].lastId
    first += 1
    // Moving the rest only when it is the smaller half keeps this constant in the mean.
    if first * 2 >= candles.count {
      candles.removeFirst(first)
      first = 0
    }
  }

  /// Adds a late trade to the candle of its interval. `candle`, which holds that trade alone, becomes
  /// the interval's candle if it has none. Returns the candle's index.
  mutating func merge(_ trade: Trade, isStandIn: Bool, into candle: CandleInProgress) -> Int {
    var index = candles.count
    while index > first, candles[index - 1].openTimeMs >= candle.openTimeMs { index -= 1 }
    if index < candles.count, candles[index].openTimeMs == candle.openTimeMs {
      candles[index].merge(trade, isStandIn: isStandIn)
    } else {
      candles.insert(candle, at: index)
    }
    return index - first
  }

  /// Marks the candle of a time as one whose trades contradict each other; its index, if there is one.
  mutating func doubt(atMs time: Int64) -> Int? {
    let candle = candles[first...].firstIndex { $0.openTimeMs <= time && time < $0.endTimeMs }
    guard let candle, !candles[candle].isDoubtful else { return nil }
    candles[candle].isDoubtful = true
    return candle - first
  }

  /// True if ids prove that no trade of a candle is missing; `nextFirstId` is that of the open one.
  func isComplete(at index: Int, nextFirstId: Int64?) -> Bool {
    let at = first + index
    let before = index > 0 ? candles[at - 1].lastId : settledLastId
    let after = at + 1 < candles.count ? candles[at + 1].firstTradeId : nextFirstId
    return candles[at].isUnbroken(after: before, before: after)
  }

  private static func settlesFromUs(endUs: Int64) -> Int64 {
    endUs + CandleBuilder.lateWindowMs * 1000 + 1
  }
}
