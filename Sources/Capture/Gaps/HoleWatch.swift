/// Holes that the capture is to fill, until all of their trades have been seen, whichever way they came.
package struct HoleWatch: Sendable {
  private var open: [(hole: MissingTrades, missing: Int64)] = []

  package init() {}

  package var count: Int { open.count }

  package mutating func found(_ hole: MissingTrades) {
    // More are not filled either.
    if open.count >= CaptureLimits.gapsMax { open.removeFirst(CaptureLimits.gapsMax / 2) }
    open.append((hole, hole.idCount))
  }

  /// The capture is done with it.
  package mutating func closed(_ hole: MissingTrades) { open.removeAll { $0.hole == hole } }

  /// The holes of which trades have come since the last time, with how many are still missing: 0 is given
  /// once, and the hole forgotten.
  ///
  /// - Parameter missing: how many trades of a hole are missing; nil if that is not known.
  package mutating func arrived(
    _ missing: (MissingTrades) -> Int64?
  ) -> [(hole: MissingTrades, missing: Int64)] {
    var arrived: [(hole: MissingTrades, missing: Int64)] = []
    for index in open.indices {
      guard let now = missing(open[index].hole), now < open[index].missing else { continue }
      open[index].missing = now
      arrived.append(open[index])
    }
    if !arrived.isEmpty { open.removeAll { $0.missing == 0 } }
    return arrived
  }
}
