/// The records that are not in the segment yet.
extension SegmentWalk {
  func hasTail(_ blockNumber: Int) throws(RecordingError) -> Bool {
    try presentTails().contains { $0.blockNumber == blockNumber }
  }

  func presentTails() throws(RecordingError) -> [TailName] {
    if segment.isStream { return [] }
    return try SegmentFile.tails(of: segment.name, in: segment.directory)
  }

  /// Takes the tails of blocks that are not in the segment; it has ended unless it grew meanwhile.
  mutating func takeTails() throws(RecordingError) {
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
    var scans: [(tail: TailName, scan: TailScan, byteCount: Int)] = []
    for tail in tails where tail.blockNumber > previous?.header.blockNumber ?? -1 {
      guard let bytes = try TailScan.bytes(segment.directory + "/" + tail.fileName) else {
        // Sealed since the list was made: go on in the file. None ahead of it was taken yet, or the file
        // would give the same block again.
        byteCount = try file.byteCount()
        isAtTails = false
        return
      }
      scans.append((tail, TailScan(bytes.span), bytes.count))
    }
    for (tail, scan, byteCount) in scans { take(tail, scan, byteCount) }
  }

  mutating func take(_ tail: TailName, _ scan: TailScan, _ tailBytes: Int) {
    if scan.recordCount > 0 {
      let header = scan.header(
        blockNumber: tail.blockNumber, firstSequence: tail.firstSequence,
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

  /// The header of the block that the whole records become.
  func header(blockNumber: Int, firstSequence: Int64, sessionTag: UInt32) -> BlockHeader {
    BlockHeader(
      flags: flags, memberBytes: 0, rawBytes: goodBytes, recordCount: recordCount,
      blockNumber: blockNumber, firstSequence: firstSequence, firstReceivedNs: firstReceivedNs,
      lastReceivedNs: lastReceivedNs, sessionTag: sessionTag)
  }
}
