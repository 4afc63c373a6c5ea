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
    var hasOpened = false
    var lastOpenMs = Int64.min
    for plan in plans {
      let reader = try CandleLineReader(plan, interval)
      while let candle = try reader.next() {
        guard candle.openTimeMs > lastOpenMs else { continue }
        lastOpenMs = candle.openTimeMs
        if rangeMs.contains(candle.openTimeMs) { hasOpened = true }
        guard interval.nextOpenTimeMs(candle.openTimeMs) > rangeMs.upperBound else { continue }
        guard hasOpened, case .line(let line, let byte) = reader.lines.location else { return nil }
        return Row(
          label: plan.part.label, line: line, byte: byte,
          text: reader.lines.withLine { $0.text(0..<$0.count) })
      }
    }
    return nil
  }
}
