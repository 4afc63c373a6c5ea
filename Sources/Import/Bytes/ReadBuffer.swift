/// Bytes read from a file and not used yet.
final class ReadBuffer {
  private let memory = UnsafeMutableRawBufferPointer.allocate(
    byteCount: ImportLimits.readBytes, alignment: 16)
  private var range = 0..<0

  deinit { memory.deallocate() }

  var isEmpty: Bool { range.isEmpty }

  var unused: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory[range])
  }

  /// Call when empty: fills the buffer with up to `limit` bytes by `read`; false if none came.
  func refill(
    limit: Int64 = .max, _ read: (UnsafeMutableRawBufferPointer) throws -> Int
  ) rethrows -> Bool {
    let count = Int(min(Int64(memory.count), limit))
    range = 0..<0
    guard count > 0 else { return false }
    range = 0..<(try read(UnsafeMutableRawBufferPointer(rebasing: memory[..<count])))
    return !range.isEmpty
  }

  func use(_ count: Int) {
    range = range.lowerBound + count..<range.upperBound
  }
}
