/// Holes that the capture is to fill, until all of their trades have been seen, whichever way they came.
package struct HoleWatch: Sendable {
  private var open: [(hole: Hole, missing: Int64)] = []

  package init() {}

  package var count: Int { open.count }

  package mutating func found(_ hole: Hole) {
    // More are not filled either.
    if open.count >= CaptureLimits.holesMax { open.removeFirst(CaptureLimits.holesMax / 2) }
    open.append((hole, hole.idCount))
  }

  /// The capture is done with it.
  package mutating func closed(_ hole: Hole) { open.removeAll { $0.hole == hole } }

  /// The holes of which trades have come since the last time, with how many are still missing: 0 is given
  /// once, and the hole forgotten.
  ///
  /// - Parameter missing: how many trades of a hole are missing; nil if that is not known.
  package mutating func arrived(
    _ missing: (Hole) -> Int64?
  ) -> [(hole: Hole, missing: Int64)] {
    var arrived: [(hole: Hole, missing: Int64)] = []
    for index in open.indices {
      guard let now = missing(open[index].hole), now < open[index].missing else { continue }
      open[index].missing = now
      arrived.append(open[index])
    }
    if !arrived.isEmpty { open.removeAll { $0.missing == 0 } }
    return arrived
  }
}
