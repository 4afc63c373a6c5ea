import Basics

extension CandleTable {
  /// A table in a file, and its first row as the rest of the import knows rows.
  struct Found {
    let table: CandleTable
    let firstRow: [UInt8]
  }

  /// Looks into a file of which the name does not say that it holds something else.
  ///
  /// - Parameter skipsBadRows: whether a first row that cannot be taken is passed over.
  static func find(
    _ part: InputPart, _ name: ArchiveName, symbol: String, skipsBadRows: Bool
  ) throws -> Found? {
    if let data = name.kind?.data, data != ArchiveLayout.ohlcv.data { return nil }
    let reader = try part.rowLines()
    var (lines, locations): ([[UInt8]], [ImportError.Location]) = ([], [])
    while lines.count < sampleLines, try reader.next() {
      lines.append(reader.withLine { [UInt8]($0) })
      locations.append(reader.location)
    }
    var (line, first): (Int, [UInt8]) = (0, [])
    do {
      guard let table = try find(lines, symbol: symbol) else { return nil }
      line = table.headLines
      first = lines[line]
      var fields = TableFields()
      var roundedCount = 0
      if skipsBadRows {
        let row = lines[line...].firstIndex {
          (try? table.row($0.span, &fields, roundedCount: &roundedCount)) != nil
        }
        (line, first) = row.map { ($0, lines[$0]) } ?? (line, first)
      }
      let row = try table.row(first.span, &fields, roundedCount: &roundedCount)
      return Found(table: table, firstRow: row)
    } catch let refusal as Refusal {
      throw ImportError(
        part.label, locations[refusal.line], found: refusal.found, expected: refusal.expected,
        advice: refusal.advice)
    } catch let problem as Problem {
      throw ImportError(
        part.label, locations[line],
        found: "\(problem.found) in column \(problem.column) of \(excerpt(first.span))",
        expected: problem.expected, advice: problem.advice ?? "mend that line, or leave it out")
    }
  }
}
