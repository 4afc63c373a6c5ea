import Basics
import Market

/// Runs side by side: what differs in their assumptions, then their figures, then their orders' fills.
package struct RunComparison {
  /// A name, and a value for each run.
  struct Row {
    let name: String
    let values: [String?]

    var differs: Bool { Set(values).count > 1 }
  }

  struct Figure {
    let row: Row
    let shown: Markup.Shown
  }

  let runs: [ComparedRun]
  /// Those that differ between the runs; "-" where a run does not know the name.
  let assumptions: [Row]
  let figures: [Figure]
  /// Of each run but the first, beside the first.
  let fills: [FillPairs]

  package init(_ runs: [ComparedRun]) {
    self.runs = runs
    assumptions = Self.assumptions(runs).filter(\.differs)
    figures = Self.kinds.map { key, shown in
      Figure(row: Row(name: key, values: runs.map { $0.figure(key) }), shown: shown)
    }
    let candleUs =
      runs.compactMap { $0.figure("settings.interval").flatMap { Interval(rawValue: $0) }?.fixedMs }
      .max()
      .map { $0 * 1000 } ?? 28 * DailyReturns.dayUs
    fills = runs.dropFirst().map { FillPairs(runs[0], $0, withinUs: candleUs) }
  }

  private static func assumptions(_ runs: [ComparedRun]) -> [Row] {
    var names: [String] = []
    let values = runs.map { run in
      var values: [String: String] = [:]
      for (name, value) in run.assumptions {
        if values.updateValue(value, forKey: name) == nil, !names.contains(name) {
          names.append(name)
        }
      }
      return values
    }
    return names.map { name in Row(name: name, values: values.map { $0[name] ?? "-" }) }
  }

  private static let kinds: [(key: String, shown: Markup.Shown)] = [
    ("finalEquity", .exact), ("netProfit", .exact), ("netReturn", .percent),
    ("benchmark.netReturn", .percent), ("maxDrawdown", .percent), ("sharpe", .ratio),
    ("sharpeLow", .ratio), ("sharpeHigh", .ratio), ("sortino", .ratio), ("fills", .count),
    ("roundTrips", .count), ("winRate", .percent), ("profitFactor", .ratio),
    ("expectancy", .exact), ("exposure", .percent), ("fees", .exact), ("turnover", .exact),
    ("rejections", .count), ("ambiguousCandles", .count),
  ]
}
