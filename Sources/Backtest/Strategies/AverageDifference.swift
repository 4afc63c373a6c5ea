/// Which of two moving averages of the same numbers is above the other, exactly: a tie is a tie.
/// (With float sums one rule gave five results in five engines.)
///
/// It keeps one number, the fast average less the slow one, times both lengths:
/// `(sum of the last fast) × slow − (sum of the last slow) × fast`.
struct AverageDifference {
  /// Numbers in the longest window.
  static let lengthMax = 100_000
  /// Numbers that are taken in before those that no window needs are thrown away, at least.
  private static let roomMin = 512

  let fast: Int
  let slow: Int
  /// True once the slow window is full; until then `scaled` means nothing.
  private(set) var isFull = false
  /// Above 0 where the fast average is above the slow one.
  private(set) var scaled: Int128 = 0
  /// The last numbers, up to `end`, of which both windows are the end.
  private var numbers: [Int64]
  private var end: Int
  private var count = 0

  init(fast: Int, slow: Int) {
    precondition(
      0 < fast && fast < slow && slow <= Self.lengthMax, "averages over \(fast) and \(slow)")
    self.fast = fast
    self.slow = slow
    // Before the first number there are zeros.
    numbers = Array(repeating: 0, count: slow + max(slow, Self.roomMin))
    end = slow
  }

  /// Takes in numbers until one takes the fast average across the slow one; false where they end
  /// before. While the windows fill, nothing crosses.
  ///
  /// - Parameter direction: 1 for a cross from below or from a tie to above, −1 for the other way.
  @inline(__always)
  mutating func cross(_ direction: Int64, _ next: () -> Int64?) -> Bool {
    while true {
      if end == numbers.count { makeRoom() }
      if let crosses = crossWithinRoom(direction, next) { return crosses }
    }
  }

  /// Nil where there is no more room.
  @inline(__always)
  private mutating func crossWithinRoom(_ direction: Int64, _ next: () -> Int64?) -> Bool? {
    let (fast, slow) = (fast, slow)
    // Differences of numbers that are not negative fit 64 bits, and all sums of them stay below
    // 2⁶³ × 2¹⁷ × 2¹⁷ × 2.
    let (perFast, perSlow) = (direction &* Int64(slow), direction &* Int64(fast))
    var (at, difference) = (end, Int128(direction) &* scaled)
    var crosses: Bool?
    var kept = numbers.mutableSpan
    while at < kept.count {
      guard let number = next() else {
        crosses = false
        break
      }
      let before = difference
      difference =
        before &+ Int128(number &- kept[at &- fast]) &* Int128(perFast)
        &- Int128(number &- kept[at &- slow]) &* Int128(perSlow)
      kept[at] = number
      at &+= 1
      if difference > 0, before <= 0 {
        crosses = true
        break
      }
    }
    (end, scaled) = (at, Int128(direction) &* difference)
    return crosses
  }

  /// Takes in the next number, before both windows are full.
  mutating func fill(_ number: Int64) {
    var number: Int64? = number
    _ = cross(1) { number.take() }
    count += 1
    isFull = count == slow
  }

  /// Throws away the numbers that no window needs any more.
  private mutating func makeRoom() {
    for index in 0..<slow { numbers[index] = numbers[end - slow + index] }
    end = slow
  }
}
