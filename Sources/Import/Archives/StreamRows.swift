/// The rows of a stream's files, one file after the other, as they stand there.
final class StreamRows: RowSource {
  private let plans: [ArchivePlan]
  private let meter: ImportMeter?
  private var opened = 0
  private var file: FileRows?
  /// Of the files before the one at work, and which rows stood behind one that belongs after them.
  private var found = RowFindings()
  private var greatest: OrderedRow?

  init(_ plans: [ArchivePlan], meter: ImportMeter? = nil) {
    self.plans = plans
    self.meter = meter
  }

  func next() throws -> OrderedRow? {
    while true {
      if var row = try file?.next() {
        row.file = Int32(opened - 1)
        if let greatest, row.isBefore(greatest) { found.movedCount += 1 } else { greatest = row }
        return row
      }
      if let file { found += file.findings }
      file = nil
      guard opened < plans.count else { return nil }
      file = try FileRows(plans[opened], meter: meter)
      opened += 1
    }
  }

  /// What was found so far.
  var findings: RowFindings {
    var sum = found
    if let file { sum += file.findings }
    return sum
  }

  func withText<R>(_ body: (borrowing Span<UInt8>) throws -> R) rethrows -> R {
    guard let file else { preconditionFailure("there is no row before the first `next`") }
    return try file.withText(body)
  }
}
