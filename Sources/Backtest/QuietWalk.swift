public import Market

/// Candles in a row at which nothing but their close happens: no order waits for them, so that no
/// candle's walk matters. Most of a run is that, and is walked over here without an instant's
/// machinery.
///
/// Neither cash nor positions change on the way, so all of the account's worth but that of the
/// symbol at work is known beforehand.
struct QuietWalk {
  private let index: Int
  private let base: Int128
  /// Of cash and the other symbols' positions, in units of 10⁻¹⁶.
  private let otherWorth: Int128
  private let isHolding: Bool
  private let keepsRecent: Bool

  /// Nil where the account's worth leaves 128 bits: the long way tells.
  init?(_ symbol: SymbolID, _ cash: Amount, _ markets: [MarketState]) {
    index = Int(symbol.rawValue)
    guard let worth = MarketState.worth(cash, markets) else { return nil }
    base = Int128(markets[index].base.units)
    otherWorth = worth.fine - base * Int128(markets[index].price?.units ?? 0)
    isHolding = worth.isHolding
    keepsRecent = markets[index].recent.isKept
  }

  /// Closes a candle: price, time and mark. False, with nothing done, where the worth is too large.
  @inline(__always)
  func close(_ candle: borrowing Candle, _ core: inout BacktestCore) -> Bool {
    if base == 0 {
      // Nothing that the account holds has moved since the mark before.
      core.track.markAgain(isHolding: isHolding)
    } else {
      let (worth, overflow) = otherWorth.addingReportingOverflow(
        base &* Int128(candle.close.units))
      if overflow { return false }
      core.track.mark(worth, isHolding: isHolding)
    }
    core.broker.markets[index].price = candle.close
    if keepsRecent { core.broker.markets[index].recent.add(copy candle) }
    core.broker.nowUs = max(core.broker.nowUs, candle.endUs)
    return true
  }
}

extension Strategy {
  public mutating func onCandles(
    _ candles: [Candle], _ range: Range<Int>, _ core: inout BacktestCore
  ) -> Int {
    let span = candles.span
    guard
      let walk = QuietWalk(span[range.lowerBound].symbol, core.broker.cash, core.broker.markets)
    else { return range.lowerBound }
    var next = range.lowerBound
    while next < range.upperBound, walk.close(span[next], &core) {
      onCandle(span[next], &core.broker)
      next &+= 1
      if !core.broker.isQuiet { break }
    }
    return next
  }
}

extension Broker {
  /// Nothing that the next candle could meet.
  var isQuiet: Bool { openOrders.isEmpty && failure == nil }
}

extension BacktestCore {
  /// Whether a plain candle, and those after it, can be walked over quietly.
  @inline(__always)
  func isQuiet(before candle: Candle) -> Bool {
    let index = Int(candle.symbol.rawValue)
    return instant.count == 0 && broker.isQuiet && broker.settings.fills == .candles
      && candle.interval == broker.settings.interval && !broker.isWarmingUp && yardstick.isStarted
      && index < broker.markets.count && broker.markets[index].isSeen
      && candle.openTimeMs > broker.markets[index].lastOpenTimeMs
  }

  /// Counts in what was walked over quietly.
  mutating func noteQuiet(_ candles: borrowing Span<Candle>, _ range: Range<Int>) {
    guard let last = range.last else { return }
    let (from, to) = (candles[range.lowerBound], candles[last])
    broker.markets[Int(to.symbol.rawValue)].lastOpenTimeMs = to.openTimeMs
    countCandles(range.count, fromUs: from.openTimeMs &* 1000, toUs: to.endUs)
    guard input != nil else { return }
    for index in range { input?.add(candles[index]) }
  }
}
