/// Which of two moving averages of the same numbers is above the other, exactly: a tie is a tie.
/// (With float sums one rule gave five results in five engines.)
///
/// It keeps one number, the fast average less the slow one, times both lengths:
/// `(sum of the last fast) × slow − (sum of the last slow) × fast`.
struct AverageDifference {
  /// Numbers in the longest window.
  static let lengthMax = 100_000

  let fast: Int
  let slow: Int
  /// True once the slow window is full; until then `scaled` means nothing.
  private(set) var isFull = false
  /// Above 0 where the fast average is above the slow one.
  private(set) var scaled: Int128 = 0
  /// The last `slow` numbers; the oldest is at `next`.
  private var window: [Int64]
  private var next = 0
  /// Where the number lies that leaves the fast window next.
  private var leaving: Int

  init(fast: Int, slow: Int) {
    precondition(
      0 < fast && fast < slow && slow <= Self.lengthMax, "averages over \(fast) and \(slow)")
    self.fast = fast
    self.slow = slow
    window = Array(repeating: 0, count: slow)
    leaving = slow - fast
  }

  /// Takes in the next number, which is not negative.
  @inline(__always)
  mutating func add(_ number: Int64) {
    // Differences of numbers that are not negative fit 64 bits, and all sums of them stay below
    // 2⁶³ × 2¹⁷ × 2¹⁷ × 2.
    let intoFast = Int128(number &- window[leaving]) &* Int128(slow)
    let intoSlow = Int128(number &- window[next]) &* Int128(fast)
    scaled = scaled &+ intoFast &- intoSlow
    window[next] = number
    leaving = leaving &+ 1 == slow ? 0 : leaving &+ 1
    next &+= 1
    guard next == slow else { return }
    next = 0
    isFull = true
  }
}
