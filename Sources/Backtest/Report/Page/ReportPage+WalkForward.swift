import Basics
import Market

extension ReportPage {
  /// The page of a walk forward: what all tests came to, their joined equity, and each window.
  /// `strategy` is its name; `time` writes an instant (µs since the epoch) as people read it.
  package init(_ walk: WalkForward, strategy: String, time: (Int64) -> String) {
    title = "\(strategy), walked forward"
    lead = Markup.paragraph(
      "\(walk.steps.count) windows: the best parameters of each stretch, traded on the one after it. "
        + "All times are UTC.")
    sections = [.walkResult(walk), .walkEquity(walk), .windows(walk, time: time)]
    let fromMs = walk.steps.first?.testFromMs ?? 0
    let toMs = max(fromMs + 1, walk.steps.last?.testEndMs ?? 0)
    span = fromMs...toMs
    candleMs = max(1, (toMs - fromMs) / 1000)
  }
}

extension ReportSection {
  fileprivate static func walkResult(_ walk: WalkForward) -> ReportSection {
    let stitched = walk.stitched
    let gainCount = walk.steps.count { ($0.test.netReturn ?? .zero) > .zero }
    var verdict = "\(gainCount) of \(walk.steps.count) windows gained in their test."
    if let bootstrap = walk.bootstrap {
      verdict +=
        " \(SweepText.percent(bootstrap.lossShare)) of resamples of all tests end with a loss."
    }
    func tile(_ label: String, _ value: String) -> String {
      "<div class=tile><dt>\(label)<dd>\(value)</div>"
    }
    let tiles = [
      tile(
        "Final equity",
        Markup.figure((stitched?.finalEquity).map { "\($0)" }, "finalEquity", as: .money)),
      tile(
        "Net return",
        Markup.figure(stitched?.netReturn?.text, "netReturn", as: .percent, isSigned: true)),
      tile("Max drawdown", Markup.figure(stitched?.maxDrawdown?.text, "maxDrawdown", as: .percent)),
      tile("Windows", "\(walk.steps.count)"),
    ]
    return ReportSection(
      id: "result", title: "Result, out of sample",
      html: "<p class=\"verdict\">\(Markup.escaped(verdict))</p>\n"
        + "<dl class=\"tiles\">\(tiles.joined(separator: "\n"))</dl>\n")
  }

  /// The tests' equity, slice by slice, which lie evenly between a test's ends.
  fileprivate static func walkEquity(_ walk: WalkForward) -> ReportSection {
    var points: [EquitySeries.Point] = []
    var peak: Int128 = 0
    for step in walk.steps {
      let count = Int64(step.test.equity.count - 1)
      for (index, worth) in step.test.equity.enumerated() {
        if index == 0 && !points.isEmpty { continue }
        let ms =
          step.testFromMs + (step.testEndMs - step.testFromMs) * Int64(index) / max(1, count)
        let fine = worth.units * Exact.one
        peak = max(peak, fine)
        points.append(
          EquitySeries.Point(
            timeUs: ms * 1000, low: fine, high: fine, last: fine,
            drawdown: peak > 0 ? Double(peak - fine) / Double(peak) : 0, held: nil))
      }
    }
    let series = EquitySeries(points)
    return ReportSection(
      id: "equity", title: "Equity of all tests",
      html: Markup.toolbar("")
        + Markup.chart(
          "equity-chart", "Equity in quote, a line where a window begins", height: 280,
          hasAxis: false)
        + Markup.chart("drawdown-chart", "Fall from the highest equity so far", height: 130),
      data: series.json(
        start: points.first?.last ?? 0, startMs: (points.first?.timeUs ?? 0) / 1000,
        benchmark: nil, edges: walk.steps.map(\.testFromMs)),
      script: PageScript.equity)
  }

  fileprivate static func windows(
    _ walk: WalkForward, time: (Int64) -> String
  ) -> ReportSection {
    func ratio(_ trial: SweepTrial) -> String {
      Markup.figure(trial.netReturn?.text, as: .percent, isSigned: true)
    }
    let rows = walk.steps.prefix(ReportPage.rowsMax).map { step in
      let from = Markup.escaped(time(step.testFromMs * 1000))
      let parameters = step.chosen.label.parameters.map { "\($0.name)=\($0.value)" }
      return [
        "<a href=\"#equity\" data-at=\"\(step.testFromMs)\" data-to=\"\(step.testEndMs)\">\(from)</a>",
        Markup.escaped(parameters.joined(separator: " ")), ratio(step.chosen), ratio(step.test),
        Markup.figure("\(step.test.finalEquity)", as: .money),
        Markup.figure(step.test.maxDrawdown?.text, as: .percent),
        Markup.figure("\(step.test.fillCount)", as: .count),
      ]
    }
    return ReportSection(
      id: "windows", title: "Windows",
      html: Markup.table(
        "Windows",
        [
          "Test from", "Parameters", "In training", "In the test", "Equity after", "Max drawdown",
          "Fills",
        ], texts: ["Parameters"], rows)
        + rest(rows.count, of: walk.steps.count, "windows", in: "walk-forward.json"))
  }
}
