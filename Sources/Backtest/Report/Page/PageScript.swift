/// The scripts of the page, which stand beside this file.
///
/// A section's script is the body of `function (section, data, page)`. It gets its element, its data, and
/// `page`:
/// - `page.chart(id, paint, read)`: a chart over time on the canvas with this id. `paint(plot)` draws
///   and returns how many things it drew; `read(ms, y)` gives the text for the instant that the
///   pointer is at.
/// - `page.picture(id, paint)`: a chart over something else.
/// - `page.table(element, columns, rows)`: a table that sorts, filters and turns its pages.
/// - `page.trips`, `page.choose(index)`: the round trips, and one of them marked everywhere.
/// - `page.colour("up")`: a colour of `page.css` as it is now.
/// - `page.fromMs`, `page.toMs`, `page.candleMs`: the run's span; `page.show(from, to)` shows a part.
/// - `page.number`, `page.money`, `page.percent`, `page.span`, `page.day`, `page.minute`: words.
///
/// A plot is `plot.ctx`, `plot.width`, `plot.height`, `plot.x(ms)`, `plot.view`, `plot.clip()` and
/// `plot.scale(low, high, text)`, which draws the value axis and gives the function y(value).
///
/// Once all is drawn, the root element bears `data-ready`; an error anywhere is in `data-error`.
enum PageScript {
  /// What all sections share, in the order of the page:
  /// - `page.js`: data, colours and times.
  /// - `numbers.js`: figures in the reader's digits.
  /// - `view.js`: the stretch of time in view, one for all charts, so that a fall in the equity and
  ///   the candles that made it stand below each other.
  /// - `axis.js`, `chart.js`: a chart on a canvas, and a section's own drawing.
  /// - `input.js`: keys, pointers, wheel and buttons. The wheel zooms only in a chart that has the
  ///   focus, or with Ctrl: a page must scroll on. One finger sideways pans, two zoom. Only the chart
  ///   with the focus speaks to screen readers.
  /// - `table.js`: a long table.
  static let shared = [
    PackageResources.page_js, PackageResources.numbers_js, PackageResources.view_js,
    PackageResources.axis_js, PackageResources.chart_js, PackageResources.input_js,
    PackageResources.table_js,
  ].map(text).joined()

  /// Runs the sections' scripts and draws.
  static let finish = text(PackageResources.finish_js)

  /// The equity as a line over the band of its lows and highs, its benchmark, and the drawdown.
  static let equity = text(PackageResources.equity_js)

  /// Candles, volume, what the strategy plotted, and the round trips. Candles that would be thinner
  /// than three pixels are put together as they are drawn. A purchase points up from below its price,
  /// a sale down from above.
  static let candles = [
    PackageResources.trades_js, PackageResources.plots_js, PackageResources.candles_js,
  ].map(text).joined()

  /// The table of the round trips.
  static let trips = text(PackageResources.trips_js)

  /// A bar for each day's return, and the 30 days before each.
  static let days = text(PackageResources.days_js)

  /// How the round trips are spread.
  static let spread = text(PackageResources.spread_js)

  /// The equity of several runs on one axis.
  static let compare = text(PackageResources.compare_js)

  private static func text(_ file: [UInt8]) -> String { String(decoding: file, as: UTF8.self) }
}
