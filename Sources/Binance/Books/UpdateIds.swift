/// The ids of a change of a book: it leads a book from any id from `after` on to `last`.
package struct UpdateIds: Equatable, Sendable {
  /// The id that the change follows: `pu` of futures, whose ids leap, and the one before `U` of spot.
  package private(set) var after: Int64
  /// `U`.
  package let first: Int64
  /// `u`.
  package let last: Int64

  /// Nil if they contradict each other.
  package init?(first: Int64, last: Int64, previous: Int64) {
    after = previous >= 0 ? previous : first - 1
    (self.first, self.last) = (first, last)
    guard first >= 0, first <= last, after < last else { return nil }
  }

  package init?(_ depth: Depth) {
    self.init(
      first: depth.firstUpdateId, last: depth.lastUpdateId, previous: depth.previousUpdateId)
  }
}
