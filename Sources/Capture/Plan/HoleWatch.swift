/// Holes that the capture is to fill, until all of their trades have been seen, whichever way they came.
package struct HoleWatch: Sendable {
  private var open: [Hole] = []

  package init() {}

  package var count: Int { open.count }

  package mutating func found(_ hole: Hole) {
    // More are not filled either.
    if open.count >= CaptureLimits.holesMax { open.removeFirst(CaptureLimits.holesMax / 2) }
    open.append(hole)
  }

  /// The capture is done with it.
  package mutating func closed(_ hole: Hole) { open.removeAll { $0 == hole } }

  /// The holes that have no missing trade any more; each is given once.
  package mutating func arrived(_ isFilled: (Hole) -> Bool) -> [Hole] {
    guard !open.isEmpty else { return [] }
    let arrived = open.filter(isFilled)
    if !arrived.isEmpty { open.removeAll(where: arrived.contains) }
    return arrived
  }
}
