/// Single fields of records, column by column: what a reader takes that wants no text.
///
/// ```
/// family 2, three records, fields 1 and 4    values
///                                            t₀ t₁ t₂ p₀ p₁ p₂
/// ```
struct FieldColumns {
  /// The values of all families' fields, one field behind the other.
  private(set) var values: [Int64] = []
  private var count = 0
  /// By family: where the values of each field begin; -1 where they were not read.
  private var places: [[Int]] = []
  /// Which of its family's shapes a record has, family by family; none for families of one shape.
  private var shapeNumbers: [UInt16] = []

  /// Where the values of a family's field begin, record by record.
  func place(family: Int, field: Int) -> Int { places[family][field] }

  /// Reads fields of some families' records.
  ///
  /// - Parameters:
  ///   - wanted: by family, the fields in their order with all that their modes refer to
  ///     (`PackedDirectory.closure`).
  ///   - valuesMax: values of the block: each takes a byte of its text at least.
  mutating func read(
    _ wanted: [[Int]], _ directory: PackedDirectory, _ order: RecordOrder,
    _ cursors: [ColumnCursor], _ bytes: borrowing Span<UInt8>, valuesMax: Int
  ) throws(PackedError) {
    count = 0
    places = Array(repeating: [], count: wanted.count)
    let rows = numberShapes(wanted, directory, order)
    for (family, fields) in wanted.enumerated() where !fields.isEmpty {
      guard let columns = directory.families[family].columns else { continue }
      let members = directory.families[family].shapes
      let rowCount = members.reduce(0) { $0 + order.counts[$1] }
      guard fields.count * rowCount <= valuesMax - count else { throw .length }
      let starts = makePlaces(family, fields, directory.families[family].fieldCount, rowCount)
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
        try readCodes(cursors[columns.lowerBound + field], starts[field], rowCount, bytes)
      }
      try resolve(steps, powers, rowCount, members.count, numbersAt: rows[family])
    }
  }

  /// Finds the values of a family's fields their places.
  private mutating func makePlaces(
    _ family: Int, _ fields: [Int], _ fieldCount: Int, _ rowCount: Int
  ) -> [Int] {
    var starts = Array(repeating: -1, count: fieldCount)
    for field in fields {
      starts[field] = count
      count += rowCount
    }
    places[family] = starts
    if values.count < count {
      values += Array(repeating: 0, count: max(count, values.count * 2) - values.count)
    }
    return starts
  }

  /// Notes for all records of families with several shapes which of those they have, and gives by
  /// family where its numbers begin.
  private mutating func numberShapes(
    _ wanted: [[Int]], _ directory: PackedDirectory, _ order: RecordOrder
  ) -> [Int] {
    var starts = Array(repeating: -1, count: wanted.count)
    var numbers = [UInt16](repeating: 0, count: directory.entries.count)
    var total = 0
    for (family, fields) in wanted.enumerated() where !fields.isEmpty {
      let members = directory.families[family].shapes
      guard members.count > 1 else { continue }
      starts[family] = total
      for (number, index) in members.enumerated() {
        numbers[index] = UInt16(truncatingIfNeeded: number)
        total += order.counts[index]
      }
    }
    guard total > 0 else { return starts }
    if shapeNumbers.count < total { shapeNumbers = Array(repeating: 0, count: total) }
    var next = starts
    for record in 0..<order.recordCount {
      let shape = Int(order.shapes[record])
      let family = directory.entries[shape].family
      guard next[family] >= 0 else { continue }
      shapeNumbers[next[family]] = numbers[shape]
      next[family] += 1
    }
    return starts
  }

  private mutating func readCodes(
    _ column: ColumnCursor, _ start: Int, _ rowCount: Int, _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    var column = column
    var values = self.values.mutableSpan
    for row in start..<start + rowCount {
      values[row] = Int64(bitPattern: try column.next(in: bytes))
    }
  }

  /// Makes values of the codes, record by record: fields may refer to each other.
  ///
  /// - Parameter numbers: where the records' shapes lie; -1 if there is only one.
  private mutating func resolve(
    _ steps: [FieldStep], _ powers: [Int64], _ rowCount: Int, _ shapeCount: Int,
    numbersAt numbers: Int
  ) throws(PackedError) {
    var ahead = [Int](repeating: -1, count: shapeCount)
    let shapeNumbers = shapeNumbers
    var values = self.values.mutableSpan
    for row in 0..<rowCount {
      let shape = numbers < 0 ? 0 : Int(shapeNumbers[numbers &+ row])
      for step in steps {
        let code = UInt64(bitPattern: values[step.start &+ row])
        let power = powers[step.powersAt &+ shape]
        let value: Int64
        switch step.base {
        case .none: value = try FieldValue.plain(code, power)
        case .ahead(let start):
          let base = ahead[shape] < 0 ? 0 : values[start &+ ahead[shape]]
          value = try FieldValue.difference(code, power, base)
        case .left(let start): value = try FieldValue.difference(code, power, values[start &+ row])
        }
        values[step.start &+ row] = value
      }
      ahead[shape] = row
    }
  }
}
