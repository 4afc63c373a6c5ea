package import Market

/// One strategy on one market, filled from candles and from the tape: which fills both have, where
/// they differ, and which only one has.
///
/// An order may be filled in parts on the tape, so orders are compared: the parts of one are one fill
/// at their mean price. Two are the same decision where symbol and side agree and they lie less than
/// `interval` apart; in the order of time, each is paired at most once.
package struct FillComparison: Sendable, Hashable {
  /// What one order has traded.
  package struct Traded: Sendable, Hashable {
    package let order: OrderID
    package let symbol: SymbolID
    package let side: Side
    package internal(set) var quantity: Int128
    /// In units of 10⁻¹⁶: price × quantity.
    var paid: Int128
    /// Fills that it took.
    package internal(set) var partCount = 1
    /// Of the first part, µs since the epoch.
    package let timeUs: Int64

    /// Mean price, cut to 10⁻⁸.
    package var price: AmountSum { AmountSum(units: quantity > 0 ? paid / quantity : 0) }
  }

  package enum Line: Sendable, Hashable {
    case both(candles: Traded, tape: Traded)
    case onlyOnCandles(Traded)
    case onlyOnTape(Traded)
  }

  package let lines: [Line]
  let candles: BacktestResult
  let tape: BacktestResult

  package init(_ candles: BacktestResult, _ tape: BacktestResult) {
    self.candles = candles
    self.tape = tape
    // A market order waits for the next motion: on the tape that may be a moment after the candle's.
    let withinUs = (candles.settings.interval.fixedMs ?? 28 * 86_400_000) * 1000
    lines = Self.pair(Self.traded(candles.fills), Self.traded(tape.fills), withinUs)
  }

  /// Pairs in both at the same price, quantity and time.
  package var sameCount: Int {
    lines.count { if case .both(let a, let b) = $0 { a.isSame(as: b) } else { false } }
  }
  package var differentCount: Int { lines.count - sameCount - onlyCount }
  package var onlyCount: Int { lines.count { if case .both = $0 { false } else { true } } }

  /// Orders in the order of their first fills.
  static func traded(_ fills: [Fill]) -> [Traded] {
    var traded: [Traded] = []
    // Only looked up: parts of an order may have those of others between them.
    var indices: [OrderID: Int] = [:]
    for fill in fills {
      let (quantity, paid) = (
        fill.quantity.units,
        Exact.sum(0, fill.quantity.units, times: Int128(fill.price.units)) ?? .max
      )
      if let index = indices[fill.order] {
        traded[index].quantity += quantity
        traded[index].paid += paid
        traded[index].partCount += 1
      } else {
        indices[fill.order] = traded.count
        traded.append(
          Traded(
            order: fill.order, symbol: fill.symbol, side: fill.side, quantity: quantity, paid: paid,
            timeUs: fill.timeUs))
      }
    }
    return traded
  }

  /// Each of the candles' orders, in the order of time, with the first of the tape's that is left and
  /// near enough: one pass over both.
  static func pair(
    _ candles: [Traded], _ tape: [Traded], _ withinUs: Int64
  ) -> [Line] {
    var waiting = Waiting(tape)
    var lines: [Line] = []
    for one in inOrder(candles, of: \.timeUs) {
      let match = waiting.take(near: one, withinUs)
      lines.append(match.map { .both(candles: one, tape: tape[$0]) } ?? .onlyOnCandles(one))
    }
    lines += tape.indices.filter { !waiting.isTaken[$0] }.map { .onlyOnTape(tape[$0]) }
    return inOrder(lines, of: \.timeUs)
  }

  /// By time, and as they came where it is the same.
  private static func inOrder<Item>(_ items: [Item], of timeUs: (Item) -> Int64) -> [Item] {
    items.enumerated().map { (timeUs($0.element), $0.offset) }.sorted { $0 < $1 }
      .map { items[$0.1] }
  }

  /// The tape's orders that may still be paired, one queue for each symbol and side.
  private struct Waiting {
    private struct Way: Hashable {
      let symbol: SymbolID
      let side: Side
    }

    private let tape: [Traded]
    /// Indices in `tape`, in the order of time.
    private var queues: [Way: (indices: [Int], next: Int)] = [:]
    private(set) var isTaken: [Bool]

    init(_ tape: [Traded]) {
      self.tape = tape
      isTaken = Array(repeating: false, count: tape.count)
      for index in FillComparison.inOrder(Array(tape.indices), of: { tape[$0].timeUs }) {
        queues[Way(symbol: tape[index].symbol, side: tape[index].side), default: ([], 0)].indices
          .append(index)
      }
    }

    /// Calls come in the order of time, so that what is too early for one is so for all after it.
    mutating func take(near one: Traded, _ withinUs: Int64) -> Int? {
      let way = Way(symbol: one.symbol, side: one.side)
      guard let indices = queues[way]?.indices, var next = queues[way]?.next else { return nil }
      while next < indices.count, one.timeUs - tape[indices[next]].timeUs >= withinUs { next += 1 }
      let isNear = next < indices.count && tape[indices[next]].timeUs - one.timeUs < withinUs
      queues[way]?.next = isNear ? next + 1 : next
      guard isNear else { return nil }
      isTaken[indices[next]] = true
      return indices[next]
    }
  }
}

extension FillComparison.Traded {
  func isSame(as other: FillComparison.Traded) -> Bool {
    price == other.price && quantity == other.quantity && timeUs == other.timeUs
  }
}

extension FillComparison.Line {
  /// Of the earlier one.
  var timeUs: Int64 {
    switch self {
    case .both(let candles, let tape): min(candles.timeUs, tape.timeUs)
    case .onlyOnCandles(let one), .onlyOnTape(let one): one.timeUs
    }
  }
}
