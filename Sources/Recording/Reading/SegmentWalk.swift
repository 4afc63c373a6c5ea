/// Walks over one segment's blocks and then its tails.
package struct SegmentWalk {
  let segment: SegmentFile
  let index: Int
  let file: DiskFile
  var search: BlockSearch
  var byteCount: Int64
  var offset: Int64 = 0
  /// The last good block, and where it begins.
  var previous: (offset: Int64, header: BlockHeader)?
  var tag: UInt32?
  let expectedSequence: Int64?
  var steps: [BlockStep] = []
  var stepsAt = 0
  var isAtTails = false

  /// - Parameter expectedSequence: sequence number of the segment's first record, if it is known.
  package init(
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
  package var lastHeader: BlockHeader? { previous?.header }

  package mutating func next() throws(RecordingError) -> BlockStep? {
    while stepsAt == steps.count {
      if isAtTails { return nil }
      steps.removeAll(keepingCapacity: true)
      stepsAt = 0
      try walk()
    }
    stepsAt += 1
    return steps[stepsAt - 1]
  }

  /// Looks where the next block should begin.
  mutating func walk() throws(RecordingError) {
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

  mutating func take(_ header: BlockHeader) throws(RecordingError) {
    let begin = offset
    offset += Int64(header.memberBytes)
    if var damage = mismatch(header, begin) {
      if try isFromElsewhere(header, damage) {
        damage = self.damage(
          .foreignBlock, at: begin, byteCount: Int64(header.memberBytes), lost: 0,
          "found block \(header.blockNumber) of another segment, with record "
            + "\(header.firstSequence); behind it the segment goes on")
      }
      steps.append(.damage(damage))
      if damage.kind == .foreignBlock || damage.kind == .repeatedBlock { return }
    }
    deliver(header, at: begin)
  }

  /// Whether a block that does not follow on the last one was put there: the one behind it does
  /// follow.
  mutating func isFromElsewhere(
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

  mutating func deliver(_ header: BlockHeader, at begin: Int64) {
    previous = (begin, header)
    tag = header.sessionTag
    steps.append(
      .block(
        BlockLocation(
          segment: index, fileOffset: begin, header: header, tail: nil, isContext: false)))
  }
}
