/// Finds open orders by their numbers: a table of twice the room, in which a number lies at its last bits
/// or in the next free entry behind. Numbers follow each other, so that they hardly ever meet there, and
/// a hash would cost more than all else that is done with a number.
struct OrderNumbers: Sendable {
  private struct Entry: Sendable {
    /// 0 where the entry is free.
    var number = 0
    var slot = 0
  }

  private var entries = [Entry](repeating: Entry(), count: 16)
  private var count = 0
  private var mask: Int { entries.count &- 1 }

  func slot(of id: OrderID) -> Int? {
    let entry = entries[index(of: id.rawValue)]
    return entry.number == 0 ? nil : entry.slot
  }

  mutating func insert(_ id: OrderID, _ slot: Int) {
    count += 1
    if count * 2 > entries.count { grow() }
    entries[index(of: id.rawValue)] = Entry(number: id.rawValue, slot: slot)
  }

  mutating func remove(_ id: OrderID) {
    var free = index(of: id.rawValue)
    guard entries[free].number != 0 else { return }
    count -= 1
    // What lies behind because its own entry was taken moves up.
    var next = (free &+ 1) & mask
    while entries[next].number != 0 {
      let wayHome = (next &- entries[next].number) & mask
      if wayHome >= (next &- free) & mask {
        entries[free] = entries[next]
        free = next
      }
      next = (next &+ 1) & mask
    }
    entries[free] = Entry()
  }

  /// Where a number lies, or would.
  private func index(of number: Int) -> Int {
    var index = number & mask
    while entries[index].number != number, entries[index].number != 0 {
      index = (index &+ 1) & mask
    }
    return index
  }

  private mutating func grow() {
    let old = entries
    entries = [Entry](repeating: Entry(), count: old.count * 2)
    for entry in old where entry.number != 0 { entries[index(of: entry.number)] = entry }
  }
}
