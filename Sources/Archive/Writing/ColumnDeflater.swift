import Basics

/// Deflates columns, each by itself and without a header. One per thread; its buffers are reused.
///
/// Larger columns are tried in three ways, since no one way suits all. `Z_FILTERED` suits small
/// differences, but makes repeated values up to 8 % larger. Wide values that do not repeat become a
/// tenth smaller with their bytes sorted by rank.
final class ColumnDeflater {
  private let filtered = Deflater(level: level, strategy: .filtered, memoryLevel: 9)
  private let standard = Deflater(level: level, strategy: .standard, memoryLevel: 9)
  private var output: [UInt8] = []
  private var other: [UInt8] = []
  private var sorted: [UInt8] = []

  /// False stores everything as it is, which any decoder must take. Tests use it to damage what
  /// zlib would check.
  private let compresses: Bool

  private static let level = 6
  private static let waysBytesMin = 512

  init(compresses: Bool = true) { self.compresses = compresses }

  /// Appends `bytes` deflated, or as they are where that is no longer.
  ///
  /// - Returns: bytes appended.
  func append(_ bytes: [UInt8], to result: inout [UInt8]) -> Int {
    if bytes.isEmpty { return 0 }
    var best = run(filtered, bytes, into: &output)
    if bytes.count >= ColumnDeflater.waysBytesMin { attempt(standard, bytes, &best) }
    return append(best, bytes, to: &result)
  }

  /// Appends a column's bytes, and what the directory says of them: bytes stored, bytes inflated, and
  /// the number of values if their bytes are sorted by rank. A column of nothing but zeros takes no
  /// byte.
  func append(column bytes: [UInt8], to data: inout [UInt8], _ directory: inout [UInt8]) {
    guard !bytes.allSatisfy({ $0 == 0 }) else {
      directory += [0, 0, 0]
      return
    }
    var best = run(filtered, bytes, into: &output)
    var count = 0
    if bytes.count >= ColumnDeflater.waysBytesMin {
      attempt(standard, bytes, &best)
      let values = VarintRanks.count(bytes)
      if bytes.count * 2 >= values * 3 {
        VarintRanks.sort(bytes, into: &sorted)
        if attempt(filtered, sorted, &best) { count = values }
      }
    }
    let stored = append(best, bytes, to: &data)
    Varint.put(stored, in: &directory)
    Varint.put(bytes.count, in: &directory)
    Varint.put(stored == bytes.count ? 0 : count, in: &directory)
  }

  /// Deflates in another way, and keeps the result if it is the shorter one.
  @discardableResult
  private func attempt(
    _ deflater: Deflater, _ bytes: [UInt8], _ best: inout Int
  ) -> Bool {
    let count = run(deflater, bytes, into: &other)
    guard count < best else { return false }
    best = count
    swap(&output, &other)
    return true
  }

  private func append(_ count: Int, _ bytes: [UInt8], to result: inout [UInt8]) -> Int {
    result += count < bytes.count ? output[..<count] : bytes[...]
    return min(count, bytes.count)
  }

  private func run(
    _ deflater: Deflater, _ bytes: [UInt8], into output: inout [UInt8]
  ) -> Int {
    guard compresses else { return bytes.count }
    let bound = deflater.bound(bytes.count)
    if output.count < bound { output = [UInt8](repeating: 0, count: bound) }
    return bytes.withUnsafeBytes { input in
      output.withUnsafeMutableBytes { deflater.deflate(input, into: $0) }
    }
  }
}
