import Basics

/// The server's own page, at `/`: where the play head is, how fast it goes, who is connected, and the
/// candles of a symbol as they form. One text that loads nothing from elsewhere.
enum ControlPage {
  /// `control.html` with its style and its scripts:
  /// - `controls.js`: the state comes twice a second; buttons ask for a change and show the state
  ///   that it led to.
  /// - `chart.js`: candles as wide as fit, prices at the right.
  /// - `feed.js`: what was, from REST; what comes, from the same stream as every client's.
  static let html = TextTemplate.filled(
    PackageResources.control_html,
    with: [
      "style": text(PackageResources.control_css),
      "controls": text(PackageResources.controls_js),
      "chart": text(PackageResources.chart_js),
      "feed": text(PackageResources.feed_js),
    ])

  private static func text(_ file: [UInt8]) -> String { String(decoding: file, as: UTF8.self) }
}
