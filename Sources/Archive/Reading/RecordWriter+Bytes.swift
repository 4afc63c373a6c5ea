import Recording

/// Bytes, words and numbers, each within the output's bounds.
extension RecordWriter {
  @inline(__always)
  mutating func skip(_ count: Int) throws(PackedError) {
    guard count <= output.count &- at else { throw .length }
    at &+= count
  }

  @inline(__always)
  mutating func put(_ byte: UInt8) throws(PackedError) {
    guard at < output.count else { throw .length }
    output[at] = byte
    at &+= 1
  }

  @inline(__always)
  mutating func put(_ text: [UInt8], _ range: Range<Int>) throws(PackedError) {
    guard range.count <= output.count &- at else { throw .length }
    text.withUnsafeBufferPointer { text in
      (output.baseAddress! + at).update(
        from: text.baseAddress! + range.lowerBound, count: range.count)
    }
    at &+= range.count
  }

  mutating func put(_ flag: Bool, isCapital: Bool) throws(PackedError) {
    let word: StaticString = flag ? (isCapital ? "True" : "true") : (isCapital ? "False" : "false")
    let count = word.utf8CodeUnitCount
    guard count <= output.count &- at else { throw .length }
    (output.baseAddress! + at).update(from: word.utf8Start, count: count)
    at &+= count
  }

  /// A number with so many of its last digits behind a point.
  @inline(__always)
  mutating func put(_ units: Int64, decimals: Int) throws(PackedError) {
    let units = UInt64(units)
    guard decimals > 0 else { return try put(units) }
    let digits = max(DigitCount.of(units), decimals + 1)
    guard digits + 1 <= output.count &- at else { throw .length }
    var left = units
    var index = at &+ digits
    let point = index &- decimals
    while index > point {
      output[index] = UInt8(truncatingIfNeeded: left % 10) &+ 0x30
      left /= 10
      index &-= 1
    }
    output[point] = UInt8(ascii: ".")
    while index > at {
      index &-= 1
      output[index] = UInt8(truncatingIfNeeded: left % 10) &+ 0x30
      left /= 10
    }
    at &+= digits &+ 1
  }

  @inline(__always)
  mutating func put(_ value: UInt64) throws(PackedError) {
    let digits = DigitCount.of(value)
    guard digits <= output.count &- at else { throw .length }
    write(value, digits: digits, at: at)
    at &+= digits
  }

  @inline(__always)
  func write(_ value: UInt64, digits: Int, at start: Int) {
    var left = value
    var index = start &+ digits
    while index > start {
      index &-= 1
      output[index] = UInt8(truncatingIfNeeded: left % 10) &+ 0x30
      left /= 10
    }
  }

  /// Writes the payload's length into the bytes kept for it. If they are too many or too few, the
  /// payload is moved.
  mutating func putLength(at start: Int) throws(PackedError) {
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
    output[start &+ digits] = Self.space
  }
}
