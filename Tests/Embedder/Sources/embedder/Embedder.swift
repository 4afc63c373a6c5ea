import Backtest
import Market
import Runs

struct BuyTheDip: Strategy {
  var last: Amount?
  mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    if let last {
      broker.target(candle.symbol, share: candle.close < last ? .percent(50) : .zero)
    }
    last = candle.close
  }
}

@main struct Embedder {
  static func main() throws {
    let recording = try SavedRecording(CommandLine.arguments[1])
    try recording.forEachCandle(of: .m5) { candle, _ in print(KlineText.line(candle)) }
    var tradeCount = 0
    try recording.forEachTrade { _, _ in tradeCount += 1 }
    let result = try recording.backtest(
      BuyTheDip(), BacktestSettings(interval: .m5), label: StrategyLabel(name: "buy-the-dip"))
    print("\(tradeCount) trades, run hash \(result.runHash ?? "none")")
  }
}
