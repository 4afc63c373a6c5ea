/// The last numbers of a series and their sums, at constant cost per number.
///
/// Floats that come and go leave their rounding behind; so each time that the window has been
/// renewed, its sums are made anew.
struct RollingWindow: Sendable {
  private var numbers: [Double]
  private var next = 0
  private(set) var isFull = false
  private(set) var sum = 0.0
  /// The sum of the squared distances from `origin`. Where numbers are large and close to each
  /// other, the squares of the numbers themselves would lose the digits that matter.
  private var squares = 0.0
  private var shifted = 0.0
  private var origin = 0.0

  var length: Int { numbers.count }

  init(length: Int) {
    precondition(length > 0, "a window of \(length) numbers")
    numbers = Array(repeating: 0, count: length)
  }

  mutating func add(_ number: Double) {
    if next == 0 && !isFull { origin = number }
    let (old, new) = (isFull ? numbers[next] - origin : 0, number - origin)
    if isFull { sum -= numbers[next] }
    sum += number
    shifted += new - old
    squares += new * new - old * old
    numbers[next] = number
    next += 1
    guard next == numbers.count else { return }
    next = 0
    isFull = true
    renew()
  }

  /// The mean of a full window.
  var mean: Double { sum / Double(length) }

  /// The mean of the squared distances from the mean, over `length - freedom`.
  func variance(freedom: Int = 0) -> Double {
    let count = Double(length)
    return max(0, (squares - shifted * shifted / count) / (count - Double(freedom)))
  }

  private mutating func renew() {
    origin = numbers[0]
    sum = 0
    shifted = 0
    squares = 0
    for number in numbers {
      let distance = number - origin
      sum += number
      shifted += distance
      squares += distance * distance
    }
  }
}
