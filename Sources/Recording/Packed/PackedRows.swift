/// Gives the values of a packed block's records, one record after another, from columns that were
/// inflated.
struct PackedRows {
  /// Where a column is being read in the inflated bytes.
  struct Cursor {
    var mode = ColumnMode.plain
    var at = 0
    var end = 0
    /// The column holds nothing but zeros, and no bytes.
    var isZero = true
  }

  /// The shape of the record at hand.
  private(set) var shape = 0
  /// Its receive time.
  private(set) var receivedNs: Int64 = 0
  /// Its fields.
  private(set) var row = [Int64](repeating: 0, count: PackedFormat.fieldsMax)
  /// The fields of the element at hand.
  private(set) var element = [Int64](repeating: 0, count: PackedFormat.elementFieldsMax)

  private var times = Cursor()
  private var order = Cursor()
  private var timeUnit: Int64 = 1
  /// By column.
  private var cursors: [Cursor] = []
  /// By family, of those without columns.
  private var rows: [Cursor] = []
  /// Values of the record ahead, shape by shape; of runs, of the first element of the run ahead.
  private var ahead: [Int64] = []
  private var memories: [LevelMemory] = []
  /// Index in `memories`, by column.
  private var memoryIndex: [Int] = []

  /// Begins at a block's first record, with a cursor for each column.
  mutating func begin(
    _ directory: PackedDirectory, firstReceivedNs: Int64, times: Cursor, order: Cursor,
    rows all: Cursor, columns: [Cursor]
  ) {
    receivedNs = firstReceivedNs
    timeUnit = powersOfTen[directory.timeExponent]
    self.times = times
    self.order = order
    cursors = columns
    rows = directory.families.map { family in
      if all.isZero { return all }
      return Cursor(
        at: all.at + family.rows.lowerBound, end: all.at + family.rows.upperBound, isZero: false)
    }
    ahead = Array(repeating: 0, count: directory.aheadCount)
    memoryIndex = []
    var count = 0
    for column in directory.columns {
      memoryIndex.append(count)
      guard column.mode == .remembered else { continue }
      if count == memories.count { memories.append(LevelMemory()) } else { memories[count].clear() }
      count += 1
    }
  }

  /// Moves to the next record: its shape and its receive time.
  @inline(__always)
  mutating func next(
    _ directory: borrowing PackedDirectory, _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    let difference = try Self.number(&times, bytes)
    let (ns, overflow) = difference.multipliedReportingOverflow(by: UInt64(timeUnit))
    guard !overflow, let step = Int64(exactly: ns) else { throw .number }
    let (sum, overflow2) = receivedNs.addingReportingOverflow(step)
    guard !overflow2 else { throw .number }
    receivedNs = sum
    let index = try Self.number(&order, bytes)
    guard index < UInt64(directory.entries.count) else { throw .number }
    shape = Int(index)
  }

  /// Reads the fields of the record at hand into `row`.
  @inline(__always)
  mutating func readRow(
    _ directory: borrowing PackedDirectory, _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    let family = directory.entries[shape].family
    let count = directory.families[family].fieldCount
    guard let columns = directory.families[family].columns else {
      for field in 0..<count { row[field] = try plain(Self.number(&rows[family], bytes), 1) }
      return
    }
    let base = directory.entries[shape].aheadAt
    for field in 0..<count {
      let column = columns.lowerBound &+ field
      let code = try Self.number(&cursors[column], bytes)
      switch cursors[column].mode {
      case .ahead(let other):
        let power =
          other == field ? powersOfTen[Int(directory.entries[shape].exponents[field])] : 1
        row[field] = try difference(code, power, ahead[base &+ other])
      case .left(let other):
        row[field] = try difference(code, 1, row[other])
      default:
        row[field] = try plain(code, powersOfTen[Int(directory.entries[shape].exponents[field])])
      }
    }
    for field in 0..<count { ahead[base &+ field] = row[field] }
  }

  /// Reads the fields of the next element of a run into `element`.
  @inline(__always)
  mutating func readElement(
    _ directory: borrowing PackedDirectory, _ bytes: borrowing Span<UInt8>, run: Int, width: Int,
    isFirst: Bool
  ) throws(PackedError) {
    let family = directory.entries[shape].family
    guard directory.families[family].columns != nil else {
      for field in 0..<width { element[field] = try plain(Self.number(&rows[family], bytes), 1) }
      return
    }
    let first = directory.families[family].runColumns[run]
    let place = directory.entries[shape].runFields[run]
    let base = directory.entries[shape].aheadAt &+ place
    for field in 0..<width {
      let column = first &+ field
      let code = try Self.number(&cursors[column], bytes)
      let power = powersOfTen[Int(directory.entries[shape].exponents[place &+ field])]
      switch cursors[column].mode {
      case .element:
        element[field] = try difference(
          code, power, isFirst ? ahead[base &+ field] : element[field])
        if isFirst { ahead[base &+ field] = element[field] }
      case .remembered:
        let value = memories[memoryIndex[column]].value(
          code, key: element[0], tag: Int32(truncatingIfNeeded: shape))
        element[field] = try plain(UInt64(bitPattern: value), power)
      default:
        element[field] = try plain(code, power)
      }
    }
  }

  @inline(__always)
  private func plain(_ code: UInt64, _ power: Int64) throws(PackedError) -> Int64 {
    let (value, overflow) = code.multipliedReportingOverflow(by: UInt64(power))
    guard !overflow, value < UInt64(PackedFormat.valueBound) else { throw .number }
    return Int64(value)
  }

  @inline(__always)
  private func difference(
    _ code: UInt64, _ power: Int64, _ base: Int64
  ) throws(PackedError) -> Int64 {
    let (step, overflow) = Varint.unzigzag(code).multipliedReportingOverflow(by: power)
    let (value, overflow2) = base.addingReportingOverflow(step)
    guard !overflow, !overflow2, value >= 0, value < PackedFormat.valueBound else {
      throw .number
    }
    return value
  }

  @inline(__always)
  private static func number(
    _ cursor: inout Cursor, _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) -> UInt64 {
    if cursor.isZero { return 0 }
    return try Varint.next(in: bytes, at: &cursor.at, end: cursor.end)
  }
}
