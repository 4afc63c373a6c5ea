/// One segment of a recording that was opened for reading.
package struct SegmentFile: Sendable {
  /// Path of the file; for standard input, `-`.
  package let path: String
  /// File name without folder.
  package let name: String
  /// Bytes when the recording was opened; a live segment grows.
  package let byteCount: Int64
  /// The first good block header of the file, nil if there is none yet.
  package let firstHeader: BlockHeader?
  /// Receive time of the first record that can be read, ns since the Unix epoch; nil if there is none.
  package let firstReceivedNs: Int64?
  /// The tag that the segment's blocks bear; another tag marks a block from elsewhere.
  let sessionTag: UInt32?
  /// Whether several segments may follow each other in the file: so for standard input.
  package let isStream: Bool
  /// Tails seen when the recording was opened, by block number.
  package let tails: [TailName]
  /// The open file, where it cannot be opened by its path again (standard input).
  let spooled: DiskFile?

  /// Folder of the file.
  package var directory: String { DiskFolder.parent(path) }

  /// Opens the file, or gives the one that is open.
  package func opened() throws(RecordingError) -> DiskFile {
    if let spooled { return spooled }
    return try DiskFile(reading: path)
  }
}

extension SegmentFile {
  /// Looks at a file's first blocks and at its tails.
  ///
  /// - Returns: nil if there is not one block in the file and no tail beside it.
  package init?(
    path: String, name: String, tails: [TailName], spooled: DiskFile? = nil
  ) throws(RecordingError) {
    let file: DiskFile
    if let spooled { file = spooled } else { file = try DiskFile(reading: path) }
    let byteCount = try file.byteCount()
    var search = BlockSearch(file)
    let first = try SegmentFile.firstOwn(name, &search, byteCount)
    var receivedNs = first?.firstReceivedNs
    if first == nil {
      guard !tails.isEmpty else { return nil }
      for tail in tails where receivedNs == nil {
        receivedNs = try TailScan.firstReceivedNs(DiskFolder.parent(path) + "/" + tail.fileName)
      }
    }
    self.init(
      path: path, name: name, byteCount: byteCount, firstHeader: first,
      firstReceivedNs: receivedNs, sessionTag: first?.sessionTag ?? namedTag(name),
      isStream: spooled != nil, tails: tails.sorted { $0.blockNumber < $1.blockNumber },
      spooled: spooled)
  }

  /// The header of the first block that is the segment's own.
  ///
  /// That is the first good block of the file, unless the second one has a better claim: it is
  /// block 0 and the first is not, or its session is that of the file's name and the first one's is
  /// not. Then the first was put there.
  private static func firstOwn(
    _ name: String, _ search: inout BlockSearch, _ byteCount: Int64
  ) throws(RecordingError) -> BlockHeader? {
    guard let first = try search.firstHeader(from: 0, byteCount: byteCount) else { return nil }
    let behind = first.offset + Int64(first.header.memberBytes)
    guard let second = try? search.header(at: behind, byteCount: byteCount) else {
      return first.header
    }
    if first.header.sessionTag == second.sessionTag {
      return first.header.blockNumber > 0 && second.blockNumber == 0 ? second : first.header
    }
    return namedTag(name) == second.sessionTag ? second : first.header
  }
}

private func namedTag(_ name: String) -> UInt32? {
  SegmentName(name).map { SessionInfo.tag($0.session) }
}
