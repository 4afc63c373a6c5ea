import Market

/// What was found in a stream's rows besides the rows themselves.
package struct RowFindings: Equatable, Sendable {
  /// Rows that were put where they belong.
  package internal(set) var movedCount = 0
  /// Rows that stood there twice, and were taken once.
  package internal(set) var repeatedCount = 0
  /// Candles that open past the border of their interval.
  package internal(set) var offGridCount = 0
  /// Rows that contradict another, both named.
  package private(set) var conflicts = ListedRows()
  /// Rows that were passed over, and why.
  package private(set) var skipped = ListedRows()
  /// Rows of an archive with numbers that went through floating point, as they stood and as they were taken.
  package private(set) var repaired = ListedRows()
  /// Rows whose own numbers contradict each other, taken as they are.
  package private(set) var inconsistent = ListedRows()
  /// Candles that end before their interval does.
  package private(set) var cutShort = ListedRows()
  /// Files whose rows may lack at an end.
  package private(set) var openEnds = ListedRows()
  /// Numbers of other programs that had more than eight decimals, and the row with the first.
  package private(set) var roundedCount = 0
  package private(set) var firstRounded: String?
  /// What is missing between the candles, of each stream that lacks some.
  package internal(set) var missing: [String] = []

  package init() {}

  /// Whether nothing was contradicted, dropped or missing.
  package var isWhole: Bool {
    conflicts.count == 0 && skipped.count == 0 && inconsistent.count == 0 && missing.isEmpty
  }

  mutating func add(conflict: @autoclosure () -> String) { conflicts.add(conflict()) }
  mutating func add(repaired text: String) { repaired.add(text) }
  mutating func add(inconsistent text: @autoclosure () -> String) { inconsistent.add(text()) }

  mutating func add(_ count: Int, _ rounded: @autoclosure () -> String) {
    roundedCount += count
    if firstRounded == nil { firstRounded = rounded() }
  }

  mutating func add(cutShort text: @autoclosure () -> String) { cutShort.add(text()) }
  mutating func add(openEnd text: String) { openEnds.add(text) }
  mutating func add(skipped text: String) { skipped.add(text) }

  mutating func note(_ coverage: CandleCoverage, of plan: ArchivePlan) {
    if let text = coverage.text { missing.append("\(plan.name): \(text)") }
  }

  static func += (sum: inout RowFindings, other: RowFindings) {
    sum.movedCount += other.movedCount
    sum.repeatedCount += other.repeatedCount
    sum.offGridCount += other.offGridCount
    sum.conflicts += other.conflicts
    sum.skipped += other.skipped
    sum.repaired += other.repaired
    sum.missing += other.missing
    sum.inconsistent += other.inconsistent
    sum.cutShort += other.cutShort
    sum.openEnds += other.openEnds
    sum.roundedCount += other.roundedCount
    sum.firstRounded = sum.firstRounded ?? other.firstRounded
  }
}

/// Rows to be reported: the first of them in words, and how many there are.
package struct ListedRows: Equatable, Sendable {
  package static let listedMax = 20

  package private(set) var texts: [String] = []
  package private(set) var count = 0
  /// Those that are not in `texts`.
  package var leftCount: Int { count - texts.count }

  mutating func add(_ text: @autoclosure () -> String) {
    count += 1
    if texts.count < Self.listedMax { texts.append(text()) }
  }

  static func += (sum: inout ListedRows, other: ListedRows) {
    sum.count += other.count
    sum.texts += other.texts.prefix(listedMax - sum.texts.count)
  }
}
