/// Orders by the price at which a market that moves one way reaches them, so that whoever asks for those
/// that a motion reaches need not look at the others.
///
/// A key grows with the nearness of the price: the market reaches what has a key above its own.
struct PriceLadder: Sendable {
  private struct Rung: Sendable {
    let key: Int64
    let slot: Int
  }

  /// By key: what is reached first stands last.
  private var rungs: [Rung] = []

  /// Of what is reached first; `Int64.min` where there is nothing.
  private(set) var top = Int64.min

  mutating func insert(_ slot: Int, key: Int64) {
    rungs.insert(Rung(key: key, slot: slot), at: index(above: key))
    top = rungs.last?.key ?? .min
  }

  mutating func remove(_ slot: Int, key: Int64) {
    var index = index(above: key)
    repeat { index -= 1 } while rungs[index].slot != slot
    rungs.remove(at: index)
    top = rungs.last?.key ?? .min
  }

  /// Hands over what a market reaches that has come to a key.
  @inline(__always)
  func forEach(above key: Int64, _ body: (Int) -> Void) {
    var index = rungs.count
    while index > 0, rungs[index - 1].key > key {
      index -= 1
      body(rungs[index].slot)
    }
  }

  /// Index of the first rung with a larger key.
  private func index(above key: Int64) -> Int {
    if key >= top { return rungs.count }
    var (low, high) = (0, rungs.count)
    while low < high {
      let middle = (low + high) / 2
      if rungs[middle].key <= key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
