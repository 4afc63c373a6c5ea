import Basics
import Market

/// A stream whose rows do not stand in order: it must be read anew, and sorted.
package struct RowDisorder: Error {
  let stream: Int
}

/// The rows of a stream in the order of ids, or of time, each once: the one rule for imports and for
/// backtests that read files themselves.
///
/// Of rows that say the same the first is taken. Of rows of one id that contradict each other the first
/// is taken too; aggregates that share trades under ids of their own are all taken. They are named.
final class OrderedRows {
  private let stream: Int
  private let plans: [ArchivePlan]
  private let source: any RowSource
  /// The rows as they stand.
  private let rows: StreamRows
  private var found = RowFindings()
  private var coverage: CandleCoverage?
  /// Of times without a zone.
  private var hours: LocalHours?
  private var recent: RecentRows

  /// Rows in which an aggregate's trades are looked for.
  static let recentMax = 1024
  /// How far the time of a trade may lie before that of the one with the id before.
  private static let backNsMax: Int64 = 1_000_000_000

  /// Rows that are expected to stand in order; `RowDisorder` is thrown where they do not.
  init(_ stream: Int, _ plans: [ArchivePlan], meter: ImportMeter?) {
    (self.stream, self.plans) = (stream, plans)
    rows = StreamRows(plans, meter: meter)
    source = rows
    coverage = plans[0].interval.map { CandleCoverage($0) }
    hours = Self.hours(plans)
    recent = Self.recent(plans)
  }

  /// Rows in any order, read to the end and sorted in files of a folder.
  init(
    sorting plans: [ArchivePlan], stream: Int, folder: String, meter: ImportMeter?
  ) throws {
    (self.stream, self.plans) = (stream, plans)
    rows = StreamRows(plans, meter: meter)
    source = try RowSorter.sort(rows, folder: folder)
    coverage = plans[0].interval.map { CandleCoverage($0) }
    hours = Self.hours(plans)
    recent = Self.recent(plans)
  }

  /// Only aggregates can share something with a row that is not the one before.
  private static func recent(_ plans: [ArchivePlan]) -> RecentRows {
    RecentRows(countMax: plans[0].layout.data == "aggTrades" ? recentMax : 1)
  }

  private static func hours(_ plans: [ArchivePlan]) -> LocalHours? {
    plans.contains { $0.table?.form == .utc } ? plans[0].interval.flatMap(LocalHours.init) : nil
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
      if let last = recent.last {
        if row.isBefore(last) { throw RowDisorder(stream: stream) }
        if try isRepetition(row, of: last) { continue }
        noteTime(of: row, after: last)
      }
      hours?.add(row.key)
      source.withText { recent.add(row, $0) }
      coverage?.add(openTimeMs: row.key)
      if row.isOffGrid { found.offGridCount += 1 }
      return row
    }
    if let change = hours?.change { throw LocalHours.refusal(change, plans[0].part.label) }
    return nil
  }

  func withText<R>(_ body: (borrowing Span<UInt8>) throws -> R) rethrows -> R {
    try source.withText(body)
  }

  /// Ids and times of trades run on together. Clocks were a little off at times, but one of two trades that
  /// stand so has another's time.
  private func noteTime(of row: OrderedRow, after last: OrderedRow) {
    guard last.timeNs > row.timeNs, last.timeNs - row.timeNs > Self.backNsMax else { return }
    func time(_ row: OrderedRow) -> String { isoText(ns: row.timeNs) }
    found.add(
      conflict:
        "\(name(row)) is of \(time(row)), and \(name(last)), with lower ids, of \(time(last)); "
        + "both are taken")
  }

  /// Whether a row is another writing of the one before it, or contradicts it.
  private func isRepetition(_ row: OrderedRow, of last: OrderedRow) throws -> Bool {
    if last.isBefore(row) {
      if !plans[Int(row.file)].layout.isKlines { return sharesTrades(row) }
      guard last.allows(row) else { throw overlap(row) }
      return false
    }
    if isSame(row, as: last, recent.lastText, withoutId: false) {
      found.repeatedCount += 1
    } else {
      hours?.addAgain(row.key)
      found.add(conflict: "\(name(row)) contradicts \(name(last)); the first is taken")
    }
    return true
  }

  /// Whether an aggregate is another that came before it, under an id of its own. Where it shares trades
  /// with others, and says something else, each of them is named.
  private func sharesTrades(_ row: OrderedRow) -> Bool {
    guard row.first >= 0, row.first <= recent.lastId else { return false }
    let others = recent.sharing(row)
    if others.contains(where: { isSame(row, as: $0.row, $0.text, withoutId: true) }) {
      found.repeatedCount += 1
      return true
    }
    for (other, _) in others {
      found.add(
        conflict: "\(name(row)) shares trades with \(name(other)); both are taken")
    }
    if others.isEmpty, recent.isBehindAll(row) {
      found.add(
        conflict: "\(name(row)) has trades from before those of the rows ahead; it is taken")
    }
    return false
  }

  private func isSame(
    _ row: OrderedRow, as last: OrderedRow, _ lastText: [UInt8], withoutId: Bool
  ) -> Bool {
    var text: [UInt8] = []
    source.withText { text.append($0, 0..<$0.count) }
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
