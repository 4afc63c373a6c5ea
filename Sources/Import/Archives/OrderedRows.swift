/// A stream whose rows do not stand in order: it must be read anew, and sorted.
package struct RowDisorder: Error {
  let stream: Int
}

/// What was found in a stream's rows besides the rows themselves.
package struct RowFindings: Equatable, Sendable {
  /// Rows that were put where they belong.
  package internal(set) var movedCount = 0
  /// Rows that stood there twice, and were taken once.
  package internal(set) var repeatedCount = 0
  /// Rows that contradict another, both named; the first `listedMax`.
  package private(set) var conflicts: [String] = []
  package private(set) var conflictCount = 0

  package static let listedMax = 20

  package init() {}

  mutating func add(conflict: String) {
    conflictCount += 1
    if conflicts.count < Self.listedMax { conflicts.append(conflict) }
  }

  static func += (sum: inout RowFindings, other: RowFindings) {
    sum.movedCount += other.movedCount
    sum.repeatedCount += other.repeatedCount
    sum.conflictCount += other.conflictCount
    sum.conflicts += other.conflicts.prefix(listedMax - sum.conflicts.count)
  }
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
  private(set) var findings = RowFindings()
  private var last: OrderedRow?
  private var lastText: [UInt8] = []

  /// Rows that are expected to stand in order; `RowDisorder` is thrown where they do not.
  init(_ stream: Int, _ plans: [ArchivePlan], meter: ImportMeter?) {
    (self.stream, self.plans) = (stream, plans)
    source = StreamRows(plans, meter: meter)
  }

  /// Rows in any order, read to the end and sorted in files of a folder.
  init(
    sorting plans: [ArchivePlan], stream: Int, folder: String, meter: ImportMeter?
  ) throws {
    (self.stream, self.plans) = (stream, plans)
    let rows = StreamRows(plans, meter: meter)
    source = try RowSorter.sort(rows, folder: folder)
    findings.movedCount = rows.movedCount
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
      findings.repeatedCount += 1
      return true
    }
    let taken = isAgain ? "the first is taken" : "both are taken"
    findings.add(conflict: "\(name(row)) contradicts \(name(last)); \(taken)")
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
    plans[Int(row.file)].noCandle(
      at: .line(Int(row.line), byte: row.lineOffset), text: source.withText { excerpt($0) })
  }
}
