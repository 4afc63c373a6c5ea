/// Writes records from shapes and fields: the text that they were taken from.
struct RecordWriter {
  private let output: UnsafeMutableBufferPointer<UInt8>
  private var at = 0
  /// Payload bytes of the record ahead: the next one's length has as many digits, most often.
  private var lengthDigits = 3

  init(_ output: UnsafeMutableBufferPointer<UInt8>) { self.output = output }

  /// Bytes written.
  var count: Int { at }
  var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: output[..<at]) }
  /// Payload bytes of the records written.
  private(set) var payloadBytes = 0

  /// Writes the record at hand, with its header and line end.
  mutating func put(
    _ rows: inout PackedRows, _ directory: borrowing PackedDirectory,
    _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    let shape = rows.shape
    try put(UInt64(rows.receivedNs))
    try put(space)
    try put(UInt64(directory.entries[shape].connection))
    try put(space)
    try put(directory.entries[shape].kind.rawValue)
    try put(space)
    let length = at
    try skip(lengthDigits + 1)
    try rows.readRow(directory, bytes)
    try putRow(&rows, directory, bytes)
    payloadBytes &+= at &- length &- lengthDigits &- 1
    try putLength(at: length)
    try put(UInt8(ascii: "\n"))
  }

  /// Writes the payload of the record at hand, whose fields were read.
  mutating func putRow(
    _ rows: inout PackedRows, _ directory: borrowing PackedDirectory,
    _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    let entry = rows.shape
    var field = 0
    for token in directory.entries[entry].shape.tokens {
      switch token {
      case .text(let range):
        try put(directory.entries[entry].shape.text, range)
        continue
      case .number(let decimals): try put(rows.row[field], decimals: Int(decimals))
      case .flag(let isCapital): try put(rows.row[field] != 0, isCapital: isCapital)
      case .run(let run):
        try put(run: run, count: rows.row[field], &rows, directory, bytes)
      }
      field += 1
    }
  }

  private mutating func put(
    run: Int, count: Int64, _ rows: inout PackedRows, _ directory: borrowing PackedDirectory,
    _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    let entry = rows.shape
    let width = directory.entries[entry].shape.runs[run].fields.count
    let separator = directory.entries[entry].shape.runs[run].separator
    // An element takes at least a byte, so that a hostile count ends at the output's end.
    for index in 0..<count {
      if index > 0 { try put(separator, separator.indices) }
      try rows.readElement(
        directory, bytes, run: run, width: width, isFirst: index == 0)
      var field = 0
      for token in directory.entries[entry].shape.runs[run].tokens {
        switch token {
        case .text(let range):
          try put(directory.entries[entry].shape.text, range)
          continue
        case .number(let decimals): try put(rows.element[field], decimals: Int(decimals))
        case .flag(let isCapital): try put(rows.element[field] != 0, isCapital: isCapital)
        case .run: throw .directory("run")
        }
        field += 1
      }
    }
  }

  // MARK: - Bytes

  @inline(__always)
  private mutating func skip(_ count: Int) throws(PackedError) {
    guard count <= output.count &- at else { throw .length }
    at &+= count
  }

  @inline(__always)
  private mutating func put(_ byte: UInt8) throws(PackedError) {
    guard at < output.count else { throw .length }
    output[at] = byte
    at &+= 1
  }

  @inline(__always)
  private mutating func put(_ text: [UInt8], _ range: Range<Int>) throws(PackedError) {
    guard range.count <= output.count &- at else { throw .length }
    text.withUnsafeBufferPointer { text in
      (output.baseAddress! + at).update(
        from: text.baseAddress! + range.lowerBound, count: range.count)
    }
    at &+= range.count
  }

  private mutating func put(_ flag: Bool, isCapital: Bool) throws(PackedError) {
    let word: StaticString = flag ? (isCapital ? "True" : "true") : (isCapital ? "False" : "false")
    let count = word.utf8CodeUnitCount
    guard count <= output.count &- at else { throw .length }
    (output.baseAddress! + at).update(from: word.utf8Start, count: count)
    at &+= count
  }

  /// A number with so many of its last digits behind a point.
  @inline(__always)
  private mutating func put(_ units: Int64, decimals: Int) throws(PackedError) {
    let units = UInt64(units)
    guard decimals > 0 else { return try put(units) }
    let digits = max(DigitCount.of(units), decimals + 1)
    guard digits + 1 <= output.count &- at else { throw .length }
    var left = units
    var place = at &+ digits
    let point = place &- decimals
    while place > point {
      output[place] = UInt8(truncatingIfNeeded: left % 10) &+ 0x30
      left /= 10
      place &-= 1
    }
    output[point] = UInt8(ascii: ".")
    while place > at {
      place &-= 1
      output[place] = UInt8(truncatingIfNeeded: left % 10) &+ 0x30
      left /= 10
    }
    at &+= digits &+ 1
  }

  @inline(__always)
  private mutating func put(_ value: UInt64) throws(PackedError) {
    let digits = DigitCount.of(value)
    guard digits <= output.count &- at else { throw .length }
    write(value, digits: digits, at: at)
    at &+= digits
  }

  @inline(__always)
  private func write(_ value: UInt64, digits: Int, at start: Int) {
    var left = value
    var place = start &+ digits
    while place > start {
      place &-= 1
      output[place] = UInt8(truncatingIfNeeded: left % 10) &+ 0x30
      left /= 10
    }
  }

  /// Writes the payload's length into the place kept for it, and moves the payload if that is not
  /// right.
  private mutating func putLength(at start: Int) throws(PackedError) {
    let payload = start &+ lengthDigits &+ 1
    let count = at &- payload
    let digits = DigitCount.of(UInt64(count))
    if digits != lengthDigits {
      guard digits &- lengthDigits <= output.count &- at else { throw .length }
      let base = UnsafeMutableRawPointer(output.baseAddress!)
      (base + (start &+ digits &+ 1)).copyMemory(from: base + payload, byteCount: count)
      at &+= digits &- lengthDigits
      lengthDigits = digits
    }
    write(UInt64(count), digits: digits, at: start)
    output[start &+ digits] = space
  }
}

private let space = UInt8(ascii: " ")
