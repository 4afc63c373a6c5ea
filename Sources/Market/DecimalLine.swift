/// A line of text that is written from its end to its beginning, as digits come out of a division.
///
///     | … free … | 1723161300000,61828.00000000,…,0 LF |
///                ^ start                               ^ capacity
///
/// Lives on the stack; nothing is allocated until the line is copied out.
struct DecimalLine {
  /// Room for the longest kline line: four prices (21 bytes each), four sums (41), four whole
  /// numbers (20) and twelve separators come to 340.
  static let capacity = 384

  private var bytes = InlineArray<384, UInt8>(repeating: 0)
  private var start = DecimalLine.capacity

  var text: String {
    bytes.span.extracting(start..<Self.capacity)
      .withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  /// Copies the line to the end of a buffer.
  func append(to buffer: inout [UInt8]) {
    bytes.span.extracting(start..<Self.capacity)
      .withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
  }

  @inline(__always)
  mutating func prepend(_ byte: UInt8) {
    start &-= 1
    bytes[start] = byte
  }

  /// A whole number.
  mutating func prepend(_ number: Int64) {
    prepend(digits: number.magnitude)
    if number < 0 { prepend(UInt8(ascii: "-")) }
  }

  /// Units of 10⁻⁸ with so many decimals, more where digits would be lost.
  mutating func prepend(_ units: Int128, decimals: Int) {
    let (whole, rest) = Self.split(units.magnitude)
    prepend(rest: rest, decimals: min(max(decimals, 0), Amount.decimalsMax))
    prepend(digits: whole)
    if units < 0 { prepend(UInt8(ascii: "-")) }
  }

  /// 64 bits are enough for nearly every number, and divide ten times faster than 128.
  private static func split(_ units: UInt128) -> (whole: UInt128, rest: UInt64) {
    let perOne = UInt64(Amount.unitsPerOne)
    if let small = UInt64(exactly: units) { return (UInt128(small / perOne), small % perOne) }
    let (whole, rest) = units.quotientAndRemainder(dividingBy: UInt128(perOne))
    return (whole, UInt64(rest))
  }

  private mutating func prepend(rest: UInt64, decimals: Int) {
    var rest = rest
    var left = Amount.decimalsMax
    while left > decimals, rest % 10 == 0 {
      rest /= 10
      left -= 1
    }
    guard left > 0 else { return }
    var digits = UInt32(truncatingIfNeeded: rest)  // below 10⁸
    for _ in 0..<left {
      prepend(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digits % 10))
      digits /= 10
    }
    prepend(UInt8(ascii: "."))
  }

  private mutating func prepend(digits number: UInt128) {
    var high = number
    while high > UInt128(UInt64.max) {
      let (quotient, digit) = high.quotientAndRemainder(dividingBy: 10)
      prepend(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit))
      high = quotient
    }
    prepend(digits: UInt64(high))
  }

  private mutating func prepend(digits number: UInt64) {
    var left = number
    repeat {
      prepend(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: left % 10))
      left /= 10
    } while left > 0
  }
}
