/// Runs of decimal digits.
enum Digits {
  /// Reads up to sixteen digits. A count of 0 means that there are none, more, or fewer than eight
  /// bytes left to look at: the caller reads byte by byte then.
  @inline(__always)
  static func run(_ bytes: borrowing Span<UInt8>, _ at: Int) -> (number: UInt64, count: Int) {
    guard at &+ 8 <= bytes.count else { return (0, 0) }
    let word = EightBytes.load(bytes, at)
    let count = EightBytes.digitCount(word)
    guard count > 0 else { return (0, 0) }
    let number = EightBytes.number(word, count: count)
    return count < 8 ? (number, count) : secondHalf(bytes, at &+ 8, number)
  }

  @inline(__always)
  private static func secondHalf(
    _ bytes: borrowing Span<UInt8>, _ at: Int, _ number: UInt64
  ) -> (number: UInt64, count: Int) {
    guard at &+ 8 <= bytes.count else { return (0, 0) }
    let word = EightBytes.load(bytes, at)
    let count = EightBytes.digitCount(word)
    guard count > 0 else { return (number, 8) }
    guard count < 8 || JSON.byte(bytes, at &+ 8) &- 0x30 > 9 else { return (0, 0) }
    let lower = EightBytes.number(word, count: count)
    return (number &* powerOfTen(count) &+ lower, 8 &+ count)
  }

  @inline(__always)
  private static func powerOfTen(_ exponent: Int) -> UInt64 {
    switch exponent {
    case 1: 10
    case 2: 100
    case 3: 1000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    case 7: 10_000_000
    default: 100_000_000
    }
  }
}
