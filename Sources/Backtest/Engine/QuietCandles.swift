public import Market

/// Candles in a row at which nothing but their close happens, because they reach no order: what a
/// strategy's fast path is handed (`Strategy.onCandles`). Most of a run is that.
///
/// All are of one symbol and of the interval that marks the account. They are taken one after the
/// other; none can be looked at before it is taken, and none can be put back. So an order can
/// depend on no candle that comes after it, here as elsewhere.
public struct QuietCandles: ~Copyable {
  private let batch: CandleBatch
  /// Index of the candle that comes next.
  private(set) var next: Int
  /// Index of the candle that the orders have met already.
  private var met = -1

  init(_ batch: CandleBatch, from index: Int) {
    self.batch = batch
    next = index
  }

  /// The orders have met the next candle.
  mutating func noteMet() { met = next }

  /// The symbol of all of them.
  public var symbol: SymbolID { batch.symbol }

  /// Takes candles until the strategy acts at one. The broker then stands at that one's close.
  ///
  /// - Parameters:
  ///   - broker: the strategy's.
  ///   - acts: takes a close, and says whether the strategy acts at it.
  /// - Returns: false if it acts at none, and where an order waits.
  @inline(__always)
  public mutating func skip(
    _ broker: inout Broker, until acts: (_ close: Amount) -> Bool
  ) -> Bool {
    take(&broker) { next in
      while let close = next() { if acts(close) { return true } }
      return false
    }
  }

  /// The same for a strategy with a loop of its own.
  ///
  /// - Parameters:
  ///   - broker: the strategy's.
  ///   - body: takes one close after the other from `next`, and says whether the strategy acts at the
  ///     last one that it took.
  @inline(__always)
  public mutating func take(
    _ broker: inout Broker, _ body: (_ next: () -> Amount?) -> Bool
  ) -> Bool {
    guard broker.isQuiet else { return false }
    let first = next
    let quiet = broker.exchange.orders.quiet(symbol)
    let (end, acts) = quiet.isEndless ? taken(body) : taken(quiet, body)
    guard first < end else { return false }
    broker.close(batch, first..<end)
    next = end
    return acts
  }

  @inline(__always)
  private func taken(_ body: (_ next: () -> Amount?) -> Bool) -> (end: Int, acts: Bool) {
    let closes = batch.closes.span.extracting(first: batch.plainCount)
    var at = next
    let acts = body {
      guard at < closes.count else { return nil }
      at &+= 1
      return closes[at &- 1]
    }
    return (at, acts)
  }

  /// The same up to a candle that reaches an order.
  private func taken(
    _ quiet: Quiet, _ body: (_ next: () -> Amount?) -> Bool
  ) -> (end: Int, acts: Bool) {
    let closes = batch.closes.span.extracting(first: batch.plainCount)
    var at = next
    let acts = body {
      guard at < closes.count, isQuiet(at, quiet) else { return nil }
      at &+= 1
      return closes[at &- 1]
    }
    return (at, acts)
  }

  /// Whether a candle reaches no order.
  @inline(__always)
  private func isQuiet(_ index: Int, _ quiet: Quiet) -> Bool {
    index == met || quiet.holds(batch.openings[index].endUs, batch.extents[index])
  }

  /// Hands the candles over one by one, until one reaches an order.
  @inline(__always)
  mutating func forEach(
    _ broker: inout Broker, _ body: (borrowing Candle, inout Broker) -> Void
  ) {
    next = end(&broker, body)
  }

  @inline(__always)
  private func end(
    _ broker: inout Broker, _ body: (borrowing Candle, inout Broker) -> Void
  ) -> Int {
    let candles = batch.candles.span
    var at = next
    while at < batch.plainCount, broker.isQuiet,
      isQuiet(at, broker.exchange.orders.quiet(symbol))
    {
      broker.close(batch, at..<at &+ 1)
      body(candles[at], &broker)
      at &+= 1
    }
    return at
  }

  /// Leaves the next candle to the engine.
  mutating func pass() { next &+= 1 }
}

extension Broker {
  /// The strategy goes on, and there is nothing that it has to hear of before.
  @inline(__always)
  var isQuiet: Bool { failure == nil && exchange.news.isEmpty }

  /// What is known of the market after candles of a range, at least one.
  @inline(__always)
  fileprivate mutating func close(_ batch: CandleBatch, _ range: Range<Int>) {
    exchange.markets.close(batch, range)
    exchange.advance(toUs: batch.openings[range.upperBound &- 1].endUs)
  }
}

/// Which candles do nothing to any order: they reach none, and none arrives.
struct Quiet {
  fileprivate let calm: Calm
  fileprivate let untilUs: Int64

  /// No candle does.
  @inline(__always)
  var isEndless: Bool { untilUs == .max && calm == .all }

  @inline(__always)
  func holds(_ endUs: Int64, _ extent: CandleBatch.Extent) -> Bool {
    endUs < untilUs && calm.holds(low: extent.low, high: extent.high)
  }
}

extension OpenOrders {
  /// Which candles of a symbol do nothing to any order.
  @inline(__always)
  func quiet(_ symbol: SymbolID) -> Quiet {
    isEmpty
      ? Quiet(calm: .all, untilUs: .max) : Quiet(calm: calm(symbol), untilUs: onTheirWay.nextUs)
  }
}
