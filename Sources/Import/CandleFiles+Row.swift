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

  /// The last row whose candle opens in a range of ms since the epoch, of those that a backtest takes:
  /// the row that closed the candle of that range. Nil where there is none.
  package func row(openingIn rangeMs: ClosedRange<Int64>) throws -> Row? {
    var found: Row?
    var lastOpenMs = Int64.min
    for plan in plans {
      let reader = try CandleLineReader(plan, interval)
      while let candle = try reader.next() {
        guard candle.openTimeMs > lastOpenMs else { continue }
        lastOpenMs = candle.openTimeMs
        if candle.openTimeMs > rangeMs.upperBound { return found }
        guard candle.openTimeMs >= rangeMs.lowerBound,
          case .line(let line, let byte) = reader.lines.place
        else { continue }
        found = Row(
          label: plan.part.label, line: line, byte: byte,
          text: reader.lines.withLine { $0.text(0..<$0.count) })
      }
    }
    return found
  }
}
