import Backtest
import Basics
import Market

extension BacktestResult {
  /// What a strategy on paper came to, as facts for a summary.
  var paperFacts: [JSONValue.Member] {
    [
      ("strategy", .string(strategy.text)), ("fills", .integer(Int64(fills.count))),
      ("rejected", .integer(Int64(rejectedCount))),
      ("final equity", .number(finalEquity.description)), ("run hash", .string(runHash ?? "")),
    ]
  }
}

extension Fill {
  /// `fill 3: buy 16.5 ADABNB at 0.005122, 2021-05-22T03:45:03.825Z`.
  func text(_ symbol: String) -> String {
    "fill \(number): \(side) \(quantity) \(symbol) at \(price), "
      + isoText(us: timeUs, decimals: 3)
  }

  /// Its facts for a JSON line.
  func facts(_ symbol: String) -> [JSONValue.Member] {
    [
      ("number", .integer(Int64(number))), ("order", .integer(Int64(order.rawValue))),
      ("symbol", .string(symbol)), ("side", .string(side.rawValue)),
      ("price", .number(price.description)), ("quantity", .number(quantity.description)),
      ("fee", .number(fee.description)), ("timeUs", .integer(timeUs)),
    ]
  }
}
