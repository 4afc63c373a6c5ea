/// A name of at most sixteen bytes in two registers: keys and kinds are compared without memory.
struct Word: Equatable {
  static let bytesMax = 16

  var low: UInt64
  var high: UInt64

  /// Longer or stranger than any name known here.
  static var other: Word { Word(low: 0, high: .max) }

  @inline(__always)
  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  @inline(__always)
  init(_ name: StaticString) {
    self.init(low: 0, high: 0)
    name.withUTF8Buffer { for byte in $0.enumerated() { put(byte.element, at: byte.offset) } }
  }

  /// The bytes of a range; `other` if there are more than sixteen.
  @inline(__always)
  init(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    self = .other
    if range.count <= Word.bytesMax { self = Word(prefixOf: bytes, range) }
  }

  /// The first sixteen bytes of a range, or all of them.
  @inline(__always)
  init(prefixOf bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    self.init(low: 0, high: 0)
    let count = min(range.count, Word.bytesMax)
    if range.lowerBound + 16 <= bytes.count {
      guard count > 0 else { return }
      low = EightBytes.load(bytes, range.lowerBound) & EightBytes.mask(min(count, 8))
      guard count > 8 else { return }
      high = EightBytes.load(bytes, range.lowerBound + 8) & EightBytes.mask(count - 8)
    } else {
      for index in 0..<count { put(bytes[range.lowerBound + index], at: index) }
    }
  }

  /// The only byte, or 0 if there are none or more.
  @inline(__always)
  var letter: UInt8 { high == 0 && low < 0x80 ? UInt8(truncatingIfNeeded: low) : 0 }

  @inline(__always)
  mutating func put(_ byte: UInt8, at index: Int) {
    if index < 8 {
      low |= UInt64(byte) &<< UInt64(8 * index)
    } else if index < 16 {
      high |= UInt64(byte) &<< UInt64(8 * (index - 8))
    }
  }
}
