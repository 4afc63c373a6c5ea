import Market

/// The map as a drawing: a cell for each pair of values, in blue where the trial gained and in orange
/// where it lost, the more the stronger, with its return in it.
extension HeatMap {
  private static let cellWidth = 52
  private static let cellHeight = 28
  private static let top = 44
  /// Of a letter of the labels, at most.
  private static let letterWidth = 8
  /// From here on a cell's colour is so strong that white can be read on it.
  private static let strong = 0.85

  /// A drawing to put into a page. Every cell shows its parameters and exact return when pointed at.
  package func svg() -> String {
    let left = 16 + Self.letterWidth * (([rows.name] + rows.values).map(\.count).max() ?? 0)
    // The columns' name may be wider than they are.
    let width =
      left
      + max(
        columns.values.count * Self.cellWidth, columns.name.count * Self.letterWidth)
    let height = Self.top + rows.values.count * Self.cellHeight
    var svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"heatmap\" role=\"img\""
      + " width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\""
      + " font-size=\"12\" font-family=\"sans-serif\">"
      + "<title>Net return by \(Markup.escaped(rows.name)) and \(Markup.escaped(columns.name))</title>"
    svg += Self.text(columns.name, x: left, y: 14, anchor: "start", more: " font-weight=\"bold\"")
    svg += Self.text(rows.name, x: 4, y: 34, anchor: "start", more: " font-weight=\"bold\"")
    for (column, value) in columns.values.enumerated() {
      svg += Self.text(value, x: left + column * Self.cellWidth + Self.cellWidth / 2, y: 34)
    }
    let strongest = returns.joined().compactMap { $0?.parts.magnitude }.max() ?? 0
    for (row, value) in rows.values.enumerated() {
      let y = Self.top + row * Self.cellHeight
      svg += Self.text(value, x: left - 8, y: y + 18, anchor: "end")
      for (column, other) in columns.values.enumerated() {
        guard let ratio = returns[row][column] else { continue }
        let name = "\(rows.name)=\(value) \(columns.name)=\(other): \(ratio.roundedPercentText)"
        svg += Self.cell(
          ratio, strongest: strongest, name: name, x: left + column * Self.cellWidth, y: y)
      }
    }
    return svg + "</svg>"
  }

  private static func cell(
    _ ratio: Ratio, strongest: UInt64, name: String, x: Int, y: Int
  ) -> String {
    let share = strongest > 0 ? Double(ratio.parts.magnitude) / Double(strongest) : 0
    let opacity = 0.08 + 0.92 * share
    let colour = opacity > strong ? " fill=\"#fff\"" : ""
    return
      "<g><title>\(Markup.escaped(name))</title><rect x=\"\(x)\" y=\"\(y)\" width=\"\(cellWidth - 1)\""
      + " height=\"\(cellHeight - 1)\" fill=\"\(ratio < .zero ? "#c2500a" : "#0b6bcb")\""
      + " fill-opacity=\"\(DecimalNumber.text(opacity, digits: 3) ?? "1")\"/>"
      + text(ratio.briefPercentText, x: x + cellWidth / 2, y: y + 18, more: colour) + "</g>"
  }

  private static func text(
    _ text: String, x: Int, y: Int, anchor: String = "middle", more: String = ""
  ) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\""
      + (more.contains("fill=") ? "" : " fill=\"currentColor\"") + "\(more)>"
      + Markup.escaped(text) + "</text>"
  }
}

extension Ratio {
  /// Per cent with one decimal, from 100 % on with none; rounded half away from zero: `-1.5%`.
  fileprivate var briefPercentText: String {
    let step: Int64 = parts.magnitude < 99_950_000 ? 100_000 : 1_000_000
    let half = parts < 0 ? -step / 2 : step / 2
    let steps = (Int128(parts) + Int128(half)) / Int128(step)
    return "\(AmountSum(units: steps * Int128(step) * 100))%"
  }
}
