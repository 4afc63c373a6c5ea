import Backtest
import Basics
import Market
import Runs

/// A page that draws the candles, with gaps and incomplete ones marked.
struct HTMLCandleOutput: CandleOutput {
  private var chart: CandleChart
  private let sink: any TextOutput

  init(interval: Interval, sink: any TextOutput) {
    chart = CandleChart(interval: interval)
    self.sink = sink
  }

  mutating func write(_ candle: Candle, symbol: String) throws { chart.add(candle, symbol: symbol) }

  mutating func finish() throws {
    let page = ReportPage(chart, title: "Candles") { isoText(us: $0, decimals: 0) }
    try sink.write(Array(page.html().utf8).span)
  }
}
