/// The rows of a stream's files, one file after the other, as they stand there.
final class StreamRows: RowSource {
  private let plans: [ArchivePlan]
  private let meter: ImportMeter?
  private var opened = 0
  private var file: FileRows?
  /// Rows that stood behind one that belongs after them.
  private(set) var movedCount = 0
  private var greatest: OrderedRow?

  init(_ plans: [ArchivePlan], meter: ImportMeter? = nil) {
    self.plans = plans
    self.meter = meter
  }

  func next() throws -> OrderedRow? {
    while true {
      if var row = try file?.next() {
        row.file = Int32(opened - 1)
        if let greatest, row.isBefore(greatest) { movedCount += 1 } else { greatest = row }
        return row
      }
      file = nil
      guard opened < plans.count else { return nil }
      file = try FileRows(plans[opened], meter: meter)
      opened += 1
    }
  }

  func withText<R>(_ body: (borrowing Span<UInt8>) throws -> R) rethrows -> R {
    guard let file else { preconditionFailure("there is no row before the first `next`") }
    return try file.withText(body)
  }
}
