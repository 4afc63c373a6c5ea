/// A queue that hands out the earliest element first, equal times in the order they came.
struct TimeQueue<Element: Sendable>: Sendable {
  private struct Entry: Sendable {
    var time: Int64
    var order: Int64
    var element: Element

    func precedes(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : order < other.order
    }
  }

  /// A binary heap: entry i precedes entries 2i + 1 and 2i + 2.
  private var entries: [Entry] = []
  private var nextOrder: Int64 = 0

  var isEmpty: Bool { entries.isEmpty }

  /// The time of the element that `popFirst` would hand out.
  var firstTime: Int64? { entries.first?.time }

  mutating func push(_ element: Element, at time: Int64) {
    entries.append(Entry(time: time, order: nextOrder, element: element))
    nextOrder += 1
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if !entries[child].precedes(entries[parent]) { break }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  mutating func popFirst() -> (time: Int64, element: Element)? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sinkRoot()
    }
    return (first.time, first.element)
  }

  private mutating func sinkRoot() {
    var parent = 0
    while true {
      var child = 2 * parent + 1
      if child >= entries.count { return }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      if !entries[child].precedes(entries[parent]) { return }
      entries.swapAt(child, parent)
      parent = child
    }
  }
}
