/// Chooses how a column is written: tries each mode on its first values, and takes the one whose
/// bytes would need the fewest bits.
enum ModeChoice {
  private static let sampleRows = 384
  /// Groups of many fields have a smaller sample: each field is tried against each other.
  private static let wideSampleRows = 64
  private static let wideFieldsMin = 9
  private static let sampleElements = 1024

  /// The mode of a record's own field.
  static func mode(of field: Int, in group: FieldRows) -> ColumnMode {
    guard group.fields[field] != .flag else { return .plain }
    let width = group.fields.count
    let rows = min(group.rowCount, width < wideFieldsMin ? sampleRows : wideSampleRows)
    // Rows without one ahead are left out for all modes, so that modes compare.
    let pairs = pairs(group.templates, rows)
    var surprise = Surprise()
    for pair in pairs { surprise.add(UInt64(group.values[pair.row * width + field])) }
    var best = ColumnMode.plain
    var least = surprise.total()
    func consider(_ mode: ColumnMode, _ base: (Pair) -> Int) {
      for pair in pairs {
        surprise.add(
          Varint.zigzag(group.values[pair.row * width + field] - group.values[base(pair)]))
      }
      let total = surprise.total()
      guard total < least else { return }
      best = mode
      least = total
    }
    consider(.ahead(field)) { $0.ahead * width + field }
    for other in 0..<width where other != field && group.fields[other] == .number {
      if other < field { consider(.left(other)) { $0.row * width + other } }
      consider(.ahead(other)) { $0.ahead * width + other }
    }
    return best
  }

  /// The mode of a field of a run's elements.
  static func mode(
    of field: Int, run: Int, in group: FieldRows, _ elementTemplates: [Int32]
  ) -> ColumnMode {
    guard group.runFields[run][field] == .number else { return .plain }
    let values = group.elements[run]
    let width = group.runFields[run].count
    let count = min(elementTemplates.count, sampleElements)
    guard count > 1 else { return .plain }
    var surprise = Surprise()
    for element in 1..<count { surprise.add(UInt64(values[element * width + field])) }
    let plain = surprise.total()
    for element in 1..<count {
      let at = element * width + field
      surprise.add(Varint.zigzag(values[at] - values[at - width]))
    }
    if surprise.total() < plain { return .element }
    return field > 0 && comesAgain(values, width: width, field: field, count: count)
      ? .remembered : .plain
  }

  /// Whether many values come again with the same first field of their element.
  private static func comesAgain(
    _ values: [Int64], width: Int, field: Int, count: Int
  ) -> Bool {
    var memory = LevelMemory()
    var hits = 0
    for element in 0..<count {
      let code = memory.code(values[element * width + field], key: values[element * width], tag: 0)
      if (1...UInt64(LevelMemory.depth)).contains(code) { hits += 1 }
    }
    return hits * 40 > count
  }

  /// A row, and the one ahead of it with the same template.
  private struct Pair {
    let row: Int
    let ahead: Int
  }

  private static func pairs(_ templates: [Int32], _ rows: Int) -> [Pair] {
    var last: [Int32: Int] = [:]
    var pairs: [Pair] = []
    for row in 0..<rows {
      if let ahead = last[templates[row]] { pairs.append(Pair(row: row, ahead: ahead)) }
      last[templates[row]] = row
    }
    return pairs
  }
}

/// How many bits the bytes of some values would need if each byte's code depended on its frequency
/// alone. The first, second, third … bytes of values are counted apart.
private struct Surprise {
  private static let ranks = 4
  private var counts = [Int32](repeating: 0, count: ranks << 8)
  private var sums = [Int](repeating: 0, count: ranks)

  @inline(__always)
  mutating func add(_ value: UInt64) {
    var left = value
    var rank = 0
    repeat {
      let byte = Int(truncatingIfNeeded: left & 0x7F) | (left >= 0x80 ? 0x80 : 0)
      counts[rank << 8 | byte] &+= 1
      sums[rank] &+= 1
      left &>>= 7
      rank = min(rank &+ 1, Self.ranks &- 1)
    } while left > 0
  }

  /// The bits in 1/1024, and begins anew.
  mutating func total() -> Int {
    var bits = 0
    for rank in 0..<Self.ranks where sums[rank] > 0 {
      bits += Self.weight(sums[rank])
      for slot in rank << 8..<(rank + 1) << 8 where counts[slot] > 0 {
        bits -= Self.weight(Int(counts[slot]))
        counts[slot] = 0
      }
      sums[rank] = 0
    }
    return bits
  }

  /// n · log₂ n, in 1/1024.
  private static func weight(_ count: Int) -> Int { weights[min(count, weights.count - 1)] }

  private static let weights: [Int] = (0...4096).map { count in
    // log₂ by squaring: exact to a thousandth, the same on every machine.
    guard count > 1 else { return 0 }
    let exponent = Int.bitWidth - 1 - count.leadingZeroBitCount
    var mantissa = UInt64(count) << (30 - UInt64(exponent))
    var log = exponent << 10
    for bit in stride(from: 9, through: 0, by: -1) {
      mantissa = (mantissa * mantissa) >> 30
      if mantissa >= 2 << 30 {
        mantissa >>= 1
        log |= 1 << bit
      }
    }
    return log * count
  }
}
