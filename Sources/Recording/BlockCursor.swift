/// Walks over a recording block by block, hopping from header to header without inflating, and ends
/// with the records that are not sealed yet.
///
/// Where a header is damaged it searches for the next good one, so that damage costs the block that
/// is hit and no other. It tells each loss that headers show, in its place; what a block's data
/// hides is found by `BlockReader`.
package struct BlockCursor {
  private let recording: Recording
  private let fromNs: Int64?
  private let toNs: Int64?
  private var segmentIndex = 0
  private var walk: SegmentWalk?
  /// The last segment that was walked to its end, and its last block.
  private var ahead: (segment: Int, last: BlockHeader)?
  /// Steps found, not given yet; `waitingAt` is the next one.
  private var waiting: [BlockStep] = []
  private var waitingAt = 0
  /// Blocks before `fromNs` that tell which connections are open, kept until one at or after it
  /// comes in the same session.
  private var context: [BlockLocation] = []

  /// - Parameters:
  ///   - fromNs: leaves out blocks that end before this receive time, but for those that hold `o`,
  ///     `x`, `T` or `m` records of a session that goes on: they come first, marked `isContext`. A
  ///     block given may still begin before it: look at each record's time.
  ///   - toNs: leaves out blocks that begin at or after this receive time.
  package init(_ recording: Recording, fromNs: Int64? = nil, toNs: Int64? = nil) {
    self.recording = recording
    self.fromNs = fromNs
    self.toNs = toNs
  }

  /// The next block or damage; nil at the end.
  package mutating func next() throws -> BlockStep? {
    while true {
      if waitingAt < waiting.count {
        waitingAt += 1
        return waiting[waitingAt - 1]
      }
      waiting.removeAll(keepingCapacity: true)
      waitingAt = 0
      guard let step = try nextStep() else { return nil }
      take(step)
    }
  }

  private mutating func nextStep() throws(RecordingError) -> BlockStep? {
    while true {
      if let step = try walk?.next() { return step }
      endSegment()
      guard segmentIndex < recording.segments.count else { return nil }
      let index = segmentIndex
      segmentIndex += 1
      if isSkipped(index) { continue }
      let tag = recording.segments[index].sessionTag
      context.removeAll { $0.header.sessionTag != tag }
      let damage = gap(before: recording.segments[index])
      walk = try SegmentWalk(
        recording.segments[index], index: index,
        expectedSequence: expectedSequence(of: recording.segments[index]))
      if let damage { return .damage(damage) }
    }
  }

  private mutating func endSegment() {
    guard let header = walk?.lastHeader, segmentIndex > 0 else {
      walk = nil
      return
    }
    ahead = (segmentIndex - 1, header)
    walk = nil
  }

  /// Records between the segment walked last and the next one of its session.
  private func gap(before segment: SegmentFile) -> Damage? {
    guard let ahead, let first = segment.firstHeader, first.sessionTag == ahead.last.sessionTag,
      first.blockNumber == 0, first.firstSequence > ahead.last.nextSequence
    else { return nil }
    let name = recording.segments[ahead.segment].name
    let isNext = number(segment.name) == number(name).map { $0 + 1 }
    return Damage(
      isNext ? .missingRecords : .missingSegment, segment: segment.name, fileOffset: 0,
      byteCount: 0, recordsLost: first.firstSequence - ahead.last.nextSequence,
      "the segment begins with record \(first.firstSequence), but \(name) ends with record "
        + "\(ahead.last.nextSequence - 1)")
  }

  /// Sequence number of a segment's first record, from its number or the segment ahead.
  private func expectedSequence(of segment: SegmentFile) -> Int64? {
    guard let name = SegmentName(segment.name) else { return nil }
    if name.number == 1 { return 1 }
    guard let ahead, let before = SegmentName(recording.segments[ahead.segment].name),
      before.session == name.session, before.number == name.number - 1,
      ahead.last.flags.contains(.endsSegment)
    else { return nil }
    return ahead.last.nextSequence
  }

  private func number(_ name: String) -> Int? { SegmentName(name)?.number }

  /// A segment needs no look if its session has a later one that begins before `fromNs`: that one
  /// restates what is open.
  private func isSkipped(_ index: Int) -> Bool {
    let segment = recording.segments[index]
    if let toNs, let first = segment.firstReceivedNs, first >= toNs { return true }
    guard let fromNs, !segment.isStream else { return false }
    for later in recording.segments[(index + 1)...] {
      guard let first = later.firstReceivedNs, first <= fromNs else { return false }
      if later.sessionTag == segment.sessionTag { return true }
    }
    return false
  }

  private mutating func take(_ step: BlockStep) {
    guard case .block(var location) = step else { return waiting.append(step) }
    if let toNs, location.header.firstReceivedNs >= toNs { return }
    guard let fromNs, location.header.lastReceivedNs < fromNs else {
      for kept in context where kept.header.sessionTag == location.header.sessionTag {
        waiting.append(.block(kept))
      }
      context.removeAll(keepingCapacity: true)
      return waiting.append(.block(location))
    }
    guard location.header.flags.contains(.holdsContext) else { return }
    location.isContext = true
    context.append(location)
  }
}
