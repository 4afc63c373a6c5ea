/// Walks over one segment's blocks and then its tails.
struct SegmentWalk {
  private let segment: SegmentFile
  private let index: Int
  private let file: DiskFile
  private var search: BlockSearch
  private var byteCount: Int64
  private var offset: Int64 = 0
  /// The last good block, and where it begins.
  private var previous: (offset: Int64, header: BlockHeader)?
  private var tag: UInt32?
  private let expectedSequence: Int64?
  private var steps: [BlockStep] = []
  private var stepsAt = 0
  private var isAtTails = false

  /// - Parameter expectedSequence: sequence number of the segment's first record, if it is known.
  init(
    _ segment: SegmentFile, index: Int, expectedSequence: Int64? = nil
  ) throws(RecordingError) {
    self.segment = segment
    self.expectedSequence = expectedSequence
    self.index = index
    file = try segment.opened()
    search = BlockSearch(file)
    byteCount = try file.byteCount()
    tag = segment.sessionTag
  }

  /// The header of the last good block so far, or the one that a tail will get.
  var lastHeader: BlockHeader? { previous?.header }

  mutating func next() throws(RecordingError) -> BlockStep? {
    while stepsAt == steps.count {
      if isAtTails { return nil }
      steps.removeAll(keepingCapacity: true)
      stepsAt = 0
      try walk()
    }
    stepsAt += 1
    return steps[stepsAt - 1]
  }

  /// Looks at the place where the next block should begin.
  private mutating func walk() throws(RecordingError) {
    if offset >= byteCount { byteCount = try file.byteCount() }
    if offset >= byteCount { return try takeTails() }
    let header: BlockHeader
    do throws(BlockSearch.Failure) {
      header = try search.header(at: offset, byteCount: byteCount)
    } catch {
      switch error {
      case .recording(let error): throw error
      case .header(.version(let version)):
        throw BlockSearch.newerVersion(version, file, offset)
      case .header(let error): return try takeBadHeader(error)
      }
    }
    if offset + Int64(header.memberBytes) > byteCount { return try takeCut(header) }
    try take(header)
  }

  // MARK: - Good headers

  private mutating func take(_ header: BlockHeader) throws(RecordingError) {
    let begin = offset
    offset += Int64(header.memberBytes)
    if var damage = mismatch(header, begin) {
      if try isFromElsewhere(header, damage) {
        damage = self.damage(
          .foreignBlock, begin, Int64(header.memberBytes), 0,
          "found block \(header.blockNumber) of another segment, with record "
            + "\(header.firstSequence); behind it the segment goes on")
      }
      steps.append(.damage(damage))
      if damage.kind == .foreignBlock || damage.kind == .repeatedBlock { return }
    }
    deliver(header, at: begin)
  }

  /// Whether a block that does not follow stands before one that does: then it was put there.
  private mutating func isFromElsewhere(
    _ header: BlockHeader, _ damage: Damage
  ) throws(RecordingError) -> Bool {
    guard damage.kind == .missingBlocks || damage.kind == .missingRecords else { return false }
    let behind: BlockHeader
    do throws(BlockSearch.Failure) {
      behind = try search.header(at: offset, byteCount: byteCount)
    } catch {
      if case .recording(let error) = error { throw error }
      return false
    }
    guard behind.sessionTag == header.sessionTag else { return false }
    guard let previous = previous?.header else { return behind.blockNumber == 0 }
    return behind.blockNumber == previous.blockNumber + 1
      && behind.firstSequence == previous.nextSequence
  }

  private mutating func deliver(_ header: BlockHeader, at begin: Int64) {
    previous = (begin, header)
    tag = header.sessionTag
    steps.append(
      .block(
        BlockLocation(
          segment: index, fileOffset: begin, header: header, tail: nil, isContext: false)))
  }

  /// How a good block disagrees with the one before it; nil if it follows.
  private func mismatch(_ header: BlockHeader, _ begin: Int64) -> Damage? {
    if beginsAnotherSegment(header) { return nil }
    if let tag, header.sessionTag != tag {
      return damage(
        .foreignBlock, begin, Int64(header.memberBytes), 0,
        "found block \(header.blockNumber) of another session, expected "
          + "block \((previous?.header.blockNumber ?? -1) + 1) of this one")
    }
    guard let previous = previous?.header else {
      guard header.blockNumber > 0 else { return nil }
      return damage(
        .missingBlocks, begin, 0, lostAhead(of: header),
        "the segment begins with block \(header.blockNumber), expected block 0")
    }
    if header.blockNumber <= previous.blockNumber {
      return damage(
        .repeatedBlock, begin, Int64(header.memberBytes), 0,
        "found block \(header.blockNumber) after block \(previous.blockNumber), expected block "
          + "\(previous.blockNumber + 1)")
    }
    if header.firstSequence < previous.nextSequence {
      return damage(
        .repeatedBlock, begin, Int64(header.memberBytes), 0,
        "found block \(header.blockNumber) with record \(header.firstSequence), expected block "
          + "\(previous.blockNumber + 1) with record \(previous.nextSequence)")
    }
    return gap(header, previous, begin)
  }

  private func gap(
    _ header: BlockHeader, _ previous: BlockHeader, _ begin: Int64
  ) -> Damage? {
    // A block that stands in for damaged ones tells itself what is gone.
    if previous.flags.contains(.standsIn) { return nil }
    let lost = header.firstSequence - previous.nextSequence
    if header.blockNumber > previous.blockNumber + 1 {
      return damage(
        .missingBlocks, begin, 0, lost >= 0 ? lost : nil,
        "found block \(header.blockNumber), expected block \(previous.blockNumber + 1)")
    }
    guard lost != 0 else { return nil }
    return damage(
      .missingRecords, begin, 0, lost > 0 ? lost : nil,
      "block \(header.blockNumber) begins with record \(header.firstSequence), expected record "
        + "\(previous.nextSequence)")
  }

