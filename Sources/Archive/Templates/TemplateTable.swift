/// The shapes of one block while it is packed, and the rows of their fields.
struct ShapeTable {
  struct Entry {
    var connection: UInt32
    var kind: UInt8
    var family: Int
    /// Where the shape lies in `bytes`.
    var shape: Range<Int>
  }

  private(set) var entries: [Entry] = []
  private(set) var families: [FieldRows] = []
  private(set) var bytes: [UInt8] = []
  private var familyIndex: [[UInt8]: Int] = [:]
  /// Open addressing: an entry's index and one, 0 where nothing is.
  private var slots = [Int32](repeating: 0, count: 1 << 10)
  private var hashes: [UInt64] = []
  /// Fields of all shapes.
  private var fieldCount = 0

  /// The number of a shape, in order of appearance; nil if there are too many.
  mutating func index(
    _ shape: [UInt8], connection: UInt32, kind: UInt8
  ) throws(PackedError) -> Int? {
    let hash = Self.hash(shape, UInt64(connection) << 8 | UInt64(kind))
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if hashes[index] == hash, entries[index].connection == connection,
        entries[index].kind == kind, isEqual(entries[index].shape, shape)
      {
        return index
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    // One more shape cannot pass the bound: a shape has far fewer fields.
    guard entries.count < PackedFormat.shapesMax,
      fieldCount < PackedFormat.shapeFieldsMax - PackedFormat.fieldsOfShapeMax
    else { return nil }
    slots[slot] = Int32(entries.count + 1)
    try add(shape, connection, kind, hash)
    if entries.count * 2 > slots.count { grow() }
    return entries.count - 1
  }

  /// Adds a record's values to its family's rows.
  mutating func add(row scanner: borrowing ShapeScanner, shape: Int) {
    families[entries[shape].family].add(scanner.fields, scanner.elements, shape: Int32(shape))
  }

  private mutating func add(
    _ shape: [UInt8], _ connection: UInt32, _ kind: UInt8, _ hash: UInt64
  ) throws(PackedError) {
    let start = bytes.count
    bytes += shape
    hashes.append(hash)
    let name = Shape.family(shape, kind: kind)
    let family: Int
    if let known = familyIndex[name] {
      family = known
    } else {
      family = families.count
      families.append(FieldRows(try Shape(shape.span)))
      familyIndex[name] = family
    }
    fieldCount += families[family].allFieldCount
    entries.append(
      Entry(connection: connection, kind: kind, family: family, shape: start..<bytes.count))
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: slots.count * 2)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index + 1)
    }
  }

  private func isEqual(_ range: Range<Int>, _ shape: [UInt8]) -> Bool {
    guard range.count == shape.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      shape.withUnsafeBufferPointer { shape in bytes[range].elementsEqual(shape) }
    }
  }

  /// Eight bytes at a time; a hash that collides costs time and nothing else.
  private static func hash(_ shape: [UInt8], _ seed: UInt64) -> UInt64 {
    var hash = seed &+ UInt64(shape.count) &* 0x9E37_79B9_7F4A_7C15
    let span = shape.span
    var at = 0
    while at + 8 <= span.count {
      let word = span.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
      hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
      hash ^= hash &>> 32
      at += 8
    }
    while at < span.count {
      hash = (hash ^ UInt64(span[at])) &* 0x100_0000_01B3
      at += 1
    }
    return hash ^ hash &>> 29
  }
}

/// The values of a family's records, row by row.
struct FieldRows {
  let fields: [Shape.Field]
  let runFields: [[Shape.Field]]
  /// The shape of each row.
  private(set) var shapes: [Int32] = []
  /// `fields.count` values a row.
  private(set) var values: [Int64] = []
  /// Of each run, `runFields[run].count` values an element.
  private(set) var elements: [[Int64]]
  /// Which of the fields is the count of each run.
  let countFields: [Int]

  init(_ shape: Shape) {
    fields = shape.fields
    runFields = shape.runs.map(\.fields)
    elements = Array(repeating: [], count: shape.runs.count)
    countFields = shape.fields.indices.filter { shape.fields[$0] == .count }
  }

  var rowCount: Int { shapes.count }
  var allFieldCount: Int { fields.count + runFields.reduce(0) { $0 + $1.count } }

  mutating func add(_ row: [Int64], _ rowElements: [Int64], shape: Int32) {
    precondition(row.count == fields.count)
    shapes.append(shape)
    values += row
    var start = 0
    for (run, field) in countFields.enumerated() {
      let end = start + Int(row[field]) * runFields[run].count
      elements[run] += rowElements[start..<end]
      start = end
    }
  }
}
