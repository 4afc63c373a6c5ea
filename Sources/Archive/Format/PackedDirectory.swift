import Recording

/// What a packed block says of its columns: which records have which template, and where their fields
/// lie.
struct PackedDirectory {
  /// Bytes in the block, and how many they are when inflated; none for a column of zeros.
  struct Column {
    var mode = ColumnMode.plain
    var stored: Range<Int>
    var rawBytes: Int
    /// Number of values whose bytes are sorted by rank; 0 if they lie value by value.
    var sortedCount: Int
  }

  struct Entry {
    var connection: UInt32
    var kind: FrameKind
    var group: Int
    var template: Template
    /// The template as it stands in the directory.
    var templateBytes: [UInt8]
    /// Powers of ten of the fields, then of the runs' fields; empty in a group without columns.
    var exponents: [UInt8]
    /// Where the values of this template's record ahead begin, among those of all templates.
    var aheadAt = 0
    /// Where each run's fields begin among the exponents.
    var runFields: [Int] = []
  }

  struct ColumnGroup {
    /// Nil if the values lie in `rows`, a piece of the rows' column.
    var columns: Range<Int>?
    var rows = 0..<0
    var fieldCount = 0
    /// Indices of its templates.
    var templates: [Int] = []
    /// Index of each run's first column.
    var runColumns: [Int] = []
  }

  var payloadBytes = 0
  var timeExponent = 0
  var times: Column
  var order: Column
  var rows: Column
  var entries: [Entry] = []
  var groups: [ColumnGroup] = []
  var columns: [Column] = []
  /// How many values of records ahead all templates together keep.
  var aheadCount = 0

  /// - Parameters:
  ///   - bytes: the directory, inflated.
  ///   - data: where the columns lie in the block.
  init(
    _ bytes: borrowing Span<UInt8>, data: Range<Int>, _ header: BlockHeader
  ) throws(PackedError) {
    var at = 0
    let end = bytes.count
    var reader = ColumnReader(data: data, rawBytesMax: header.rawBytes)
    payloadBytes = try Self.number(bytes, &at, max: header.rawBytes, "payload bytes")
    timeExponent = try Self.number(bytes, &at, max: powersOfTen.count - 1, "time unit")
    times = try reader.next(bytes, &at)
    order = try reader.next(bytes, &at)
    let groupCount = try Self.number(bytes, &at, max: PackedFormat.templatesMax, "groups")
    var rowsEnd = 0
    for _ in 0..<groupCount {
      let hasColumns = try Self.number(bytes, &at, max: 1, "group") == 1
      var group = ColumnGroup(columns: hasColumns ? 0..<0 : nil)
      if !hasColumns {
        let count = try Self.number(bytes, &at, max: reader.left, "rows")
        group.rows = rowsEnd..<rowsEnd + count
        rowsEnd += count
      }
      groups.append(group)
    }
    rows = try reader.next(bytes, &at)
    guard rows.rawBytes == rowsEnd || rows.rawBytes == 0 else { throw .directory("rows") }
    try readTemplates(bytes, &at)
    try readColumns(bytes, &at, &reader)
    guard at == end, reader.isAtEnd else { throw .directory("end") }
    guard columns.count(where: { $0.mode == .remembered }) <= PackedFormat.rememberedColumnsMax
    else { throw .directory("columns with a memory") }
  }

  private mutating func readTemplates(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(PackedError) {
    let count = try Self.number(bytes, &at, max: PackedFormat.templatesMax, "templates")
    for index in 0..<count {
      let connection = try Self.number(bytes, &at, max: Int(UInt32.max), "connection")
      let kind = try Self.number(bytes, &at, max: 0x7E, "kind")
      guard kind >= 0x21, !groups.isEmpty else { throw .directory("kind") }
      let group = try Self.number(bytes, &at, max: groups.count - 1, "group")
      let length = try Self.number(bytes, &at, max: bytes.count - at, "template")
      guard at + length <= bytes.count else { throw .cut }
      let template = bytes.extracting(at..<at + length)
      var entry = Entry(
        connection: UInt32(connection), kind: FrameKind(rawValue: UInt8(kind)), group: group,
        template: try Template(template),
        templateBytes: template.withUnsafeBufferPointer { Array($0) },
        exponents: [])
      at += length
      if let first = groups[group].templates.first {
        guard entry.template.hasFields(of: entries[first].template) else {
          throw .directory("group's fields")
        }
      }
      groups[group].templates.append(index)
      try readExponents(bytes, &at, &entry)
      entry.aheadAt = aheadCount
      aheadCount += entry.exponents.count
      guard aheadCount <= PackedFormat.templateFieldsMax else { throw .directory("fields") }
      entries.append(entry)
    }
    for group in groups.indices {
      guard let first = groups[group].templates.first else { throw .directory("group") }
      groups[group].fieldCount = entries[first].template.fields.count
    }
  }

  private func readExponents(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int, _ entry: inout Entry
  ) throws(PackedError) {
    var count = entry.template.fields.count
    for run in entry.template.runs {
      entry.runFields.append(count)
      count += run.fields.count
    }
    guard groups[entry.group].columns != nil else {
      entry.exponents = Array(repeating: 0, count: count)
      return
    }
    for _ in 0..<count {
      entry.exponents.append(
        UInt8(try Self.number(bytes, &at, max: powersOfTen.count - 1, "power of ten")))
    }
  }

  private mutating func readColumns(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int, _ reader: inout ColumnReader
  ) throws(PackedError) {
    for group in groups.indices where groups[group].columns != nil {
      let template = entries[groups[group].templates[0]].template
      let first = columns.count
      for field in template.fields.indices {
        columns.append(
          try reader.next(
            bytes, &at, field: field, fieldCount: template.fields.count, isElement: false))
      }
      for run in template.runs {
        groups[group].runColumns.append(columns.count)
        for field in run.fields.indices {
          columns.append(
            try reader.next(
              bytes, &at, field: field, fieldCount: run.fields.count, isElement: true))
        }
      }
      groups[group].columns = first..<columns.count
    }
  }

  static func number(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int, max: Int, _ name: String
  ) throws(PackedError) -> Int {
    let value = try Varint.next(in: bytes, at: &at, end: bytes.count)
    guard value <= UInt64(Swift.max(max, 0)) else { throw .directory(name) }
    return Int(value)
  }
}
