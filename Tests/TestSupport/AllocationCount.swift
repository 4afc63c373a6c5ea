import CAllocationCount

/// Counts what a piece of code takes from the heap. The count is exact and the same in each run; only
/// the calling thread is counted, so tests may run in parallel.
package enum AllocationCount {
  /// How often `body` calls `malloc`, which all of Swift's arrays, strings and objects come from; nil
  /// where calls cannot be seen (outside glibc).
  package static func of(_ body: () throws -> Void) rethrows -> Int? {
    let before = tapedeck_malloc_count()
    try body()
    return before < 0 ? nil : tapedeck_malloc_count() - before
  }
}
