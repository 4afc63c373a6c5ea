import Basics

/// Net return over two parameters of a sweep: the first two that take several values; the others
/// stand as in the best trial.
package struct HeatMap: Sendable, Hashable {
  package let rows: SweepSpace.Axis
  package let columns: SweepSpace.Axis
  /// Row by row; nil where there is no such trial.
  package let returns: [[Ratio?]]

  /// `ranked` has the best trial first. Nil where fewer than two parameters take several values.
  init?(_ space: SweepSpace, _ ranked: [SweepTrial]) {
    let several = space.axes.filter { $0.values.count > 1 }
    guard several.count > 1, let best = ranked.first else { return nil }
    let (rows, columns) = (several[0], several[1])
    func key(_ settings: [StrategyLabel.Setting], _ row: String, _ column: String) -> [String] {
      settings.map { $0.name == rows.name ? row : $0.name == columns.name ? column : $0.value }
    }
    var found: [[String]: Ratio] = [:]
    for trial in ranked { found[trial.label.settings.map(\.value)] = trial.netReturn }
    self.rows = rows
    self.columns = columns
    returns = rows.values.map { row in
      columns.values.map { column in found[key(best.label.settings, row, column)] }
    }
  }

  func write(_ writer: inout JSONWriter) {
    writer.object("heatMap") { writer in
      for (key, axis) in [("rows", rows), ("columns", columns)] {
        writer.object(key) { writer in
          writer.string("name", axis.name)
          writer.array("values") { writer in
            for value in axis.values { writer.string(nil, value) }
          }
        }
      }
      writer.array("netReturn") { writer in
        for row in returns {
          writer.array { writer in for value in row { writer.number(nil, value?.text) } }
        }
      }
    }
  }
}
