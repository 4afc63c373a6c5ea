import Market

extension CandleFiles {
  /// A row of one of the files.
  package struct Row: Sendable, Equatable {
    /// The file, and its entry in a ZIP.
    package let label: String
    /// Counted from 1, in the unpacked text.
    package let line: Int
    /// Bytes of unpacked text before the row.
    package let byte: Int64
    package let text: String
  }

  /// The row that closed the candle of a range of ms since the epoch: of the rows that a backtest takes,
  /// the one that ends with the range or, if that is missing, the first after it. Nil if the range has no
  /// row, or if none closed its candle.
  package func row(closing rangeMs: ClosedRange<Int64>) throws -> Row? {
    do {
      return try row(closing: rangeMs, in: orderedRows())
    } catch is RowDisorder {
      return try row(closing: rangeMs, in: sortedRows())
    }
  }

  private func row(closing rangeMs: ClosedRange<Int64>, in rows: OrderedRows) throws -> Row? {
    var hasOpened = false
    while let row = try rows.next() {
      if rangeMs.contains(row.key) { hasOpened = true }
      guard row.last > rangeMs.upperBound else { continue }
      guard hasOpened else { return nil }
      return Row(
        label: plans[Int(row.file)].part.label, line: Int(row.line), byte: row.lineOffset,
        text: rows.withText { $0.text(0..<$0.count) })
    }
    return nil
  }
}
