/// The templates of one block while it is packed, and the rows of their fields.
struct TemplateTable {
  struct Entry {
    var connection: UInt32
    var kind: UInt8
    var group: Int
    /// Where the template lies in `bytes`.
    var template: Range<Int>
  }

  private(set) var entries: [Entry] = []
  private(set) var groups: [FieldRows] = []
  private(set) var bytes: [UInt8] = []
  private var groupIndex: [[UInt8]: Int] = [:]
  /// A hash table with open addressing: an entry's index plus one; 0 where it is free.
  private var slots = [Int32](repeating: 0, count: 1 << 10)
  private var hashes: [UInt64] = []
  /// Fields of all templates.
  private var fieldCount = 0

  /// The number of a template, in order of appearance; nil if there are too many.
  mutating func index(
    _ template: [UInt8], connection: UInt32, kind: UInt8
  ) throws(PackedError) -> Int? {
    let hash = Self.hash(template, UInt64(connection) << 8 | UInt64(kind))
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if hashes[index] == hash, entries[index].connection == connection,
        entries[index].kind == kind, isEqual(entries[index].template, template)
      {
        return index
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    // The bound leaves room for one more template with as many fields as one can have.
    guard entries.count < PackedFormat.templatesMax,
      fieldCount < PackedFormat.templateFieldsMax - PackedFormat.fieldsOfTemplateMax
    else { return nil }
    slots[slot] = Int32(entries.count + 1)
    try add(template, connection: connection, kind: kind, hash: hash)
    if entries.count * 2 > slots.count { grow() }
    return entries.count - 1
  }

  /// Adds a record's values to its group's rows.
  mutating func add(row scanner: borrowing TemplateScanner, template: Int) {
    groups[entries[template].group].add(scanner.fields, scanner.elements, template: Int32(template))
  }

  private mutating func add(
    _ template: [UInt8], connection: UInt32, kind: UInt8, hash: UInt64
  ) throws(PackedError) {
    let start = bytes.count
    bytes += template
    hashes.append(hash)
    let name = Template.group(template, kind: kind)
    let group: Int
    if let known = groupIndex[name] {
      group = known
    } else {
      group = groups.count
      groups.append(FieldRows(try Template(template.span)))
      groupIndex[name] = group
    }
    fieldCount += groups[group].allFieldCount
    entries.append(
      Entry(connection: connection, kind: kind, group: group, template: start..<bytes.count))
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: slots.count * 2)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index + 1)
    }
  }

  private func isEqual(_ range: Range<Int>, _ template: [UInt8]) -> Bool {
    guard range.count == template.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      template.withUnsafeBufferPointer { template in bytes[range].elementsEqual(template) }
    }
  }

  /// Eight bytes at a time; a hash that collides costs time and nothing else.
  private static func hash(_ template: [UInt8], _ seed: UInt64) -> UInt64 {
    var hash = seed &+ UInt64(template.count) &* 0x9E37_79B9_7F4A_7C15
    let span = template.span
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

/// The values of a group's records, row by row.
struct FieldRows {
  let fields: [Template.Field]
  let runFields: [[Template.Field]]
  /// The template of each row.
  private(set) var templates: [Int32] = []
  /// `fields.count` values a row.
  private(set) var values: [Int64] = []
  /// Of each run, `runFields[run].count` values an element.
  private(set) var elements: [[Int64]]
  /// Which of the fields is the count of each run.
  let countFields: [Int]

  init(_ template: Template) {
    fields = template.fields
    runFields = template.runs.map(\.fields)
    elements = Array(repeating: [], count: template.runs.count)
    countFields = template.fields.indices.filter { template.fields[$0] == .count }
  }

  var rowCount: Int { templates.count }
  var allFieldCount: Int { fields.count + runFields.reduce(0) { $0 + $1.count } }

  mutating func add(_ row: [Int64], _ rowElements: [Int64], template: Int32) {
    precondition(row.count == fields.count)
    templates.append(template)
    values += row
    var start = 0
    for (run, field) in countFields.enumerated() {
      let end = start + Int(row[field]) * runFields[run].count
      elements[run] += rowElements[start..<end]
      start = end
    }
  }
}
