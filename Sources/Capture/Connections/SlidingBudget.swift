/// At most so many events within any window of time.
package struct SlidingBudget: Sendable {
  private let countMax: Int
  private let windowNs: Int64
  private var takenNs: [Int64] = []

  package init(countMax: Int, windowNs: Int64) {
    self.countMax = countMax
    self.windowNs = windowNs
  }

  /// Takes one if one is left.
  package mutating func take(nowNs: Int64) -> Bool {
    takenNs.removeAll { nowNs - $0 >= windowNs }
    guard takenNs.count < countMax else { return false }
    takenNs.append(nowNs)
    return true
  }

  /// Counts one that could not wait, such as a pong.
  package mutating func charge(nowNs: Int64) {
    takenNs.removeAll { nowNs - $0 >= windowNs }
    if takenNs.count < 4 * countMax { takenNs.append(nowNs) }
  }
}
