/// A column's bytes sorted by rank: the first byte of each value, then the second byte of those that
/// have one, and so on. Wide values that do not repeat deflate better so: each rank has a distribution
/// of its own.
///
/// ```
/// values    c8 01 | 05 | ac 02
/// by rank   c8 05 ac | 01 02
/// ```
enum VarintRanks {
  /// Number of values in a column.
  static func count(_ bytes: [UInt8]) -> Int {
    bytes.reduce(0) { $0 + Int($1 &>> 7 ^ 1) }
  }

  static func sort(_ bytes: [UInt8], into result: inout [UInt8]) {
    var sizes = [Int](repeating: 0, count: PackedFormat.varintBytesMax)
    var rank = 0
    for byte in bytes {
      sizes[rank] += 1
      rank = byte >= 0x80 ? rank + 1 : 0
    }
    var offsets = [Int](repeating: 0, count: PackedFormat.varintBytesMax)
    for rank in 1..<sizes.count { offsets[rank] = offsets[rank - 1] + sizes[rank - 1] }
    result = [UInt8](repeating: 0, count: bytes.count)
    for byte in bytes {
      result[offsets[rank]] = byte
      offsets[rank] += 1
      rank = byte >= 0x80 ? rank + 1 : 0
    }
  }

  /// Puts sorted bytes back value by value; both buffers have the same length.
  static func restore(
    _ sorted: UnsafeMutableBufferPointer<UInt8>, count: Int,
    into result: UnsafeMutableBufferPointer<UInt8>
  ) throws(PackedError) {
    var offsets = [Int](repeating: 0, count: PackedFormat.varintBytesMax + 1)
    var size = count
    var end = 0
    var ranks = 0
    while size > 0 {
      guard ranks < PackedFormat.varintBytesMax, size <= sorted.count - end else { throw .cut }
      offsets[ranks] = end
      var more = 0
      for at in end..<end + size { more &+= Int(sorted[at] &>> 7) }
      end += size
      size = more
      ranks += 1
    }
    guard end == sorted.count else { throw .cut }
    offsets.withUnsafeMutableBufferPointer { offsets in
      var at = 0
      for index in 0..<count {
        var byte = sorted[index]
        result[at] = byte
        at &+= 1
        var rank = 1
        while byte >= 0x80 {
          byte = sorted[offsets[rank]]
          offsets[rank] &+= 1
          result[at] = byte
          at &+= 1
          rank &+= 1
        }
      }
    }
  }
}
