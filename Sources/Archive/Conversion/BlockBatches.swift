import Recording

/// Divides a segment's blocks into batches. Each batch becomes one packed block.
struct BlockBatches {
  private var walk: SegmentWalk
  private var held: BlockLocation?

  init(_ walk: SegmentWalk) { self.walk = walk }

  mutating func next() throws -> [BlockLocation]? {
    guard let first = try held ?? take() else { return nil }
    held = nil
    var batch = [first]
    var rawBytes = first.header.rawBytes
    while let location = try take() {
      rawBytes += location.header.rawBytes
      guard rawBytes <= PackedFormat.blockRawBytesWanted, batch.count < PackedFormat.membersMax,
        BlockBatches.follows(location.header, batch[batch.count - 1].header)
      else {
        held = location
        break
      }
      batch.append(location)
    }
    return batch
  }

  private mutating func take() throws -> BlockLocation? {
    switch try walk.next() {
    case .block(let location): return location
    case .damage(let damage): throw RecordingError.damaged(damage)
    case nil: return nil
    }
  }

  /// Whether two blocks can become one.
  private static func follows(_ next: BlockHeader, _ last: BlockHeader) -> Bool {
    next.sessionTag == last.sessionTag && next.blockNumber == last.blockNumber + 1
      && next.firstSequence == last.nextSequence
      && next.firstReceivedNs >= last.lastReceivedNs
      && last.flags.isDisjoint(with: [.standsIn, .endsSegment])
      && !next.flags.contains(.standsIn)
  }
}
