/// The scripts of the page, which stand beside this file.
///
/// A section's script is the body of `function (section, data, page)`. It gets `page`:
/// - `page.chart(id, paint, read)`: a chart over time on the canvas with this id. `paint(plot)` draws
///   and returns how many things it drew; `read(ms)` gives the text for the instant that the pointer
///   is at.
/// - `page.colour("up")`: a colour of `page.css` as it is now.
/// - `page.fromMs`, `page.toMs`, `page.candleMs`: the run's span.
/// - `page.repaint()`: draws all charts anew.
/// - `page.day(ms)`, `page.minute(ms)`: an instant in words.
///
/// A plot is `plot.ctx`, `plot.width`, `plot.height`, `plot.x(ms)`, `plot.view`, `plot.clip()` and
/// `plot.scale(low, high, text)`, which draws the value axis and gives the function y(value).
///
/// Once all is drawn, the root element bears `data-ready`; an error anywhere is in `data-error`.
enum PageScript {
  /// What all sections share, in the order of the page:
  /// - `page.js`: what a section's script is given.
  /// - `view.js`: the stretch of time in view, one for all charts, so that a fall in the equity and
  ///   the candles that made it stand below each other.
  /// - `chart.js`: a chart on a canvas: axes, the pointer's line, and a section's own drawing.
  /// - `input.js`: keys, pointers, wheel and buttons. The wheel zooms only in a chart that has the
  ///   focus, or with Ctrl: a page must scroll on. One finger sideways pans, two zoom. Only the chart
  ///   with the focus speaks to screen readers.
  /// - `finish.js`: runs the sections' scripts and draws.
  static let shared = [
    PackageResources.page_js, PackageResources.view_js, PackageResources.chart_js,
    PackageResources.input_js, PackageResources.finish_js,
  ].map(text).joined()

  /// The equity as a line over the band of its lows and highs, and the drawdown below it.
  static let equity = text(PackageResources.equity_js)

  /// Candles and the fills in them. Candles that would be thinner than three pixels are put together
  /// as they are drawn. A purchase points up from below its price, a sale down from above.
  static let candles = text(PackageResources.candles_js)

  /// A bar for each day's return.
  static let daily = text(PackageResources.daily_js)

  private static func text(_ file: [UInt8]) -> String { String(decoding: file, as: UTF8.self) }
}
