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

  /// The row that closed the candle of a range of ms since the epoch: the one that ends with it or,
  /// where rows are missing there, the first beyond, of those that a backtest takes. Nil where the
  /// range has no row, or none closed its candle.
  package func row(closing rangeMs: ClosedRange<Int64>) throws -> Row? {
    var hasOpened = false
    var lastOpenMs = Int64.min
    for plan in plans {
      let reader = try CandleLineReader(plan, interval)
      while let candle = try reader.next() {
        guard candle.openTimeMs > lastOpenMs else { continue }
        lastOpenMs = candle.openTimeMs
        if rangeMs.contains(candle.openTimeMs) { hasOpened = true }
        guard interval.nextOpenTimeMs(candle.openTimeMs) > rangeMs.upperBound else { continue }
        guard hasOpened, case .line(let line, let byte) = reader.lines.place else { return nil }
        return Row(
          label: plan.part.label, line: line, byte: byte,
          text: reader.lines.withLine { $0.text(0..<$0.count) })
      }
    }
    return nil
  }
}
