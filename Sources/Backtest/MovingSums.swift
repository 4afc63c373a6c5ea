/// The sum of the last `length` numbers, exact: two averages of the same numbers are equal or they
/// are not. (With float sums one rule gave five results in five engines.)
public struct MovingSum: Sendable, Hashable {
  public let length: Int
  /// Of the numbers in the window; all of them until it is full.
  public private(set) var sum: Int128 = 0
  public private(set) var isFull = false
  private var window: [Int64]
  private var next = 0

  /// `length` is at least 1.
  public init(length: Int) {
    precondition(length > 0, "a window of \(length)")
    self.length = length
    window = Array(repeating: 0, count: length)
  }

  public mutating func add(_ number: Int64) {
    sum += Int128(number) - Int128(window[next])
    window[next] = number
    next += 1
    guard next == length else { return }
    next = 0
    isFull = true
  }
}
