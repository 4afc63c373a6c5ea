import Basics

/// One price of the book and what rests there.
struct BookLevel: Sendable, Equatable {
  /// The price in ticks, negative on the ask side: on both sides the best key is the largest.
  var key: Int64
  var steps: Int64
}

/// One side of the book. The best level is the last one: nearly everything happens there, and the
/// rest need not be shifted.
struct BookSide: Sendable {
  /// Ascending keys, no two equal, no level of 0 steps.
  private(set) var levels: [BookLevel] = []

  var best: BookLevel { levels[levels.count - 1] }

  /// The level of a key, or where it would have to go in.
  func position(of key: Int64) -> (index: Int, isThere: Bool) {
    let index = levels.partitionPoint { $0.key >= key }
    return (index, index < levels.count && levels[index].key == key)
  }

  /// What rests at a key; 0 if nothing does.
  func steps(at key: Int64) -> Int64 {
    let (index, isThere) = position(of: key)
    return isThere ? levels[index].steps : 0
  }

  /// Sets the absolute quantity at a key; 0 removes the level.
  mutating func set(_ key: Int64, steps: Int64) {
    let (index, isThere) = position(of: key)
    switch (isThere, steps > 0) {
    case (true, true): levels[index].steps = steps
    case (true, false): levels.remove(at: index)
    case (false, true): levels.insert(BookLevel(key: key, steps: steps), at: index)
    case (false, false): break
    }
  }
}