  /// Segments may be joined (`cat *.gz`): block 0 then follows a block that ended its segment, or
  /// comes at any place in a stream.
  private func beginsAnotherSegment(_ header: BlockHeader) -> Bool {
    guard header.blockNumber == 0, let previous = previous?.header else { return false }
    return segment.isStream || previous.flags.contains(.endsSegment)
  }

  // MARK: - Damage

  /// A good header whose member reaches beyond the end of the file.
  private mutating func takeCut(_ header: BlockHeader) throws(RecordingError) {
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
          .cutBlock, begin, offset - begin, lost ?? Int64(header.recordCount),
          "block \(header.blockNumber) is cut off: found \(byteCount - begin) bytes, its header "
            + "says \(header.memberBytes)")))
    if let next { skip(to: next) }
    if next == nil { previous = (begin, header) }
  }

  private mutating func takeBadHeader(_ error: BlockHeaderError) throws(RecordingError) {
    let begin = offset
    // If bytes are missing in the block ahead, the next header lies before the place where it
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
          isEnded ? .trailingBytes : .header, begin, byteCount - begin, isEnded ? 0 : nil,
          "\(isEnded ? "after the segment's end " : "")\(error)")))
  }

  /// The block found behind damage is taken by the next `walk`, as if the lost ones had been there.
  private mutating func skip(to next: (offset: Int64, header: BlockHeader)) {
    var stand = next.header
    stand.blockNumber -= 1
    stand.recordCount = 0
    stand.flags = []
    if next.header.blockNumber > 0 {
      previous = (max(next.offset - Int64(BlockFormat.headerBytes), 0), stand)
    }
  }

  private func loss(
    upTo next: (offset: Int64, header: BlockHeader), _ begin: Int64, _ error: BlockHeaderError
  ) -> Damage? {
    let lost = lostAhead(of: next.header)
    if next.offset <= begin, lost == 0 {
      // Nothing but bytes of the block ahead is gone; its reader says so.
      return nil
    }
    return damage(
      .header, min(begin, next.offset), max(next.offset - begin, 0), lost,
      "\(error); the next good block is number \(next.header.blockNumber) at byte \(next.offset)")
  }

  /// Records between the last good block and another one; nil if that cannot be known.
  private func lostAhead(of header: BlockHeader) -> Int64? {
    guard let expected = previous?.header.nextSequence ?? expectedSequence else { return nil }
    let lost = header.firstSequence - expected
    return lost >= 0 ? lost : nil
  }

  /// The next header that can follow the last good block.
  private func nextGood(
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

  private func damage(
    _ kind: Damage.Kind, _ offset: Int64, _ byteCount: Int64, _ lost: Int64?, _ detail: String
  ) -> Damage {
    Damage(
      kind, segment: segment.name, fileOffset: offset, byteCount: byteCount, recordsLost: lost,
      detail)
  }

  // MARK: - Tails

  private func hasTail(_ blockNumber: Int) throws(RecordingError) -> Bool {
    try presentTails().contains { $0.blockNumber == blockNumber }
  }

  private func presentTails() throws(RecordingError) -> [TailName] {
    if segment.isStream { return [] }
    return try SegmentFile.tails(of: segment.name, in: segment.directory)
  }

  /// Takes the tails of blocks that are not in the segment; it has ended unless it grew meanwhile.
  private mutating func takeTails() throws(RecordingError) {
    isAtTails = true
    if segment.tails.isEmpty, previous?.header.flags.contains(.endsSegment) ?? false { return }
    // Tails are deleted after their block was appended. So whatever is missing from this list is in
    // the file by now.
    let tails = try presentTails()
    let grown = try file.byteCount()
    if grown > byteCount {
      byteCount = grown
      isAtTails = false
      return
    }
    for tail in tails where tail.blockNumber > previous?.header.blockNumber ?? -1 {
      guard let bytes = try TailScan.bytes(segment.directory + "/" + tail.fileName) else {
        // Sealed since the list was made: go on in the file.
        byteCount = try file.byteCount()
        isAtTails = false
        return
      }
      take(tail, TailScan(bytes.span), bytes.count)
    }
  }

  private mutating func take(_ tail: TailName, _ scan: TailScan, _ tailBytes: Int) {
    if scan.recordCount > 0 {
      let header = BlockHeader(
        flags: scan.flags, memberBytes: 0, rawBytes: scan.goodBytes, recordCount: scan.recordCount,
        blockNumber: tail.blockNumber, firstSequence: tail.firstSequence,
        firstReceivedNs: scan.firstReceivedNs, lastReceivedNs: scan.lastReceivedNs,
        sessionTag: tag ?? SegmentName(segment.name).map { SessionInfo.tag($0.session) } ?? 0)
      if let previous = previous?.header, let damage = gap(header, previous, offset) {
        steps.append(.damage(damage))
      }
      previous = (offset, header)
      steps.append(
        .block(
          BlockLocation(
            segment: index, fileOffset: offset, header: header, tail: tail, isContext: false)))
    }
    guard let problem = scan.problem, !scan.isCut else { return }
    steps.append(
      .damage(
        Damage(
          .tail, segment: tail.fileName, fileOffset: Int64(scan.goodBytes),
          byteCount: Int64(tailBytes - scan.goodBytes), recordsLost: nil, problem.description)))
  }
}

extension TailScan {
  var flags: BlockFlags {
    var flags: BlockFlags = []
    if endsSegment { flags.insert(.endsSegment) }
    if holdsContext { flags.insert(.holdsContext) }
    return flags
  }
}
