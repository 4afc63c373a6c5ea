import Backtest
import Market
import StrategyTool

struct BuyTheDip: NamedStrategy {
  static let description = StrategyDescription(name: "buy-the-dip", summary: "half after a fall")
  var last: Amount?
  init(_ values: ParameterValues) {}
  mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    if let last {
      broker.target(candle.symbol, share: candle.close < last ? .percent(50) : .zero)
    }
    last = candle.close
  }
}

@main struct MyTool {
  static func main() { StrategyTool.main([BuyTheDip.self]) }
}
