import Basics
package import Market

/// Candles to be drawn, without a strategy, and what is to be marked among them.
package struct CandleChart {
  /// A stretch that the recording lacks or doubts.
  package struct Mark {
    package enum Kind: String, Sendable {
      /// No candle.
      case gap
      /// A candle of which a trade may lack.
      case incomplete
      /// A kline of the exchange that its trades do not explain.
      case differs
    }

    package let symbol: String
    package let kind: Kind
    package let fromMs: Int64
    /// Exclusive.
    package var toMs: Int64
    /// What people read of it.
    package let text: String

    package init(symbol: String, kind: Kind, fromMs: Int64, toMs: Int64, text: String) {
      self.symbol = symbol
      self.kind = kind
      self.fromMs = fromMs
      self.toMs = toMs
      self.text = text
    }
  }

  /// Marks beyond these are counted only.
  package static let marksMax = 5000

  private(set) var history: MarketHistory
  private(set) var symbols: [BacktestResult.Symbol] = []
  private(set) var marks: [Mark] = []
  private(set) var markCount = 0
  private var lastClose: [SymbolID: Int64] = [:]

  package init(interval: Interval) { history = MarketHistory(interval: interval) }

  /// Takes in a candle, and marks it where it is incomplete, and what lacks before it.
  package mutating func add(_ candle: Candle, symbol: String) {
    history.add(candle)
    if lastClose[candle.symbol] == nil {
      symbols.append(BacktestResult.Symbol(id: candle.symbol, name: symbol))
    } else if let close = lastClose[candle.symbol], candle.openTimeMs > close + 1 {
      add(
        Mark(
          symbol: symbol, kind: .gap, fromMs: close + 1, toMs: candle.openTimeMs,
          text: "no candle: nothing was traded, or nothing recorded"))
    }
    lastClose[candle.symbol] = candle.closeTimeMs
    if !candle.isComplete {
      add(
        Mark(
          symbol: symbol, kind: .incomplete, fromMs: candle.openTimeMs,
          toMs: candle.closeTimeMs + 1, text: "incomplete"))
    }
  }

  /// Adds a mark, or makes the last one longer where it goes on.
  package mutating func add(_ mark: Mark) {
    if let last = marks.last, last.symbol == mark.symbol, last.kind == mark.kind,
      last.text == mark.text, last.toMs == mark.fromMs
    {
      marks[marks.count - 1].toMs = mark.toMs
      return
    }
    markCount += 1
    if marks.count < Self.marksMax { marks.append(mark) }
  }
}

extension CandleChart {
  /// The section's data, as `candles.js` reads them.
  func json() -> String {
    let shown = symbols.prefix(ChartLimits.symbolsMax)
    var writer = JSONWriter()
    writer.object {
      PlotSeries(Plots()).write(&$0)
      $0.number("tripCount", 0)
      $0.object("trips") { writer in
        for key in TripColumns.keys { writer.array(key) { _ in } }
      }
      $0.array("symbols") { writer in
        for symbol in shown {
          let series = CandleSeries(
            history.bars, of: symbol.id, interval: history.interval,
            countMax: ChartLimits.candlesMax / max(1, shown.count))
          writer.object {
            $0.string("name", symbol.name)
            series.write(&$0)
            $0.object("fills") { writer in
              for key in ["number", "t", "price"] { writer.array(key) { _ in } }
            }
          }
        }
      }
      $0.array("marks") { writer in
        for mark in marks {
          writer.object {
            $0.string("symbol", mark.symbol)
            $0.string("kind", mark.kind.rawValue)
            $0.number("from", mark.fromMs)
            $0.number("to", mark.toMs)
            $0.string("text", mark.text)
          }
        }
      }
    }
    return writer.text
  }
}
