import JSONDocument
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
  private let candles: BacktestResult
  private let tape: BacktestResult

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

  static func traded(_ fills: [Fill]) -> [Traded] {
    var traded: [Traded] = []
    for fill in fills {
      let (quantity, paid) = (
        Int128(fill.quantity.units), Int128(fill.price.units) * Int128(fill.quantity.units)
      )
      // Parts of an order may have those of others between them.
      if let index = traded.lastIndex(where: { $0.order == fill.order }) {
        traded[index].quantity += quantity
        traded[index].paid += paid
        traded[index].partCount += 1
      } else {
        traded.append(
          Traded(
            order: fill.order, symbol: fill.symbol, side: fill.side, quantity: quantity, paid: paid,
            timeUs: fill.timeUs))
      }
    }
    return traded
  }

  private static func pair(
    _ candles: [Traded], _ tape: [Traded], _ withinUs: Int64
  ) -> [Line] {
    var lines: [Line] = []
    var rest = tape
    for one in candles {
      let match = rest.firstIndex {
        $0.symbol == one.symbol && $0.side == one.side && abs($0.timeUs - one.timeUs) < withinUs
      }
      guard let match else {
        lines.append(.onlyOnCandles(one))
        continue
      }
      lines.append(.both(candles: one, tape: rest.remove(at: match)))
    }
    lines += rest.map { .onlyOnTape($0) }
    return lines.enumerated()
      .sorted { ($0.element.timeUs, $0.offset) < ($1.element.timeUs, $1.offset) }.map(\.element)
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

extension FillComparison {
  /// For people: a line for each order that is not the same in both, and what it comes to.
  package func lines(time: (Int64) -> String) -> [String] {
    func text(_ one: Traded) -> String {
      let parts = one.partCount > 1 ? " in \(one.partCount) parts" : ""
      return "\(one.side) \(AmountSum(units: one.quantity)) \(candles.name(one.symbol)) at "
        + "\(one.price)\(parts), \(time(one.timeUs))"
    }
    var text: [String] = lines.flatMap { line -> [String] in
      switch line {
      case .both(let a, let b) where a.isSame(as: b): []
      case .both(let a, let b):
        [
          "differs  candles  \(text(a))",
          "         tape     \(text(b))  (\(Self.difference(a, b)))",
        ]
      case .onlyOnCandles(let one): ["only on candles   \(text(one))"]
      case .onlyOnTape(let one): ["only on the tape  \(text(one))"]
      }
    }
    text.append(
      "\(lines.count) orders traded: \(sameCount) the same, \(differentCount) differ, \(onlyCount) "
        + "in one alone")
    text.append(
      "final equity  candles \(candles.finalEquity)  tape \(tape.finalEquity)")
    return text
  }

  /// What the tape has more: price, quantity, time.
  private static func difference(_ candles: Traded, _ tape: Traded) -> String {
    func signed(_ units: Int128) -> String {
      (units > 0 ? "+" : "") + AmountSum(units: units).description
    }
    var parts: [String] = []
    let price = tape.price.units - candles.price.units
    if price != 0 { parts.append("price \(signed(price))") }
    let quantity = tape.quantity - candles.quantity
    if quantity != 0 { parts.append("quantity \(signed(quantity))") }
    let us = tape.timeUs - candles.timeUs
    if us != 0 { parts.append("time \(us > 0 ? "+" : "")\(us / 1000) ms") }
    return parts.isEmpty ? "below a unit" : parts.joined(separator: ", ")
  }

  package func json() -> String {
    func write(_ key: String, _ one: Traded?, _ writer: inout JSONWriter) {
      writer.object(key, one) { one, writer in
        writer.number("order", one.order.rawValue)
        writer.string("symbol", candles.name(one.symbol))
        writer.string("side", one.side.rawValue)
        writer.number("quantity", AmountSum(units: one.quantity))
        writer.number("price", one.price)
        writer.number("parts", one.partCount)
        writer.number("timeUs", one.timeUs)
      }
    }
    var writer = JSONWriter()
    writer.object { writer in
      writer.number("same", sameCount)
      writer.number("different", differentCount)
      writer.number("inOneAlone", onlyCount)
      writer.number("candlesFinalEquity", candles.finalEquity)
      writer.number("tapeFinalEquity", tape.finalEquity)
      writer.string("candlesRunHash", candles.runHash)
      writer.string("tapeRunHash", tape.runHash)
      writer.array("orders") { writer in
        for line in lines {
          writer.object { writer in
            switch line {
            case .both(let a, let b):
              write("candles", a, &writer)
              write("tape", b, &writer)
            case .onlyOnCandles(let one):
              write("candles", one, &writer)
              write("tape", nil, &writer)
            case .onlyOnTape(let one):
              write("candles", nil, &writer)
              write("tape", one, &writer)
            }
          }
        }
      }
    }
    return writer.text
  }
}
