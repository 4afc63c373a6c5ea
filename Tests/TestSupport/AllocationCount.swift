import Foundation

/// Counts what a piece of code takes from Swift's heap: arrays, strings, classes, closures.
///
/// Swift's runtime calls its allocator through a pointer once a switch is set ("for instrumentation
/// only"); both are exported. The count is exact and the same in each run; memory that libraries
/// take with `malloc` is not in it. Only the calling thread is counted, so tests may run in parallel.
package enum AllocationCount {
  private typealias Allocate =
    @convention(c) (UnsafeRawPointer?, Int, Int) -> UnsafeMutableRawPointer?

  nonisolated(unsafe) private static var original: Allocate?
  nonisolated(unsafe) private static var count = 0
  nonisolated(unsafe) private static var thread = pthread_self()
  private static let lock = NSLock()

  /// How many objects `body` allocates; nil where this runtime cannot tell.
  package static func of(_ body: () throws -> Void) rethrows -> Int? {
    let library = dlopen(nil, RTLD_NOW)
    let name = "_swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly"
    guard let hook = dlsym(library, "_swift_allocObject"), let enabled = dlsym(library, name) else {
      return nil
    }
    lock.lock()
    defer { lock.unlock() }
    let pointer = hook.assumingMemoryBound(to: Allocate?.self)
    original = pointer.pointee
    thread = pthread_self()
    count = 0
    pointer.pointee = { metadata, size, alignment in
      if pthread_equal(pthread_self(), AllocationCount.thread) != 0 { AllocationCount.count += 1 }
      return AllocationCount.original?(metadata, size, alignment)
    }
    enabled.assumingMemoryBound(to: Bool.self).pointee = true
    defer {
      enabled.assumingMemoryBound(to: Bool.self).pointee = false
      pointer.pointee = original
    }
    try body()
    return count
  }
}
