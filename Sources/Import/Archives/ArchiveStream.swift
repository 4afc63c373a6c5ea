/// Files of an archive that hold the same kind of rows of one instrument.
struct ArchiveStream: ImportStream {
  let number: Int
  let meter: ImportMeter
  private var plans: [ArchivePlan] = []
  /// Positions of the plans' files in the list of files of the summary.
  private var files: [Int] = []

  /// Rows that are looked at beforehand: most files that stand in no order show it there.
  private static let peekedMax = 1000

  init(number: Int, meter: ImportMeter) {
    self.number = number
    self.meter = meter
  }

  /// Adds a file. They follow each other by their first rows, whatever order they are named in.
  mutating func add(_ plan: ArchivePlan, file: Int) {
    let index = plans.firstIndex { plan.firstKey < $0.firstKey } ?? plans.count
    plans.insert(plan, at: index)
    files.insert(file, at: index)
  }

  func open(sorting: Bool, folder: String) throws -> any StreamReader {
    let rows =
      sorting || showsDisorder()
      ? try OrderedRows(sorting: plans, stream: number, folder: folder, meter: meter)
      : OrderedRows(number, plans, meter: meter)
    return ArchiveReader(plans, files: files, rows: rows)
  }

  private func showsDisorder() -> Bool {
    let rows = OrderedRows(number, plans, meter: nil)
    do {
      for _ in 0..<Self.peekedMax { if try rows.next() == nil { break } }
      return false
    } catch {
      // Whatever else is wrong is reported where it comes up.
      return error is RowDisorder
    }
  }
}
