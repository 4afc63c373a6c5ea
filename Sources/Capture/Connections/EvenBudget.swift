/// At most so many events within any window of time, some of them at once, the others evenly.
///
/// Where a window alone would let them all go at its begin and then none until it has passed, this one
/// goes on at the mean pace (the generic cell rate algorithm).
package struct EvenBudget: Sendable {
  private let everyNs: Int64
  private let aheadNsMax: Int64
  /// Up to when the events taken so far would last at the mean pace.
  private var takenUpToNs = Int64.min

  /// - Parameters:
  ///   - countMax: within any window.
  ///   - atOnceMax: less than `countMax`.
  package init(countMax: Int, windowNs: Int64, atOnceMax: Int) {
    precondition(0 < atOnceMax && atOnceMax < countMax, "\(atOnceMax) of \(countMax) at once")
    everyNs = windowNs / Int64(countMax - atOnceMax) + 1
    aheadNsMax = everyNs * Int64(atOnceMax - 1)
  }

  /// Whether one is left.
  package func has(nowNs: Int64) -> Bool { max(takenUpToNs, nowNs) - nowNs <= aheadNsMax }

  /// Takes one if one is left.
  package mutating func take(nowNs: Int64) -> Bool {
    guard has(nowNs: nowNs) else { return false }
    takenUpToNs = max(takenUpToNs, nowNs) + everyNs
    return true
  }
}
