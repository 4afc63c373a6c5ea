import JSONDocument

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

extension HeatMap {
  private static let cell = 34
  private static let margin = 70

  /// A drawing to put into a page: green where the trial gained, red where it lost, the more the
  /// stronger; every cell tells its numbers when pointed at.
  package func svg() -> String {
    let (width, height) = (
      Self.margin + columns.values.count * Self.cell, Self.margin + rows.values.count * Self.cell
    )
    var svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"heatmap\" role=\"img\""
      + " viewBox=\"0 0 \(width) \(height)\" font-size=\"11\" font-family=\"sans-serif\">"
      + "<title>Net return by \(Self.escaped(rows.name)) and \(Self.escaped(columns.name))</title>"
    svg += Self.text(columns.name, x: Self.margin, y: 14, anchor: "start")
    svg += Self.text(rows.name, x: 4, y: Self.margin - 8, anchor: "start")
    for (column, value) in columns.values.enumerated() {
      svg += Self.text(
        value, x: Self.margin + column * Self.cell + Self.cell / 2, y: Self.margin - 8)
    }
    let strongest = returns.joined().compactMap { $0?.parts.magnitude }.max() ?? 0
    for (row, value) in rows.values.enumerated() {
      let y = Self.margin + row * Self.cell
      svg += Self.text(value, x: Self.margin - 8, y: y + Self.cell / 2 + 4, anchor: "end")
      for (column, other) in columns.values.enumerated() {
        guard let ratio = returns[row][column] else { continue }
        let name = "\(rows.name)=\(value) \(columns.name)=\(other): \(ratio.roundedPercentText)"
        let strength = strongest > 0 ? Double(ratio.parts.magnitude) / Double(strongest) : 0
        let opacity = DecimalNumber.text(0.08 + 0.92 * strength, digits: 3) ?? "1"
        svg +=
          "<rect x=\"\(Self.margin + column * Self.cell)\" y=\"\(y)\" width=\"\(Self.cell - 1)\""
          + " height=\"\(Self.cell - 1)\" fill=\"\(ratio < .zero ? "#c62828" : "#2e7d32")\""
          + " fill-opacity=\"\(opacity)\"><title>\(Self.escaped(name))</title></rect>"
      }
    }
    return svg + "</svg>"
  }

  private static func text(
    _ text: String, x: Int, y: Int, anchor: String = "middle"
  ) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\" fill=\"currentColor\">"
      + escaped(text) + "</text>"
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "&": out += "&amp;"
      case "\"": out += "&quot;"
      default: out.append(character)
      }
    }
    return out
  }
}
