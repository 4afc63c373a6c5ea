import Market

/// A stream whose rows do not stand in order: it must be read anew, and sorted.
package struct RowDisorder: Error {
  let stream: Int
}

/// The rows of a stream in the order of ids, or of time, each once: the one rule for imports and for
/// backtests that read files themselves.
///
/// Of rows that say the same the first is taken. Of rows that contradict each other the first is taken
/// too, and both are named.
final class OrderedRows {
  private let stream: Int
  private let plans: [ArchivePlan]
  private let source: any RowSource
  /// The rows as they stand.
  private let rows: StreamRows
  private var found = RowFindings()
  private var coverage: CandleCoverage?
  private var last: OrderedRow?
  private var lastText: [UInt8] = []

  /// Rows that are expected to stand in order; `RowDisorder` is thrown where they do not.
  init(_ stream: Int, _ plans: [ArchivePlan], meter: ImportMeter?) {
    (self.stream, self.plans) = (stream, plans)
    rows = StreamRows(plans, meter: meter)
    source = rows
    coverage = plans[0].interval.map { CandleCoverage($0) }
  }

  /// Rows in any order, read to the end and sorted in files of a folder.
  init(
    sorting plans: [ArchivePlan], stream: Int, folder: String, meter: ImportMeter?
  ) throws {
    (self.stream, self.plans) = (stream, plans)
    rows = StreamRows(plans, meter: meter)
    source = try RowSorter.sort(rows, folder: folder)
    coverage = plans[0].interval.map { CandleCoverage($0) }
  }

  /// What was found, once all rows were read.
  var findings: RowFindings {
    var sum = found
    sum += rows.findings
    if let coverage { sum.note(coverage, of: plans[0]) }
    return sum
  }

  /// The next row; nil at the end.
  func next() throws -> OrderedRow? {
    while let row = try source.next() {
      if let last {
        if row.isBefore(last) { throw RowDisorder(stream: stream) }
        if try isRepetition(row, of: last) { continue }
      }
      last = row
      lastText.removeAll(keepingCapacity: true)
      source.withText { lastText.append($0, 0..<$0.count) }
      coverage?.add(openTimeMs: row.key)
      if row.isOffGrid { found.offGridCount += 1 }
      return row
    }
    return nil
  }

  func withText<R>(_ body: (borrowing Span<UInt8>) throws -> R) rethrows -> R {
    try source.withText(body)
  }

  /// Whether a row is another writing of the one before it, or contradicts it.
  private func isRepetition(_ row: OrderedRow, of last: OrderedRow) throws -> Bool {
    let isAgain = !last.isBefore(row)
    if plans[Int(row.file)].layout.isKlines {
      guard isAgain else {
        guard row.key >= last.last else { throw overlap(row) }
        return false
      }
    } else if !isAgain {
      // Aggregates of other ids may hold the same trades.
      guard row.first <= last.last, row.first >= 0 else { return false }
    }
    if isSame(row, as: last, withoutId: !isAgain) {
      found.repeatedCount += 1
      return true
    }
    let taken = isAgain ? "the first is taken" : "both are taken"
    found.add(conflict: "\(name(row)) contradicts \(name(last)); \(taken)")
    return isAgain
  }

  private func isSame(_ row: OrderedRow, as last: OrderedRow, withoutId: Bool) -> Bool {
    var text: [UInt8] = []
    source.withText { text.append($0, 0..<$0.count) }
    let lastText = lastText
    if text == lastText { return true }
    let values = RowText.values(text.span, plans[Int(row.file)].layout.columns)
    let others = RowText.values(lastText.span, plans[Int(last.file)].layout.columns)
    // Candles of six columns say less than those of twelve, and nothing else.
    let count = min(values.count, others.count)
    return values.prefix(count).dropFirst(withoutId ? 1 : 0)
      == others.prefix(count).dropFirst(withoutId ? 1 : 0)
  }

  private func name(_ row: OrderedRow) -> String {
    "\(plans[Int(row.file)].part.label) line \(row.line)"
  }

  private func overlap(_ row: OrderedRow) -> ImportError {
    ImportError(
      plans[Int(row.file)].part.label, .line(Int(row.line), byte: row.lineOffset),
      found: source.withText { excerpt($0) },
      expected: "a candle that opens when the one before it is over",
      advice: "name the file's real interval with --interval or in its name")
  }

}
