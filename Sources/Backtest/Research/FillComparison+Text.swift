import Basics
import Market

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
