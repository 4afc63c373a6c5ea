/// The equity as one line of text: `▂▂▃▅▄▆█`.
package enum EquitySparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// The last worth of each of so many stretches of the run; nil where nothing varies.
  package static func text(_ metrics: Metrics, width: Int) -> String? {
    var worths: [Int128] = [metrics.curve.startFine]
    worths.reserveCapacity(metrics.curve.markCount + 1)
    metrics.curve.forEachMark { worths.append($0.worth) }
    return text(worths, width: width)
  }

  static func text(_ worths: [Int128], width: Int) -> String? {
    let count = min(width, worths.count)
    let shown = (0..<count).map { worths[($0 + 1) * worths.count / count - 1] }
    guard let low = shown.min(), let high = shown.max(), low < high else { return nil }
    return String(
      shown.map { worth in
        bars[min(bars.count - 1, Int(Double(worth - low) / Double(high - low) * 8))]
      })
  }
}
