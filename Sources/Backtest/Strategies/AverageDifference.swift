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
  /// Of all numbers so far.
  private var largest: Int64 = 0

  init(fast: Int, slow: Int) {
    precondition(
      0 < fast && fast < slow && slow <= Self.lengthMax, "averages over \(fast) and \(slow)")
    self.fast = fast
    self.slow = slow
    // Before the first number there are zeros.
    numbers = Array(repeating: 0, count: slow + max(slow, Self.roomMin))
    end = slow
  }

  /// Takes in the next number, which is not negative.
  mutating func add(_ number: Int64) {
    if end == numbers.count { makeRoom() }
    largest = max(largest, number)
    // Differences of numbers that are not negative fit 64 bits, and all sums of them stay below
    // 2⁶³ × 2¹⁷ × 2¹⁷ × 2.
    let intoFast = Int128(number &- numbers[end - fast]) &* Int128(slow)
    let intoSlow = Int128(number &- numbers[end - slow]) &* Int128(fast)
    scaled = scaled &+ intoFast &- intoSlow
    numbers[end] = number
    end += 1
    if !isFull {
      count += 1
      isFull = count == slow
    }
  }

  /// Takes in numbers of a range, none above `largest`, up to the first one that takes the fast
  /// average across the slow one, and gives that one's index, or the range's end. Both windows are
  /// full.
  ///
  /// - Parameter direction: 1 for a cross from below or from a tie to above, −1 for the other way.
  mutating func pass(
    _ others: borrowing Span<Int64>, _ range: Range<Int>, largest: Int64, direction: Int64
  ) -> Int {
    self.largest = max(self.largest, largest)
    // No window's sum times the other one's length exceeds this product: where it fits 64 bits, so
    // does the difference of two, whatever was carried out of them on the way.
    let isWide = self.largest.multipliedReportingOverflow(by: Int64(fast * slow)).overflow
    var next = range.lowerBound
    while next < range.upperBound {
      if end == numbers.count { makeRoom() }
      let stretch = next..<min(range.upperBound, next + numbers.count - end)
      next =
        isWide
        ? pass(others, stretch, Int128(direction)) : pass(others, stretch, direction)
      if next < stretch.upperBound { break }
    }
    return next
  }

  /// The same for numbers that there is room for, in sums that are wide enough.
  @inline(__always)
  private mutating func pass<Wide: FixedWidthInteger & SignedInteger>(
    _ others: borrowing Span<Int64>, _ range: Range<Int>, _ direction: Wide
  ) -> Int {
    let (fast, slow) = (fast, slow)
    let (perFast, perSlow) = (direction &* Wide(slow), direction &* Wide(fast))
    var difference = direction &* Wide(truncatingIfNeeded: scaled)
    var (at, next) = (end, range.lowerBound)
    var kept = numbers.mutableSpan
    while next < range.upperBound {
      let number = others[next]
      let intoFast = Wide(truncatingIfNeeded: number &- kept[at &- fast]) &* perFast
      let intoSlow = Wide(truncatingIfNeeded: number &- kept[at &- slow]) &* perSlow
      let after = difference &+ intoFast &- intoSlow
      if after > 0, difference <= 0 { break }
      difference = after
      kept[at] = number
      at &+= 1
      next &+= 1
    }
    end = at
    scaled = Int128(direction &* difference)
    return next
  }

  /// Throws away the numbers that no window needs any more.
  private mutating func makeRoom() {
    for index in 0..<slow { numbers[index] = numbers[end - slow + index] }
    end = slow
  }
}
