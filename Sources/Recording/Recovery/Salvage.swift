/// A block whose header is damaged and whose data is not: deflate and its checksum say so.
struct Salvage {
  var header: BlockHeader
  var raw: [UInt8]

  /// Tries to read the bytes between two good blocks as one block.
  ///
  /// - Parameters:
  ///   - last: the good block before; nil at the beginning of the segment.
  ///   - next: the good block after; nil at the end.
  static func block(
    _ file: DiskFile, _ range: Range<Int64>, after last: BlockHeader?, before next: BlockHeader?,
    _ tag: UInt32
  ) throws -> Salvage? {
    let number = (last?.blockNumber ?? -1) + 1
    guard range.count >= BlockFormat.memberBytesMin, range.count <= RecordingLimits.memberBytesMax,
      next.map({ $0.blockNumber == number + 1 }) ?? true
    else { return nil }
    var member = [UInt8](repeating: 0, count: range.count)
    guard try file.read(into: &member, count: member.count, at: range.lowerBound) == member.count
    else { return nil }
    let length = Int(littleEndian(member.span, member.count - 4, 4))
    // Deflate shrinks no data to less than 1/1032 (zlib.net/zlib_tech.html).
    guard length <= RecordingLimits.blockRawBytesMax, length <= member.count * 1032,
      let raw = inflated(member, length)
    else { return nil }
    return salvage(raw, number: number, after: last, before: next, tag)
  }

  private static func inflated(_ member: [UInt8], _ length: Int) -> [UInt8]? {
    var raw = [UInt8](repeating: 0, count: length)
    let isGood = raw.withUnsafeMutableBytes { raw in
      member.withUnsafeBytes { member in
        (try? BlockDecoder().decode(member, into: raw)) != nil
      }
    }
    return isGood ? raw : nil
  }

  private static func salvage(
    _ raw: [UInt8], number: Int, after last: BlockHeader?, before next: BlockHeader?, _ tag: UInt32
  ) -> Salvage? {
    let scan = TailScan(raw.span)
    guard scan.problem == nil, scan.recordCount > 0,
      let first = last?.nextSequence ?? next.map({ $0.firstSequence - Int64(scan.recordCount) }),
      first >= 1,
      next.map({ $0.firstSequence - first == Int64(scan.recordCount) }) ?? true
    else { return nil }
    let header = scan.header(blockNumber: number, firstSequence: first, sessionTag: tag)
    return Salvage(header: header, raw: raw)
  }
}
