/// Where the latest of many values lie in an array of them: once there are as many as are kept, the newest
/// takes the slot of the oldest.
package struct WindowSlots: Sendable {
  private let countMax: Int
  package private(set) var count = 0
  /// The slot of the newest value; -1 before the first.
  package private(set) var newest = -1

  package init(countMax: Int) { self.countMax = countMax }

  /// Whether older values may have given way.
  package var isFull: Bool { count == countMax }

  /// The slot of a value by its age: 0 is the newest, `count - 1` the oldest.
  package subscript(age: Int) -> Int {
    age <= newest ? newest - age : newest - age + count
  }

  /// The slot for one more value: that behind the array's end, or that of the oldest.
  package mutating func advance() -> Int {
    newest = newest + 1 < countMax ? newest + 1 : 0
    if newest == count { count += 1 }
    return newest
  }
}
