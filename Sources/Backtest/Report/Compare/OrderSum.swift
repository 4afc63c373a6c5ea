import Basics
import Market

/// The fills of one order, summed up.
struct OrderSum {
  let number: Int64
  private let timeUs: Int64
  private let symbol: String
  private let side: String
  private let price: String
  private var quantity: AmountSum
  private var value: AmountSum
  private var hasOnePrice = true

  /// A fill of a report; nil where it is none.
  init?(_ fill: JSONValue) {
    guard let number = fill.integer("number"), let timeUs = fill.integer("timeUs"),
      let symbol = fill.string("symbol"), let side = fill.string("side"),
      let price = fill["price"]?.text, let quantity = AmountSum(fill["quantity"]?.text ?? ""),
      let value = AmountSum(fill["value"]?.text ?? "")
    else { return nil }
    self.number = number
    self.timeUs = timeUs
    self.symbol = symbol
    self.side = side
    self.price = price
    self.quantity = quantity
    self.value = value
  }

  mutating func add(_ other: OrderSum) {
    quantity += other.quantity
    value += other.value
    if other.price != price { hasOnePrice = false }
  }

  var fill: ComparedRun.Fill {
    ComparedRun.Fill(
      number: number, timeUs: timeUs, symbol: symbol, side: side, price: meanPrice,
      quantity: "\(quantity)")
  }

  private var meanPrice: String {
    guard !hasOnePrice, quantity > .zero else { return price }
    let (product, overflow) = value.units.multipliedReportingOverflow(by: Exact.one)
    return overflow ? price : "\(AmountSum(units: product / quantity.units))"
  }
}
