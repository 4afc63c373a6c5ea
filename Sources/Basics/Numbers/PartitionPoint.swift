extension RandomAccessCollection {
  /// Where the elements begin that fulfil `isReached`: those that do stand behind all that do not.
  ///
  /// Inlinable, so that a search in another module costs what a loop by hand does.
  @inlinable
  package func partitionPoint(where isReached: (Element) throws -> Bool) rethrows -> Index {
    var low = startIndex
    var count = self.count
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if try isReached(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
