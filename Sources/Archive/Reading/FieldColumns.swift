/// Single fields of records, column by column: what a reader takes that wants no text.
///
/// ```
/// group 2, three records, fields 1 and 4    values
///                                            t₀ t₁ t₂ p₀ p₁ p₂
/// ```
struct FieldColumns {
  /// The values of all groups' fields, one field behind the other.
  private(set) var values: [Int64] = []
  private var count = 0
  /// By group: where the values of each field begin; -1 where they were not read.
  private var offsets: [[Int]] = []
  /// For each record of a group, which of the group's templates it has, as a number from 0. Groups
  /// of one template have no entries.
  private var templateNumbers: [UInt16] = []

  /// Where the values of a group's field begin, record by record.
  func offset(group: Int, field: Int) -> Int { offsets[group][field] }

  /// Reads fields of some groups' records.
  ///
  /// - Parameters:
  ///   - wanted: by group, the fields in their order with all that their modes refer to
  ///     (`PackedDirectory.closure`).
  ///   - valuesMax: values of the block: each takes a byte of its text at least.
  mutating func read(
    _ wanted: [[Int]], _ directory: PackedDirectory, _ order: RecordOrder,
    cursors: [ColumnCursor], from bytes: borrowing Span<UInt8>, valuesMax: Int
  ) throws(PackedError) {
    count = 0
    offsets = Array(repeating: [], count: wanted.count)
    let rows = numberTemplates(wanted, directory, order)
    for (group, fields) in wanted.enumerated() where !fields.isEmpty {
      guard let columns = directory.groups[group].columns else { continue }
      let members = directory.groups[group].templates
      let rowCount = members.reduce(0) { $0 + order.counts[$1] }
      guard fields.count * rowCount <= valuesMax - count else { throw .length }
      let starts = makeRoom(
        for: fields, of: group, fieldCount: directory.groups[group].fieldCount, rowCount: rowCount)
      var powers: [Int64] = []
      let steps = fields.map { field in
        let mode = cursors[columns.lowerBound + field].mode
        defer {
          powers += members.map { index in
            mode.isScaled(field: field)
              ? powersOfTen[Int(directory.entries[index].exponents[field])] : 1
          }
        }
        return FieldStep(start: starts[field], mode: mode, starts, powersAt: powers.count)
      }
      for field in fields {
        try readCodes(
          cursors[columns.lowerBound + field], to: starts[field], rowCount: rowCount, bytes)
      }
      try resolve(
        steps, powers: powers, rowCount: rowCount, templateCount: members.count,
        numbersAt: rows[group])
    }
  }

  /// Makes room for the values of a group's fields, and gives by field where they begin.
  private mutating func makeRoom(
    for fields: [Int], of group: Int, fieldCount: Int, rowCount: Int
  ) -> [Int] {
    var starts = Array(repeating: -1, count: fieldCount)
    for field in fields {
      starts[field] = count
      count += rowCount
    }
    offsets[group] = starts
    if values.count < count {
      values += Array(repeating: 0, count: max(count, values.count * 2) - values.count)
    }
    return starts
  }

  /// Writes down which template each record has, in groups of several templates.
  ///
  /// - Returns: by group, where its numbers begin; -1 for groups of one template.
  private mutating func numberTemplates(
    _ wanted: [[Int]], _ directory: PackedDirectory, _ order: RecordOrder
  ) -> [Int] {
    var starts = Array(repeating: -1, count: wanted.count)
    var numbers = [UInt16](repeating: 0, count: directory.entries.count)
    var total = 0
    for (group, fields) in wanted.enumerated() where !fields.isEmpty {
      let members = directory.groups[group].templates
      guard members.count > 1 else { continue }
      starts[group] = total
      for (number, index) in members.enumerated() {
        numbers[index] = UInt16(truncatingIfNeeded: number)
        total += order.counts[index]
      }
    }
    guard total > 0 else { return starts }
    if templateNumbers.count < total { templateNumbers = Array(repeating: 0, count: total) }
    var next = starts
    for record in 0..<order.recordCount {
      let template = Int(order.templates[record])
      let group = directory.entries[template].group
      guard next[group] >= 0 else { continue }
      templateNumbers[next[group]] = numbers[template]
      next[group] += 1
    }
    return starts
  }

  private mutating func readCodes(
    _ column: ColumnCursor, to start: Int, rowCount: Int, _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    var column = column
    var values = self.values.mutableSpan
    for row in start..<start + rowCount {
      values[row] = Int64(bitPattern: try column.next(in: bytes))
    }
  }

  /// Turns codes into values, record by record, since fields may refer to each other.
  ///
  /// - Parameter numbers: where the group's template numbers begin; -1 for a group of one template.
  private mutating func resolve(
    _ steps: [FieldStep], powers: [Int64], rowCount: Int, templateCount: Int,
    numbersAt numbers: Int
  ) throws(PackedError) {
    var ahead = [Int](repeating: -1, count: templateCount)
    let templateNumbers = templateNumbers
    var values = self.values.mutableSpan
    for row in 0..<rowCount {
      let template = numbers < 0 ? 0 : Int(templateNumbers[numbers &+ row])
      for step in steps {
        let code = UInt64(bitPattern: values[step.start &+ row])
        let power = powers[step.powersAt &+ template]
        let value: Int64
        switch step.base {
        case .none: value = try FieldValue.plain(code, power)
        case .ahead(let start):
          let base = ahead[template] < 0 ? 0 : values[start &+ ahead[template]]
          value = try FieldValue.difference(code, power, base)
        case .left(let start): value = try FieldValue.difference(code, power, values[start &+ row])
        }
        values[step.start &+ row] = value
      }
      ahead[template] = row
    }
  }
}
