/// The script that all sections share, in the order in which it stands in the page.
///
/// A section's script gets `page`:
/// - `page.chart(id, paint, read)`: a chart over time on the canvas with this id. `paint(plot)` draws
///   (see `ChartScript`), `read(ms)` gives the text for the instant that the pointer is at.
/// - `page.colour("up")`: a colour of `PageStyle` as it is now.
/// - `page.fromMs`, `page.toMs`, `page.candleMs`: the run's span.
/// - `page.repaint()`: draws all charts anew.
/// - `page.day(ms)`, `page.minute(ms)`: an instant in words.
///
/// Once all is drawn, the root element bears `data-ready`; an error anywhere is in `data-error`.
enum PageScript {
  static let parts = [base, ViewScript.text, ChartScript.text, InputScript.text, close]

  private static let base = #"""
    const root = document.documentElement;
    addEventListener("error", event => { root.dataset.error = event.message; });
    const byId = id => document.getElementById(id);
    const read = id => {
      const element = byId("data-" + id);
      return element ? JSON.parse(element.textContent) : null;
    };
    const page = read("page");
    page.repaint = () => repaint();
    page.colour = name => getComputedStyle(root).getPropertyValue("--" + name).trim();
    page.day = ms => new Date(ms).toISOString().slice(0, 10);
    page.minute = ms => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
    const drawers = [];
    const draw = (id, drawer) => { drawers.push([id, drawer]); };
    """#

  private static let close = #"""
    const finish = () => {
      for (const [id, drawer] of drawers) drawer(byId(id), read(id), page);
      repaint();
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
      root.dataset.ready = charts.length;
    };
    """#
}
