import Basics
import Market

extension ReportSection {
  /// Candles and the fills in them, to zoom and to pan.
  static func candles(_ facts: ReportFacts) -> ReportSection {
    let shown = shownSymbols(facts.result)
    var html = Markup.candles(
      "Candles and round trips: lines from purchase to sale, dashed where one lost",
      symbols: shown.map(\.name),
      keys: " N and P go from round trip to round trip, Enter to its row.",
      plots: !facts.result.plots.lines.isEmpty)
    if shown.count < facts.result.symbols.count {
      html += Markup.paragraph(
        "The \(shown.count) of \(facts.result.symbols.count) symbols with the most fills.")
    }
    return ReportSection(
      id: "candles", title: "Candles and trades", html: html, data: data(facts, shown),
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
    let fills = loneFills(facts)
    var writer = JSONWriter()
    writer.object {
      PlotSeries(facts.result.plots).write(&$0)
      $0.number("tripCount", facts.result.roundTrips.count)
      $0.object("trips") { TripColumns(facts).write(&$0) }
      $0.array("symbols") { writer in
        for symbol in shown {
          let series = CandleSeries(
            facts.history.bars, of: symbol.id, interval: facts.history.interval, countMax: countMax)
          writer.object {
            $0.string("name", symbol.name)
            series.write(&$0)
            write(fills, of: symbol.id, &$0)
          }
        }
      }
    }
    return writer.text
  }

  /// Fills that no round trip shown begins or ends with.
  private static func loneFills(_ facts: ReportFacts) -> ArraySlice<Fill> {
    var numbers: Set<Int> = []
    for trip in facts.metrics.trips.prefix(ChartLimits.tripsMax) {
      numbers.formUnion([trip.entryFill, trip.exitFill].compactMap { $0 })
    }
    return facts.result.fills.filter { !numbers.contains($0.number) }
      .prefix(ChartLimits.fillsMax)
  }

  /// `fills`: columns of the number less that of the fill before; the time since then, ms; the price,
  /// negative for a sale.
  private static func write(
    _ fills: ArraySlice<Fill>, of symbol: SymbolID, _ writer: inout JSONWriter
  ) {
    let own = fills.filter { $0.symbol == symbol }
    writer.object("fills") { writer in
      writer.differences("number", own.lazy.map { Int64($0.number) })
      writer.differences("t", own.lazy.map { $0.timeUs / 1000 })
      writer.array("price") { writer in
        for fill in own {
          writer.number(nil, fill.side == .buy ? "\(fill.price)" : "-\(fill.price)")
        }
      }
    }
  }
}
