/// What a verifier knows after the last block.
extension Verifier {
  // MARK: - Segments

  mutating func verifySegment(_ index: Int) {
    let segment = recording.segments[index]
    let state = segments[index]
    if !segment.isStream { verifyName(segment, state) }
    guard let last = state.lastBlock else { return }
    if state.holdsRepair { result.note("\(segment.name): repaired; a g record says what is gone") }
    if last.isTail {
      let isLive = liveDirectories.contains(segment.directory)
      result.note(
        "\(segment.name): its last records lie in a tail, "
          + (isLive ? "being recorded" : "whole but not sealed: 'tool repair' does that"))
    } else if !last.header.flags.contains(.endsSegment) {
      verifyMissingEnd(segment, state, last)
    } else if state.end == nil, !state.isEndDamaged {
      result.note("\(segment.name): its recorder was stopped without a clean end")
    }
  }

  mutating func verifyMissingEnd(
    _ segment: SegmentFile, _ state: SegmentState, _ last: BlockLocation
  ) {
    if liveDirectories.contains(segment.directory) || state.isEndDamaged { return }
    result.add(
      Damage(
        .uncleanEnd, segment: segment.name,
        fileOffset: last.fileOffset + Int64(last.header.memberBytes), byteCount: 0,
        recordsLost: nil,
        "nothing marks the end: the file was cut, or its recorder was killed and nothing has "
          + "recovered it yet"))
  }

  mutating func verifyName(_ segment: SegmentFile, _ state: SegmentState) {
    guard let metadata = state.metadata else { return }
    var wanted = SegmentName(
      startNs: metadata.startNs, session: metadata.session.id, number: metadata.segmentNumber)
    wanted.isPacked = segment.name.hasSuffix(SegmentName.packedSuffix)
    guard segment.name != wanted.fileName else { return }
    let detail =
      "the segment says of itself that it is number \(metadata.segmentNumber) of session "
      + "\(metadata.session.id): its name should be \(wanted.fileName)"
    guard recording.directories.contains(segment.directory) else {
      return result.note("\(segment.name): \(detail)")
    }
    result.add(
      Damage(
        .misnamedSegment, segment: segment.name, fileOffset: 0, byteCount: 0, recordsLost: 0,
        detail))
  }

  // MARK: - The whole

  mutating func verifySessions() {
    for key in order {
      guard let session = sessions[key], recording.directories.contains(key.directory) else {
        continue
      }
      verifyBegin(key)
      guard session.announcesNext, !liveDirectories.contains(key.directory) else { continue }
      let name = recording.segments[session.lastSegment].name
      if isNextEmpty(name, key.directory) { continue }
      result.add(
        Damage(
          .missingSegment, segment: name, fileOffset: 0, byteCount: 0, recordsLost: nil,
          "the segment says that another one of its session follows, but none does"))
    }
  }

  /// Whether the next segment is there and nothing was written to it.
  func isNextEmpty(_ name: String, _ directory: String) -> Bool {
    guard let name = SegmentName(name) else { return false }
    return recording.emptySegments.contains { path in
      guard let other = SegmentName(DiskFolder.name(path)) else { return false }
      return DiskFolder.parent(path) == directory && other.session == name.session
        && other.number == name.number + 1
    }
  }

  /// Segments before the first one of a session. The cursor reports those between two.
  mutating func verifyBegin(_ key: SessionKey) {
    let index = recording.segments.firstIndex { segment in
      segment.directory == key.directory && segment.sessionTag == key.tag
    }
    guard let index, let metadata = segments[index].metadata, metadata.previousLastSequence > 0
    else { return }
    result.add(
      Damage(
        .missingSegment, segment: recording.segments[index].name, fileOffset: 0, byteCount: 0,
        recordsLost: metadata.previousLastSequence,
        "the first segment of session \(metadata.session.id) here is number "
          + "\(metadata.segmentNumber) and begins with record "
          + "\(metadata.previousLastSequence + 1)"))
  }

  mutating func addStrangers() {
    for path in recording.strangers {
      result.add(
        Damage(
          .strangeFile, segment: DiskFolder.name(path), fileOffset: 0, byteCount: 0,
          recordsLost: nil,
          TailName(DiskFolder.name(path)) == nil
            ? "found a .gz file without a single block" : "found a tail without its segment"))
    }
    for path in recording.emptySegments {
      result.note("\(DiskFolder.name(path)): empty: its recorder was killed before it wrote")
    }
  }

  mutating func addLiveWriters() {
    for directory in liveDirectories.sorted() {
      result.note("\(directory): being recorded by \(Recording.writer(in: directory) ?? "?")")
    }
  }
}
