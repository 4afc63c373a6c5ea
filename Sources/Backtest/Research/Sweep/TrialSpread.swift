import Market

/// How the net returns of a sweep's trials are spread.
package struct TrialSpread {
  struct Bin: Hashable {
    /// Inclusive, and exclusive but for the last.
    let from: Ratio
    let to: Ratio
    var count = 0
    var hasBest = false
  }

  private(set) var bins: [Bin] = []

  private static let countMax: Int64 = 30

  /// Nil without returns that differ.
  init?(_ report: SweepReport) {
    let returns = report.ranked.compactMap { $0.netReturn?.parts }
    guard let low = returns.min(), let high = returns.max(), low < high else { return nil }
    let (range, overflow) = high.subtractingReportingOverflow(low)
    guard !overflow else { return nil }
    let count = min(Self.countMax, max(1, Int64(returns.count)))
    let step = range / count + 1
    for number in 0..<count {
      let (from, isLarge) = low.addingReportingOverflow(number * step)
      let (to, isLarger) = from.addingReportingOverflow(step)
      guard !isLarge, !isLarger else { return nil }
      bins.append(Bin(from: Ratio(parts: from), to: Ratio(parts: to)))
    }
    for parts in returns { bins[Int((parts - low) / step)].count += 1 }
    if let best = report.best?.netReturn { bins[Int((best.parts - low) / step)].hasBest = true }
  }

  /// A drawing to put into a page.
  func svg() -> String {
    let (barWidth, height) = (26, 120)
    let most = max(1, bins.map(\.count).max() ?? 1)
    let width = bins.count * barWidth + 2
    var svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"\(width)\""
      + " height=\"\(height + 24)\" viewBox=\"0 0 \(width) \(height + 24)\" font-size=\"12\""
      + " font-family=\"sans-serif\"><title>Trials by net return</title>"
    for (index, bin) in bins.enumerated() where bin.count > 0 {
      let bar = max(2, bin.count * (height - 16) / most)
      let (x, y) = (index * barWidth + 1, height - bar)
      let name =
        "\(bin.count) trials from \(bin.from.roundedPercentText) to \(bin.to.roundedPercentText)"
      svg +=
        "<g><title>\(name)</title><rect x=\"\(x)\" y=\"\(y)\" width=\"\(barWidth - 2)\""
        + " height=\"\(bar)\" fill=\"\(bin.from < .zero ? "#c2500a" : "#0b6bcb")\""
        + (bin.hasBest ? " stroke=\"currentColor\" stroke-width=\"2\"" : "") + "/>"
        + "<text x=\"\(x + barWidth / 2 - 1)\" y=\"\(y - 4)\" text-anchor=\"middle\""
        + " fill=\"currentColor\">\(bin.count)</text></g>"
    }
    let ends = [(0, "start", bins.first?.from), (width, "end", bins.last?.to)]
    for (x, anchor, ratio) in ends {
      svg +=
        "<text x=\"\(x)\" y=\"\(height + 16)\" text-anchor=\"\(anchor)\" fill=\"currentColor\">"
        + "\(ratio?.roundedPercentText ?? "")</text>"
    }
    return svg + "</svg>"
  }
}

extension SweepReport {
  /// The trials that differ from one in a parameter alone, with its values.
  func slice(
    _ axis: SweepSpace.Axis, through best: SweepTrial
  ) -> [(value: String, trial: SweepTrial)] {
    func key(_ settings: [StrategyLabel.Setting], _ value: String) -> [String] {
      settings.map { $0.name == axis.name ? value : $0.value }
    }
    var found: [[String]: SweepTrial] = [:]
    for trial in ranked { found[trial.label.settings.map(\.value)] = trial }
    return axis.values.compactMap { value in
      found[key(best.label.settings, value)].map { (value, $0) }
    }
  }
}
