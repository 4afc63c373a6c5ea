import Basics
import Market

/// Klines of one symbol and interval as of the play head: recorded ones, and those built from
/// trades.
///
/// Of two for the same interval the one with more trades counts, or the later one if both have as
/// many.
struct KlineLedger {
  private var builder: CandleBuilder
  private var candles: [Candle] = []
  let interval: Interval
  /// Whether trades were seen: then nothing was traded where there is no kline.
  private var isTraded = false

  /// Older rows are let go.
  static let rowsMax = 50_000

  init(_ interval: Interval, contract: InverseContract? = nil) {
    self.interval = interval
    builder = CandleBuilder(
      symbol: SymbolID(rawValue: 0), interval: interval, contract: contract)
  }

  mutating func add(_ trade: Trade) {
    // 3d needs the symbol's first day, which no trade names.
    guard interval != .d3 else { return }
    isTraded = true
    guard builder.add(trade) else { return }
    for event in builder.events { put(event.candle) }
    builder.events.removeAll(keepingCapacity: true)
  }

  mutating func put(_ candle: Candle) {
    var candle = candle
    candle.symbol = builder.symbol
    Self.put(candle, &candles)
    if candles.count > Self.rowsMax { candles.removeFirst(Self.rowsMax / 10) }
  }

  private static func put(_ candle: Candle, _ candles: inout [Candle]) {
    let index = candles.partitionPoint { $0.openTimeMs >= candle.openTimeMs }
    if index < candles.count, candles[index].openTimeMs == candle.openTimeMs {
      if candle.tradeCount >= candles[index].tradeCount { candles[index] = candle }
    } else {
      candles.insert(candle, at: index)
    }
  }

  /// The newest kline, finished or not.
  var newest: Candle? {
    guard let open = builder.openCandle else { return candles.last }
    guard let last = candles.last, last.openTimeMs >= open.openTimeMs else { return open }
    return last.openTimeMs == open.openTimeMs && open.tradeCount >= last.tradeCount ? open : last
  }

  var isEmpty: Bool { candles.isEmpty && builder.openCandle == nil }

  /// The same klines put together into longer intervals: those from a moment on, and the last one
  /// before it.
  func resampled(_ longer: Interval, sinceMs: Int64?) -> KlineLedger {
    var result = KlineLedger(longer)
    var resampler = CandleResampler(interval: longer)
    for candle in candles[firstIndex(of: longer, sinceMs)...] { _ = resampler.add(candle) }
    if let open = builder.openCandle { _ = resampler.add(open) }
    resampler.finish()
    for case .settled(let candle) in resampler.events { result.put(candle) }
    result.isTraded = isTraded
    return result
  }

  /// The first kline of the longer interval that holds a moment, or of the last one before it that has any.
  private func firstIndex(of longer: Interval, _ sinceMs: Int64?) -> Int {
    // 3d needs the symbol's first day.
    guard let sinceMs, sinceMs > 0, longer != .d3 else { return 0 }
    let index = { openMs in candles.partitionPoint { $0.openTimeMs >= openMs } }
    let first = index(longer.openTimeMs(atMs: sinceMs))
    return first == 0 ? 0 : index(longer.openTimeMs(atMs: candles[first - 1].openTimeMs))
  }

  /// Klines whose opening times lie in a range, both ends included, the unfinished one too; those of
  /// intervals without a trade are flat. `toMs` is not after the play head.
  func rows(fromMs: Int64, toMs: Int64) -> [Candle] {
    // A range in the future, or one that ends before it begins, gives no rows, as on the exchange.
    guard fromMs <= toMs else { return [] }
    // One before the range, from which flat ones may reach into it.
    let low = max(0, candles.partitionPoint { $0.openTimeMs >= fromMs } - 1)
    let high = candles.partitionPoint { $0.openTimeMs > toMs }
    var chosen = Array(candles[low..<max(low, high)])
    if let open = builder.openCandle, open.openTimeMs <= toMs { Self.put(open, &chosen) }
    if interval == .d3 { return chosen.filter { $0.openTimeMs >= fromMs } }
    var filler = CandleFiller(interval: interval)
    var rows: [Candle] = []
    for candle in chosen {
      filler.fill(candle) { if (fromMs...toMs).contains($0.openTimeMs) { rows.append($0) } }
    }
    if isTraded, let last = chosen.last { appendFlat(after: last, fromMs, toMs, &rows) }
    return rows
  }

  /// Nothing was traded since the last kline.
  private func appendFlat(
    after last: Candle, _ fromMs: Int64, _ toMs: Int64, _ rows: inout [Candle]
  ) {
    var flat = last.flattened
    flat.openTimeMs = max(
      interval.nextOpenTimeMs(last.openTimeMs), interval.openTimeMs(atMs: max(0, fromMs)))
    while flat.openTimeMs <= toMs, rows.count < Self.rowsMax {
      let nextMs = interval.nextOpenTimeMs(flat.openTimeMs)
      flat.closeTimeMs = nextMs - 1
      if flat.openTimeMs >= fromMs { rows.append(flat) }
      flat.openTimeMs = nextMs
    }
  }

  /// The last so many rows that open at a time or before, as REST gives them without a start.
  func newest(_ limit: Int, toMs: Int64) -> [Candle] {
    guard let newest else { return [] }
    // No row is longer than 31 days: enough of them, and not all that there are.
    let spanMs = (interval.fixedMs ?? 31 * RecordedSymbol.dayMs) * Int64(limit)
    let lastMs = isTraded ? toMs : min(toMs, newest.openTimeMs)
    return rows(fromMs: max(0, lastMs - spanMs), toMs: toMs).suffix(limit).map { $0 }
  }

  /// The first so many rows of a range.
  func oldest(_ limit: Int, fromMs: Int64, toMs: Int64) -> [Candle] {
    guard let first = firstOpenTimeMs else { return [] }
    let spanMs = (interval.fixedMs ?? 31 * RecordedSymbol.dayMs) * Int64(limit)
    let fromMs = max(fromMs, first)
    let (endMs, isTooMuch) = fromMs.addingReportingOverflow(spanMs)
    return Array(rows(fromMs: fromMs, toMs: isTooMuch ? toMs : min(toMs, endMs)).prefix(limit))
  }

  var firstOpenTimeMs: Int64? { candles.first?.openTimeMs ?? builder.openCandle?.openTimeMs }
}
