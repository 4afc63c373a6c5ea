import Basics

extension ReportPage {
  /// Runs side by side, in one file. `time` writes an instant (µs since the epoch) as people read it.
  package init(_ comparison: RunComparison, time: (Int64) -> String) {
    let runs = comparison.runs
    title = "Comparison of \(runs.count) runs"
    lead = Markup.facts(runs.enumerated().map { ("Run \($0 + 1)", $1.name) })
    sections =
      [.differences(comparison), .comparedFigures(comparison), .equities(runs)]
      + comparison.fills.enumerated().map { .pairs($1, second: $0 + 2, time) }
    let times = runs.flatMap { [$0.equity.first?.timeUs, $0.equity.last?.timeUs] }
      .compactMap { $0 }
    let fromMs = (times.min() ?? 0) / 1000
    span = fromMs...max(fromMs + 1, (times.max() ?? 0) / 1000)
    candleMs = max(1, (span.upperBound - span.lowerBound) / 1000)
  }
}

extension ReportSection {
  private static func headings(_ runs: [ComparedRun]) -> [String] {
    runs.indices.map { "Run \($0 + 1)" }
  }

  fileprivate static func differences(_ comparison: RunComparison) -> ReportSection {
    let names = headings(comparison.runs)
    let rows = comparison.assumptions.map { row in
      [Markup.escaped(row.name)] + row.values.map { Markup.escaped($0 ?? none) }
    }
    return ReportSection(
      id: "assumptions", title: "Assumptions that differ",
      html: rows.isEmpty
        ? Markup.paragraph("None: strategy, parameters, settings and market are the same.")
        : Markup.table(
          "Assumptions that differ", ["Assumption"] + names, texts: Set(["Assumption"] + names),
          rows))
  }

  fileprivate static func comparedFigures(_ comparison: RunComparison) -> ReportSection {
    let rows = comparison.figures.map { figure in
      [Markup.escaped(figure.row.name)]
        + figure.row.values.map { value in
          Markup.figure(value.map(Markup.escaped), as: figure.shown)
        }
    }
    return ReportSection(
      id: "figures", title: "Figures",
      html: Markup.table(
        "Figures", ["Figure"] + headings(comparison.runs), texts: ["Figure"], rows)
        + Markup.folded(
          "Run hashes",
          Markup.facts(
            comparison.runs.enumerated().map { ("Run \($0 + 1)", $1.figure("runHash") ?? none) })))
  }

  fileprivate static func equities(_ runs: [ComparedRun]) -> ReportSection {
    var writer = JSONWriter()
    writer.array { writer in
      for run in runs {
        writer.object {
          $0.array("t") { writer in
            for point in run.equity { writer.number(nil, point.timeUs / 1000) }
          }
          $0.array("worth") { writer in
            for point in run.equity {
              writer.number(nil, DecimalNumber.text(point.worth, digits: 8))
            }
          }
        }
      }
    }
    return ReportSection(
      id: "equity", title: "Equity",
      html: Markup.toolbar("") + "<p id=\"runs-legend\" class=\"legend\"></p>\n"
        + Markup.chart("runs-chart", "Equity of the runs in quote", height: 340),
      data: writer.text, script: PageScript.compare)
  }

  fileprivate static func pairs(
    _ pairs: FillPairs, second: Int, _ time: (Int64) -> String
  ) -> ReportSection {
    func cells(_ fill: ComparedRun.Fill?) -> [String] {
      guard let fill else { return ["", "", ""] }
      return [
        Markup.escaped(time(fill.timeUs)), Markup.figure(Markup.escaped(fill.price), as: .exact),
        Markup.figure(Markup.escaped(fill.quantity), as: .exact),
      ]
    }
    func row(_ kind: String, _ one: ComparedRun.Fill?, _ other: ComparedRun.Fill?) -> [String] {
      let fill = one ?? other
      return [kind, Markup.escaped("\(fill?.side ?? "") \(fill?.symbol ?? "")")]
        + cells(one) + cells(other)
    }
    let rows = pairs.pairs.compactMap { pair -> [String]? in
      switch pair {
      case .same: nil
      case .differs(let fill, let other): row("differs", fill, other)
      case .onlyFirst(let fill): row("run 1 alone", fill, nil)
      case .onlySecond(let fill): row("run \(second) alone", nil, fill)
      }
    }
    let shown = Array(rows.prefix(ReportPage.rowsMax))
    let headings = ["1", "\(second)"].flatMap { run in
      ["First fill, \(run)", "Price, \(run)", "Quantity, \(run)"]
    }
    return ReportSection(
      id: "orders-\(second)", title: "Orders of runs 1 and \(second)",
      html: Markup.paragraph(
        "What each order traded: \(pairs.sameCount) the same, \(pairs.differsCount) differ, \(pairs.aloneCount) in one alone."
      )
        + (rows.isEmpty
          ? ""
          : Markup.table(
            "Orders of runs 1 and \(second)", ["Finding", "Order"] + headings,
            texts: ["Finding", "Order"], shown))
        + rest(shown.count, of: rows.count, "orders that are not the same", in: "--json"))
  }
}
