import Basics

/// The block that replaces damaged ones that were cut out. A `g` record in it says what is gone. If
/// the segment's own `m` record was among them, it has one too.
struct StandIn {
  let header: BlockHeader
  let raw: [UInt8]
  let lostText: String

  /// - Parameters:
  ///   - last: the good block before; nil at the beginning of the segment.
  ///   - next: the good block after; nil at the end.
  /// - Returns: nil if no record is lost, so that no block is needed.
  init?(
    after last: BlockHeader?, before next: BlockHeader?, for damage: Damage,
    in segment: SegmentFile,
    _ tag: UInt32
  ) {
    let number = (last?.blockNumber ?? -1) + 1
    // How many records are lost is known between two good blocks, and at the beginning of a
    // session.
    let isFirst = SegmentName(segment.name)?.number == 1
    let begin = last?.nextSequence ?? (isFirst ? 1 : nil)
    let lost: Int64?
    if let begin, let next {
      lost = next.firstSequence - begin
    } else {
      lost = next == nil ? damage.recordsLost : nil
    }
    if lost == 0, next == nil { return nil }
    // If no block number is free, a writer has made an error. The records that follow matter more
    // than a note.
    if let next, next.blockNumber <= number { return nil }
    let receivedNs = last?.lastReceivedNs ?? next?.firstReceivedNs ?? 0
    let block = RawBlock(capacity: 1024)
    // Where the first lost record's number is unknown, the last one's is used, so that the numbers
    // stay below those of the records that follow.
    let room = lost ?? (next.map { min($0.firstSequence - 1, 2) } ?? 2)
    guard room > 0 else { return nil }
    let first = begin ?? max((next?.firstSequence ?? 1) - room, 1)
    block.reset(firstSequence: first, blockNumber: number)
    if last == nil, let name = SegmentName(segment.name) {
      let session = SessionInfo(
        id: name.session, tool: "", host: "", config: #"{"repaired":"the m record was damaged"}"#)
      let metadata = SegmentMetadata(
        session: session, segmentNumber: name.number, startNs: name.startSeconds * 1_000_000_000,
        previousLastSequence: first - 1)
      block.append(
        receivedNs: receivedNs, connection: 0, kind: .metadata, payload: metadata.payload.span)
    }
    if block.recordCount < room {
      let gap = StandIn.gap(damage, lost)
      block.append(receivedNs: receivedNs, connection: 0, kind: .gap, payload: gap.span)
    }
    var header = block.header(sessionTag: tag, endsSegment: next == nil)
    header.flags.insert(.standsIn)
    self.header = header
    raw = [UInt8](block.bytes)
    lostText =
      lost.map { $0 == 1 ? "1 lost record" : "\($0) lost records" }
      ?? "an unknown number of lost records"
  }

  private static func gap(_ damage: Damage, _ lost: Int64?) -> [UInt8] {
    var text = "{\"reason\":\"damaged\",\"detail\":\(damage.detail.inJSONQuotes)"
    if let lost { text += ",\"lostRecords\":\(lost)" }
    return Array((text + "}").utf8)
  }
}
