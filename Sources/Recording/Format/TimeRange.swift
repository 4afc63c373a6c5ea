/// A half-open range of receive times.
package struct TimeRange: Equatable, Sendable {
  /// First instant inside, ns since the epoch; nil for no lower end.
  package var fromNs: Int64?
  /// First instant outside, ns since the epoch; nil for no upper end.
  package var toNs: Int64?

  package static let all = TimeRange()

  package init(fromNs: Int64? = nil, toNs: Int64? = nil) {
    self.fromNs = fromNs
    self.toNs = toNs
  }

  /// Whether an instant lies before the range.
  package func isBefore(_ receivedNs: Int64) -> Bool { fromNs.map { receivedNs < $0 } ?? false }

  package func contains(_ receivedNs: Int64) -> Bool {
    if let fromNs, receivedNs < fromNs { return false }
    if let toNs, receivedNs >= toNs { return false }
    return true
  }
}
