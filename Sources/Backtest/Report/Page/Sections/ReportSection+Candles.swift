import Basics
import Market

extension ReportSection {
  /// Candles and the fills in them, to zoom and to pan.
  static func candles(_ facts: ReportFacts) -> ReportSection {
    let shown = shownSymbols(facts.result)
    let options = shown.enumerated().map { number, symbol in
      "<option value=\"\(number)\">\(Markup.escaped(symbol.name))</option>"
    }
    var html = Markup.toolbar(
      options.count > 1
        ? "<label>Symbol <select id=\"symbol\">\(options.joined())</select></label>" : "")
    html += Markup.chart("candles-chart", "Candles and fills", height: 380)
    html += "<p id=\"candles-note\"></p>\n"
    if shown.count < facts.result.symbols.count {
      html += Markup.paragraph(
        "The \(shown.count) of \(facts.result.symbols.count) symbols with the most fills.")
    }
    return ReportSection(
      id: "candles", title: "Candles and fills", html: html, data: data(facts, shown),
      script: PageScript.candles)
  }

  /// Those with the most fills, in the order of the run where equal.
  private static func shownSymbols(_ result: BacktestResult) -> [BacktestResult.Symbol] {
    guard result.symbols.count > ChartLimits.symbolsMax else { return result.symbols }
    let counts = result.symbols.map { symbol in result.fills.count { $0.symbol == symbol.id } }
    let order = result.symbols.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    return order.prefix(ChartLimits.symbolsMax).map { result.symbols[$0] }
  }

  private static func data(_ facts: ReportFacts, _ shown: [BacktestResult.Symbol]) -> String {
    let countMax = ChartLimits.candlesMax / max(1, shown.count)
    var writer = JSONWriter()
    writer.object {
      $0.number("fillsMax", ChartLimits.fillsMax)
      $0.number("fillCount", facts.result.fills.count)
      $0.array("symbols") { writer in
        for symbol in shown {
          let series = CandleSeries(
            facts.history.bars, of: symbol.id, interval: facts.history.interval, countMax: countMax)
          writer.object {
            $0.string("name", symbol.name)
            series.write(&$0)
            write(facts.result.fills.prefix(ChartLimits.fillsMax), of: symbol.id, &$0)
          }
        }
      }
    }
    return writer.text
  }

  /// `fills`: fill by fill three numbers: its number less that of the fill before; the time since
  /// then, ms; the price, negative for a sale.
  private static func write(
    _ fills: ArraySlice<Fill>, of symbol: SymbolID, _ writer: inout JSONWriter
  ) {
    writer.array("fills") { writer in
      var numberBefore = 0
      var timeBefore: Int64 = 0
      for fill in fills where fill.symbol == symbol {
        writer.number(nil, fill.number - numberBefore)
        writer.number(nil, fill.timeUs / 1000 - timeBefore)
        writer.number(nil, fill.side == .buy ? "\(fill.price)" : "-\(fill.price)")
        numberBefore = fill.number
        timeBefore = fill.timeUs / 1000
      }
    }
  }
}
