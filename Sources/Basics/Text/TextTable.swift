/// Rows of text in columns as wide as their widest value, the first column to the left, the others to
/// the right.
package struct TextTable {
  package let text: String

  /// The first row holds the names. All rows are equally long.
  package init(_ rows: [[String]]) {
    let widths = (rows.first ?? []).indices.map { column in
      rows.reduce(0) { max($0, $1[column].count) }
    }
    let lines = rows.map { row in
      var line = ""
      for (column, value) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - value.count)
        line += column == 0 ? value + padding : "  " + padding + value
      }
      while line.last == " " { line.removeLast() }
      return line
    }
    text = lines.joined(separator: "\n")
  }
}

extension TextTable {
  /// Lines of a label and a value each, the values below each other.
  package static func pairs(_ rows: [(String, String)]) -> [String] {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { label, value in
      label + String(repeating: " ", count: width - label.count + 2) + value
    }
  }
}
