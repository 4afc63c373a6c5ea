/// What a walk does where a block is not what should stand there.
extension SegmentWalk {
  /// How a good block disagrees with the one before it; nil if it follows.
  func mismatch(_ header: BlockHeader, _ begin: Int64) -> Damage? {
    if beginsAnotherSegment(header) { return gap(betweenSegments: header, begin) }
    if let tag, header.sessionTag != tag {
      return damage(
        .foreignBlock, at: begin, byteCount: Int64(header.memberBytes), lost: 0,
        "found block \(header.blockNumber) of another session, expected "
          + "block \((previous?.header.blockNumber ?? -1) + 1) of this one")
    }
    guard let previous = previous?.header else {
      guard header.blockNumber > 0 else { return nil }
      return damage(
        .missingBlocks, at: begin, byteCount: 0, lost: lostAhead(of: header),
        "the segment begins with block \(header.blockNumber), expected block 0")
    }
    if header.blockNumber <= previous.blockNumber {
      return damage(
        .repeatedBlock, at: begin, byteCount: Int64(header.memberBytes), lost: 0,
        "found block \(header.blockNumber) after block \(previous.blockNumber), expected block "
          + "\(previous.blockNumber + 1)")
    }
    if header.firstSequence < previous.nextSequence {
      return damage(
        .repeatedBlock, at: begin, byteCount: Int64(header.memberBytes), lost: 0,
        "found block \(header.blockNumber) with record \(header.firstSequence), expected block "
          + "\(previous.blockNumber + 1) with record \(previous.nextSequence)")
    }
    return gap(header, previous, begin)
  }

  func gap(
    _ header: BlockHeader, _ previous: BlockHeader, _ begin: Int64
  ) -> Damage? {
    // A block that stands in for damaged ones says itself what is gone.
    if previous.flags.contains(.standsIn) { return nil }
    let lost = header.firstSequence - previous.nextSequence
    if header.blockNumber > previous.blockNumber + 1 {
      return damage(
        .missingBlocks, at: begin, byteCount: 0, lost: lost >= 0 ? lost : nil,
        "found block \(header.blockNumber), expected block \(previous.blockNumber + 1)")
    }
    guard lost != 0 else { return nil }
    return damage(
      .missingRecords, at: begin, byteCount: 0, lost: lost > 0 ? lost : nil,
      "block \(header.blockNumber) begins with record \(header.firstSequence), expected record "
        + "\(previous.nextSequence)")
  }

  /// Segments may be joined (`cat *.gz`): block 0 then follows a block that ended its segment, or
  /// comes anywhere in a stream.
  func beginsAnotherSegment(_ header: BlockHeader) -> Bool {
    guard header.blockNumber == 0, let previous = previous?.header else { return false }
    return segment.isStream || previous.flags.contains(.endsSegment)
  }

  func gap(betweenSegments header: BlockHeader, _ begin: Int64) -> Damage? {
    guard let previous = previous?.header, header.sessionTag == previous.sessionTag else {
      return nil
    }
    let lost = header.firstSequence - previous.nextSequence
    if lost < 0 {
      return damage(
        .repeatedBlock, at: begin, byteCount: Int64(header.memberBytes), lost: 0,
        "found a segment that begins with record \(header.firstSequence), expected record "
          + "\(previous.nextSequence)")
    }
    guard lost > 0, !previous.flags.contains(.standsIn) else { return nil }
    return damage(
      .missingSegment, at: begin, byteCount: 0, lost: lost,
      "found a segment that begins with record \(header.firstSequence), expected record "
        + "\(previous.nextSequence)")
  }

  /// A good header whose member reaches beyond the end of the file.
  mutating func takeCut(_ header: BlockHeader) throws(RecordingError) {
    // A live segment may have grown since.
    byteCount = try file.byteCount()
    if offset + Int64(header.memberBytes) <= byteCount { return try take(header) }
    if try hasTail(header.blockNumber) {
      // The block is being sealed, or its writer died there: its records are in the tail.
      return try takeTails()
    }
    let begin = offset
    let next = try nextGood(from: begin + Int64(BlockFormat.headerBytes))
    offset = next?.offset ?? byteCount
    let lost = next.map { $0.header.firstSequence - header.firstSequence }
    steps.append(
      .damage(
        damage(
          .cutBlock, at: begin, byteCount: offset - begin, lost: lost ?? Int64(header.recordCount),
          "block \(header.blockNumber) is cut off: found \(byteCount - begin) bytes, its header "
            + "says \(header.memberBytes)")))
    if let next { skip(to: next) }
    if next == nil { previous = (begin, header) }
  }

  mutating func takeBadHeader(_ error: BlockHeaderError) throws(RecordingError) {
    let begin = offset
    // If bytes are missing in the block ahead, the next header lies before the offset where it
    // should be.
    let from = previous.map { $0.offset + Int64(BlockFormat.headerBytes) } ?? 0
    if let next = try nextGood(from: from) {
      offset = next.offset
      if let step = loss(upTo: next, begin, error) { steps.append(.damage(step)) }
      return skip(to: next)
    }
    if try hasTail((previous?.header.blockNumber ?? -1) + 1) {
      return try takeTails()
    }
    offset = byteCount
    let isEnded = previous?.header.flags.contains(.endsSegment) ?? false
    steps.append(
      .damage(
        damage(
          isEnded ? .trailingBytes : .header, at: begin, byteCount: byteCount - begin,
          lost: isEnded ? 0 : nil,
          "\(isEnded ? "after the segment's end " : "")\(error)")))
  }

  /// The next `walk` takes the block behind the damage, as if the lost ones had been there.
  mutating func skip(to next: (offset: Int64, header: BlockHeader)) {
    var stand = next.header
    stand.blockNumber -= 1
    stand.recordCount = 0
    stand.flags = []
    if next.header.blockNumber > 0 {
      previous = (max(next.offset - Int64(BlockFormat.headerBytes), 0), stand)
    }
  }

  func loss(
    upTo next: (offset: Int64, header: BlockHeader), _ begin: Int64, _ error: BlockHeaderError
  ) -> Damage? {
    let lost = lostAhead(of: next.header)
    if next.offset <= begin, lost == 0 {
      // Nothing but bytes of the block ahead is gone; its reader says so.
      return nil
    }
    return damage(
      .header, at: min(begin, next.offset), byteCount: max(next.offset - begin, 0), lost: lost,
      "\(error); the next good block is number \(next.header.blockNumber) at byte \(next.offset)")
  }

  /// Records between the last good block and another one; nil if that cannot be known.
  func lostAhead(of header: BlockHeader) -> Int64? {
    guard let expected = previous?.header.nextSequence ?? expectedSequence else { return nil }
    let lost = header.firstSequence - expected
    return lost >= 0 ? lost : nil
  }

  /// The next header that can follow the last good block.
  func nextGood(
    from offset: Int64
  ) throws(RecordingError) -> (offset: Int64, header: BlockHeader)? {
    let previous = previous?.header
    return try search.next(from: offset, byteCount: byteCount) { header in
      if let tag, header.sessionTag != tag, !segment.isStream { return false }
      guard let previous, header.sessionTag == previous.sessionTag else { return true }
      return header.blockNumber > previous.blockNumber
        && header.firstSequence >= previous.nextSequence
        || segment.isStream && header.firstSequence >= previous.nextSequence
    }
  }

  func damage(
    _ kind: Damage.Kind, at offset: Int64, byteCount: Int64, lost: Int64?, _ detail: String
  ) -> Damage {
    Damage(
      kind, segment: segment.name, fileOffset: offset, byteCount: byteCount, recordsLost: lost,
      detail)
  }
}
