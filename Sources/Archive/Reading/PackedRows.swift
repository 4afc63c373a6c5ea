/// Gives the values of a packed block's records, one record after another, from columns that were
/// inflated.
struct PackedRows {
  /// The template of the record at hand.
  private(set) var template = 0
  /// Its receive time.
  private(set) var receivedNs: Int64 = 0
  /// Its fields.
  private(set) var row = [Int64](repeating: 0, count: PackedFormat.fieldsMax)
  /// The fields of the element at hand.
  private(set) var element = [Int64](repeating: 0, count: PackedFormat.elementFieldsMax)

  /// By column.
  private var cursors: [ColumnCursor] = []
  /// By group, of those without columns.
  private var rows: [ColumnCursor] = []
  /// The fields of the last record of each template; of runs, the fields of their first element.
  private var ahead: [Int64] = []
  private var memories: [LevelMemory] = []
  /// Index in `memories`, by column.
  private var memoryIndex: [Int] = []

  /// Begins ahead of a block's first record, with a cursor for each column.
  mutating func begin(_ directory: PackedDirectory, rows all: ColumnCursor, columns: [ColumnCursor])
  {
    cursors = columns
    rows = directory.groups.map { all.part($0.rows) }
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

  /// Moves to a record: its template and its receive time. No record of a group may be left out.
  @inline(__always)
  mutating func move(to record: Int, _ order: borrowing RecordOrder) {
    template = Int(order.templates[record])
    receivedNs = order.receivedNs[record]
  }

  /// Reads the fields of the record at hand into `row`.
  @inline(__always)
  mutating func readRow(
    _ directory: borrowing PackedDirectory, _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    let group = directory.entries[template].group
    let count = directory.groups[group].fieldCount
    guard let columns = directory.groups[group].columns else {
      for field in 0..<count { row[field] = try FieldValue.plain(rows[group].next(in: bytes), 1) }
      return
    }
    let base = directory.entries[template].aheadAt
    for field in 0..<count {
      let column = columns.lowerBound &+ field
      let code = try cursors[column].next(in: bytes)
      switch cursors[column].mode {
      case .ahead(let other):
        let power =
          other == field ? powersOfTen[Int(directory.entries[template].exponents[field])] : 1
        row[field] = try FieldValue.difference(code, power, ahead[base &+ other])
      case .left(let other):
        row[field] = try FieldValue.difference(code, 1, row[other])
      default:
        row[field] = try FieldValue.plain(
          code, powersOfTen[Int(directory.entries[template].exponents[field])])
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
    let group = directory.entries[template].group
    guard directory.groups[group].columns != nil else {
      for field in 0..<width {
        element[field] = try FieldValue.plain(rows[group].next(in: bytes), 1)
      }
      return
    }
    let firstColumn = directory.groups[group].runColumns[run]
    let firstField = directory.entries[template].runFields[run]
    let base = directory.entries[template].aheadAt &+ firstField
    for field in 0..<width {
      let column = firstColumn &+ field
      let code = try cursors[column].next(in: bytes)
      let power = powersOfTen[Int(directory.entries[template].exponents[firstField &+ field])]
      switch cursors[column].mode {
      case .element:
        element[field] = try FieldValue.difference(
          code, power, isFirst ? ahead[base &+ field] : element[field])
        if isFirst { ahead[base &+ field] = element[field] }
      case .remembered:
        let value = memories[memoryIndex[column]].value(
          code, key: element[0], tag: Int32(truncatingIfNeeded: template))
        element[field] = try FieldValue.plain(UInt64(bitPattern: value), power)
      default:
        element[field] = try FieldValue.plain(code, power)
      }
    }
  }
}
