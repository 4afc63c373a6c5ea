/// What a verifier collects from one block's records.
struct BlockRecords {
  var count = 0
  var firstReceivedNs: Int64 = 0
  var lastReceivedNs: Int64 = 0
  var holdsContext = false
  var runsBackwardsAt: Int?
  var metadata: SegmentMetadata?
  var end: SegmentEnd?
  var gaps: [String] = []

  private static let gapsMax = 100

  mutating func add(_ record: Frame) {
    if count == 0 { firstReceivedNs = record.receivedNs }
    if record.receivedNs < lastReceivedNs { runsBackwardsAt = runsBackwardsAt ?? count }
    lastReceivedNs = record.receivedNs
    count += 1
    holdsContext = holdsContext || record.kind.isContext
    end = nil
    switch record.kind {
    case .metadata: metadata = SegmentMetadata(payload: copy(record.payload))
    case .end: end = SegmentEnd(payload: copy(record.payload))
    case .gap where gaps.count < BlockRecords.gapsMax:
      gaps.append(String(decoding: copy(record.payload), as: UTF8.self))
    default: break
    }
  }

  /// How the records disagree with the block's header; nil if they do not.
  func problem(_ header: BlockHeader) -> String? {
    if count != header.recordCount {
      return "found \(count) records, its header says \(header.recordCount)"
    }
    if let runsBackwardsAt {
      return "record \(header.firstSequence + Int64(runsBackwardsAt)) was received before the one "
        + "ahead of it"
    }
    if count > 0,
      firstReceivedNs != header.firstReceivedNs || lastReceivedNs != header.lastReceivedNs
    {
      return
        "its records were received from \(firstReceivedNs) to \(lastReceivedNs) ns, its header "
        + "says from \(header.firstReceivedNs) to \(header.lastReceivedNs) ns"
    }
    if holdsContext, !header.flags.contains(.holdsContext) {
      return "it holds o, x, T or m records, its header does not say so"
    }
    if end != nil, !header.flags.contains(.endsSegment) {
      return "it ends with z, its header does not say that the segment ends"
    }
    return nil
  }
}

/// Bytes of a payload that must outlive the block.
func copy(_ payload: Span<UInt8>) -> [UInt8] { payload.withUnsafeBufferPointer { Array($0) } }
