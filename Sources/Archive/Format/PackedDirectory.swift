import Recording

/// What a packed block says of its columns: which records have which shape, and where their fields
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
    var family: Int
    var shape: Shape
    /// The shape as it stands in the directory.
    var shapeBytes: [UInt8]
    /// Powers of ten of the fields, then of the runs' fields; empty in a family without columns.
    var exponents: [UInt8]
    /// Where the shape's values of the record ahead lie among those of all shapes.
    var aheadAt = 0
    /// Where each run's fields begin among the exponents.
    var runFields: [Int] = []
  }

  struct Family {
    /// Nil if the values lie in `rows`, a piece of the rows' column.
    var columns: Range<Int>?
    var rows = 0..<0
    var fieldCount = 0
    /// Indices of its shapes.
    var shapes: [Int] = []
    /// Index of each run's first column.
    var runColumns: [Int] = []
  }

  var payloadBytes = 0
  var timeExponent = 0
  var times: Column
  var order: Column
  var rows: Column
  var entries: [Entry] = []
  var families: [Family] = []
  var columns: [Column] = []
  /// Values that all shapes together keep of the records ahead.
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
    let familyCount = try Self.number(bytes, &at, max: PackedFormat.shapesMax, "families")
    var rowsEnd = 0
    for _ in 0..<familyCount {
      let hasColumns = try Self.number(bytes, &at, max: 1, "family") == 1
      var family = Family(columns: hasColumns ? 0..<0 : nil)
      if !hasColumns {
        let count = try Self.number(bytes, &at, max: reader.left, "rows")
        family.rows = rowsEnd..<rowsEnd + count
        rowsEnd += count
      }
      families.append(family)
    }
    rows = try reader.next(bytes, &at)
    guard rows.rawBytes == rowsEnd || rows.rawBytes == 0 else { throw .directory("rows") }
    try readShapes(bytes, &at)
    try readColumns(bytes, &at, &reader)
    guard at == end, reader.isAtEnd else { throw .directory("end") }
    guard columns.count(where: { $0.mode == .remembered }) <= PackedFormat.rememberedColumnsMax
    else { throw .directory("columns with a memory") }
  }

  private mutating func readShapes(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(PackedError) {
    let count = try Self.number(bytes, &at, max: PackedFormat.shapesMax, "shapes")
    for index in 0..<count {
      let connection = try Self.number(bytes, &at, max: Int(UInt32.max), "connection")
      let kind = try Self.number(bytes, &at, max: 0x7E, "kind")
      guard kind >= 0x21, !families.isEmpty else { throw .directory("kind") }
      let family = try Self.number(bytes, &at, max: families.count - 1, "family")
      let length = try Self.number(bytes, &at, max: bytes.count - at, "shape")
      guard at + length <= bytes.count else { throw .cut }
      let shape = bytes.extracting(at..<at + length)
      var entry = Entry(
        connection: UInt32(connection), kind: FrameKind(rawValue: UInt8(kind)), family: family,
        shape: try Shape(shape), shapeBytes: shape.withUnsafeBufferPointer { Array($0) },
        exponents: [])
      at += length
      if let first = families[family].shapes.first {
        guard entry.shape.hasFields(of: entries[first].shape) else {
          throw .directory("family's fields")
        }
      }
      families[family].shapes.append(index)
      try readExponents(bytes, &at, &entry)
      entry.aheadAt = aheadCount
      aheadCount += entry.exponents.count
      guard aheadCount <= PackedFormat.shapeFieldsMax else { throw .directory("fields") }
      entries.append(entry)
    }
    for family in families.indices {
      guard let first = families[family].shapes.first else { throw .directory("family") }
      families[family].fieldCount = entries[first].shape.fields.count
    }
  }

  private func readExponents(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int, _ entry: inout Entry
  ) throws(PackedError) {
    var count = entry.shape.fields.count
    for run in entry.shape.runs {
      entry.runFields.append(count)
      count += run.fields.count
    }
    guard families[entry.family].columns != nil else {
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
    for family in families.indices where families[family].columns != nil {
      let shape = entries[families[family].shapes[0]].shape
      let first = columns.count
      for field in shape.fields.indices {
        columns.append(
          try reader.next(
            bytes, &at, field: field, fieldCount: shape.fields.count, isElement: false))
      }
      for run in shape.runs {
        families[family].runColumns.append(columns.count)
        for field in run.fields.indices {
          columns.append(
            try reader.next(
              bytes, &at, field: field, fieldCount: run.fields.count, isElement: true))
        }
      }
      families[family].columns = first..<columns.count
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
