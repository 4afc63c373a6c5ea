/// How long a number is in a text.
enum DigitCount {
  /// Digits that a number takes.
  @inline(__always)
  static func of(_ value: UInt64) -> Int {
    var count = 1
    var left = value
    while left >= 10_000 {
      left /= 10_000
      count &+= 4
    }
    if left >= 1000 { return count &+ 3 }
    if left >= 100 { return count &+ 2 }
    return left >= 10 ? count &+ 1 : count
  }
}
