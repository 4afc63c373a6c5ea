/// The file name of a live tail: `<segment>.gz.tail.<block>.<first sequence>`.
///
/// A tail holds the records of a block that is not sealed yet, as plain text. Its name alone says
/// which block it becomes and which numbers its records have, even if the blocks ahead are damaged.
package struct TailName: Equatable, Sendable {
  var segmentName: String
  var blockNumber: Int
  var firstSequence: Int64

  init(segmentName: String, blockNumber: Int, firstSequence: Int64) {
    self.segmentName = segmentName
    self.blockNumber = blockNumber
    self.firstSequence = firstSequence
  }

  init?(_ fileName: String) {
    let parts = fileName.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[parts.count - 3] == "tail",
      let block = TailName.number(parts[parts.count - 2]),
      block <= Int64(RecordingLimits.blockNumberMax),
      let sequence = TailName.number(parts[parts.count - 1]), sequence >= 1,
      sequence <= RecordingLimits.sequenceMax
    else { return nil }
    segmentName = parts.dropLast(3).joined(separator: ".")
    guard segmentName.hasSuffix(SegmentName.suffix) else { return nil }
    blockNumber = Int(block)
    firstSequence = sequence
  }

  var fileName: String { "\(segmentName).tail.\(blockNumber).\(firstSequence)" }

  private static func number(_ text: Substring) -> Int64? {
    guard let value = Int64(text), value >= 0, String(value) == text else { return nil }
    return value
  }
}
