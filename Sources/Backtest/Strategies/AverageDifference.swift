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
  /// No window's sum of numbers up to this one, times the other one's length, exceeds 64 bits, and
  /// neither does the difference of two, whatever was carried out of them on the way.
  private let narrowMax: Int64
  /// Whether a larger number has come: sums take 128 bits from then on.
  private var isWide = false
  private var count = 0

  init(fast: Int, slow: Int) {
    precondition(
      0 < fast && fast < slow && slow <= Self.lengthMax, "averages over \(fast) and \(slow)")
    self.fast = fast
    self.slow = slow
    // Before the first number there are zeros.
    numbers = Array(repeating: 0, count: slow + max(slow, Self.roomMin))
    end = slow
    narrowMax = .max / Int64(fast * slow)
  }

  /// Takes in numbers until one takes the fast average across the slow one; false where they end
  /// before. While the windows fill, nothing crosses.
  ///
  /// - Parameter direction: 1 for a cross from below or from a tie to above, −1 for the other way.
  @inline(__always)
  mutating func cross(_ direction: Int64, _ next: () -> Int64?) -> Bool {
    while true {
      var tooLarge: Int64?
      if end == numbers.count { makeRoom() }
      let crosses =
        isWide
        ? crossWithinRoom(Int128(direction), upTo: .max, &tooLarge, next)
        : crossWithinRoom(direction, upTo: narrowMax, &tooLarge, next)
      if let crosses { return crosses }
      if let tooLarge, add(tooLarge, direction) { return true }
    }
  }

  /// Nil where there is no more room, or a number came that is too large for these sums.
  @inline(__always)
  private mutating func crossWithinRoom<Sum: FixedWidthInteger & SignedInteger>(
    _ direction: Sum, upTo largest: Int64, _ tooLarge: inout Int64?, _ next: () -> Int64?
  ) -> Bool? {
    let (fast, slow) = (fast, slow)
    let (perFast, perSlow) = (direction &* Sum(slow), direction &* Sum(fast))
    var (at, difference) = (end, direction &* Sum(truncatingIfNeeded: scaled))
    var crosses: Bool?
    var kept = numbers.mutableSpan
    while at < kept.count {
      guard let number = next() else {
        crosses = false
        break
      }
      guard number <= largest else {
        tooLarge = number
        break
      }
      let before = difference
      difference =
        before &+ Sum(truncatingIfNeeded: number &- kept[at &- fast]) &* perFast
        &- Sum(truncatingIfNeeded: number &- kept[at &- slow]) &* perSlow
      kept[at] = number
      at &+= 1
      if difference > 0, before <= 0 {
        crosses = true
        break
      }
    }
    (end, scaled) = (at, Int128(direction &* difference))
    return crosses
  }

  /// Takes in the next number, before both windows are full.
  mutating func fill(_ number: Int64) {
    if end == numbers.count { makeRoom() }
    _ = add(number, 1)
    count += 1
    isFull = count == slow
  }

  /// Takes in a number of any size, for which there is room, and says whether it crosses.
  ///
  /// Differences of numbers that are not negative fit 64 bits, and all sums of them stay below
  /// 2⁶³ × 2¹⁷ × 2¹⁷ × 2.
  private mutating func add(_ number: Int64, _ direction: Int64) -> Bool {
    isWide = isWide || number > narrowMax
    let before = Int128(direction) * scaled
    scaled +=
      Int128(number - numbers[end - fast]) * Int128(slow)
      - Int128(number - numbers[end - slow]) * Int128(fast)
    numbers[end] = number
    end += 1
    return Int128(direction) * scaled > 0 && before <= 0
  }

  /// Throws away the numbers that no window needs any more.
  private mutating func makeRoom() {
    for index in 0..<slow { numbers[index] = numbers[end - slow + index] }
    end = slow
  }
}
