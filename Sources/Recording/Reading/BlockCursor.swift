/// Walks over a recording block by block, hopping from header to header without inflating, and ends
/// with the records that are not sealed yet.
///
/// Where a header is damaged it searches for the next good one, so that damage costs the block that
/// is hit and no other. It reports each loss that headers show, in the order of the blocks; what a
/// block's data hides is found by `BlockReader`.
package struct BlockCursor {
  private let recording: Recording
  private let fromNs: Int64?
  private let toNs: Int64?
  private var segmentIndex = 0
  private var walk: SegmentWalk?
  /// Steps found, not given yet; `waitingAt` is the next one.
  private var waiting: [BlockStep] = []
  private var waitingAt = 0
  /// Blocks before `fromNs` that say which connections are open, kept until one at or after it
  /// comes in the same session.
  private var context: [BlockLocation] = []
  /// Where the walked part of each session ends.
  private var ends: [SessionKey: SessionEnd] = [:]
  /// Where the session of the segment at hand ended before it.
  private var ahead: SessionEnd?
  private var hasReportedRepetition = false

  /// A session in one folder: another folder may use its name again.
  private struct SessionKey: Hashable {
    let directory: String
    let tag: UInt32?
  }

  private struct SessionEnd {
    let segment: Int
    let header: BlockHeader
  }

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

  // MARK: - From segment to segment

  private mutating func nextStep() throws(RecordingError) -> BlockStep? {
    while true {
      if let step = try walk?.next() { return step }
      endSegment()
      guard segmentIndex < recording.segments.count else { return nil }
      let index = segmentIndex
      segmentIndex += 1
      if isSkipped(index) { continue }
      let damage = try beginSegment(index)
      if let damage { return .damage(damage) }
    }
  }

  private mutating func beginSegment(_ index: Int) throws(RecordingError) -> Damage? {
    let segment = recording.segments[index]
    let segments = recording.segments
    context.removeAll {
      segments[$0.segment].sessionTag != segment.sessionTag
        || segments[$0.segment].directory != segment.directory
    }
    ahead = ends[key(segment)]
    hasReportedRepetition = false
    walk = try SegmentWalk(segment, index: index, expectedSequence: expectedSequence(of: segment))
    return gap(before: segment)
  }

  private mutating func endSegment() {
    defer { walk = nil }
    guard let header = walk?.lastHeader else { return }
    let key = key(recording.segments[segmentIndex - 1])
    if let known = ends[key], known.header.nextSequence > header.nextSequence { return }
    ends[key] = SessionEnd(segment: segmentIndex - 1, header: header)
  }

  private func key(_ segment: SegmentFile) -> SessionKey {
    SessionKey(directory: segment.directory, tag: segment.sessionTag)
  }

  /// A segment need not be looked at if its session has a later one that begins before `fromNs`:
  /// that one restates what is open.
  private func isSkipped(_ index: Int) -> Bool {
    let segment = recording.segments[index]
    if let toNs, let first = segment.firstReceivedNs, first >= toNs { return true }
    guard let fromNs, !segment.isStream else { return false }
    for later in recording.segments[(index + 1)...] {
      guard let first = later.firstReceivedNs, first <= fromNs else { return false }
      if key(later) == key(segment) { return true }
    }
    return false
  }

  /// Records between the segment walked last and the next one of its session.
  private func gap(before segment: SegmentFile) -> Damage? {
    guard let ahead, let first = segment.firstHeader, first.blockNumber == 0,
      first.firstSequence > ahead.header.nextSequence,
      !ahead.header.flags.contains(.standsIn)
    else { return nil }
    let name = recording.segments[ahead.segment].name
    let isNext = SegmentName(segment.name)?.number == SegmentName(name).map { $0.number + 1 }
    return Damage(
      isNext ? .missingRecords : .missingSegment, segment: segment.name, fileOffset: 0,
      byteCount: 0, recordsLost: first.firstSequence - ahead.header.nextSequence,
      "the segment begins with record \(first.firstSequence), but \(name) ends with record "
        + "\(ahead.header.nextSequence - 1)")
  }

  /// Sequence number of a segment's first record, from its number or the segment ahead.
  private func expectedSequence(of segment: SegmentFile) -> Int64? {
    guard let name = SegmentName(segment.name) else { return nil }
    if name.number == 1 { return 1 }
    guard let ahead, let before = SegmentName(recording.segments[ahead.segment].name),
      before.session == name.session, before.number == name.number - 1,
      ahead.header.flags.contains(.endsSegment)
    else { return nil }
    return ahead.header.nextSequence
  }

  // MARK: - Blocks

  private mutating func take(_ step: BlockStep) {
    guard case .block(var location) = step else { return waiting.append(step) }
    if isRepetition(location) { return }
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

  /// Whether a block's records came before: a copy of a segment under another name. Reported once for
  /// each segment.
  private mutating func isRepetition(_ location: BlockLocation) -> Bool {
    guard let ahead, location.header.sessionTag == ahead.header.sessionTag,
      location.header.firstSequence < ahead.header.nextSequence
    else { return false }
    let isWhole = location.header.nextSequence <= ahead.header.nextSequence
    if !hasReportedRepetition {
      hasReportedRepetition = true
      let segment = recording.segments[location.segment]
      waiting.append(
        .damage(
          Damage(
            .repeatedBlock, segment: segment.name, fileOffset: location.fileOffset,
            byteCount: segment.byteCount - location.fileOffset, recordsLost: 0,
            "found record \(location.header.firstSequence) again, after record "
              + "\(ahead.header.nextSequence - 1) in \(recording.segments[ahead.segment].name)")))
    }
    return isWhole
  }
}
