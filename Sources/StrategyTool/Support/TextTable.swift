/// Rows of text in columns as wide as their widest value, the first column to the left, the others to
/// the right.
struct TextTable {
  let text: String

  /// The first row holds the names. All rows are equally long.
  init(_ rows: [[String]]) {
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
