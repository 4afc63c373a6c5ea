import Market

/// Candles in a row at which nothing but their close happens: no order waits for them, so that no
/// candle's walk matters. Most of a run is that.
///
/// Neither cash nor positions change on the way, so that the account's worth is a straight line over
/// the close of the symbol at work. What matters of a close is then told by two comparisons: whether
/// it makes a new peak of the worth, or a new low since the peak.
struct QuietWalk {
  private let index: Int
  private let base: Int64
  /// Of cash and the other symbols' positions, in units of 10⁻¹⁶.
  private let otherWorth: Int128
  private let isHolding: Bool

  /// Over plain candles of a batch. Nil where the account's worth may leave 128 bits on the way: the
  /// long way tells.
  @inline(__always)
  init?(_ batch: CandleBatch, _ broker: borrowing Broker) {
    index = Int(batch.symbol.rawValue)
    guard let worth = MarketState.worth(broker.cash, broker.markets) else { return nil }
    base = broker.markets[index].base.units
    otherWorth =
      worth.fine - Int128(base) * Int128(broker.markets[index].price?.units ?? 0)
    isHolding = worth.isHolding
    let most = otherWorth.addingReportingOverflow(Int128(base) * Int128(batch.largestClose))
    if most.overflow { return nil }
  }

  /// Closes candles, at least one.
  @inline(__always)
  func close(_ batch: CandleBatch, _ range: Range<Int>, _ core: inout BacktestCore) {
    if base == 0 {
      core.track.mark(otherWorth, times: range.count, isHolding: isHolding)
    } else {
      core.track.mark(
        batch.closes.span, range, times: base, plus: otherWorth, isHolding: isHolding)
    }
    takeOver(batch, range, &core.broker)
  }

  /// Closes one candle.
  @inline(__always)
  func close(_ batch: CandleBatch, _ at: Int, _ core: inout BacktestCore) {
    core.track.mark(
      otherWorth &+ Int128(base) &* Int128(batch.closes[at]), times: 1, isHolding: isHolding)
    takeOver(batch, at..<at &+ 1, &core.broker)
  }

  /// What is known of the market after candles of a range.
  @inline(__always)
  private func takeOver(_ batch: CandleBatch, _ range: Range<Int>, _ broker: inout Broker) {
    let last = range.upperBound &- 1
    broker.markets[index].price = Amount(units: batch.closes[last])
    broker.markets[index].recent.add(batch.candles, range)
    broker.nowUs = max(broker.nowUs, batch.edges[last].endUs)
  }
}

extension Broker {
  /// Nothing that the next candle could meet.
  var isQuiet: Bool { openOrders.isEmpty && failure == nil }
}

extension BacktestCore {
  /// Whether a plain candle, and those after it, can be walked over one by one as they are: nothing
  /// that comes with them needs an instant's machinery.
  @inline(__always)
  func isPlain(_ candle: Candle) -> Bool {
    let index = Int(candle.symbol.rawValue)
    return instant.count == 0 && broker.failure == nil && broker.settings.fills == .candles
      && candle.interval == broker.settings.interval && !broker.isWarmingUp && yardstick.isStarted
      && index < broker.markets.count && broker.markets[index].isSeen
      && candle.openTimeMs > broker.markets[index].lastOpenTimeMs
  }

  /// Counts in plain candles that were walked over.
  mutating func notePlain(_ candles: borrowing Span<Candle>, _ range: Range<Int>) {
    guard let last = range.last else { return }
    let (from, to) = (candles[range.lowerBound], candles[last])
    broker.markets[Int(to.symbol.rawValue)].lastOpenTimeMs = to.openTimeMs
    countCandles(range.count, fromUs: from.openTimeMs &* 1000, toUs: to.endUs)
    guard input != nil else { return }
    for index in range { input?.add(candles[index]) }
  }

  /// The orders meet a plain candle's open.
  mutating func open(
    _ candle: CandleBatch.Edge, of symbol: SymbolID
  ) throws(BacktestError) {
    let openUs = candle.openTimeMs &* 1000
    broker.sweepCancelled(openUs)
    let meeting = Meeting(
      motion: .jump(to: candle.open), timeUs: openUs,
      evidence: .candle(openTimeMs: candle.openTimeMs, step: 0))
    try broker.jump { order in
      order.symbol == symbol && order.sinceUs <= openUs && order.cancelledUs > openUs
        ? meeting : nil
    }
  }

  /// A plain candle closes while orders wait, or where its worth is to be looked at with care.
  mutating func close(_ candle: borrowing Candle) throws(BacktestError) {
    broker.markets[Int(candle.symbol.rawValue)].price = candle.close
    broker.markets[Int(candle.symbol.rawValue)].recent.add(copy candle)
    try markAccount()
    broker.nowUs = max(broker.nowUs, candle.endUs)
  }
}
