extension RecordingWriter {
  /// How a recording is written.
  package struct Options: Sendable {
    /// Raw bytes at which a block is sealed: larger ones compress a little better (64 KiB 7.67x, 256
    /// KiB 7.91x, 1 MiB 7.98x) and cost more to seek in.
    package var blockRawBytes = 256 << 10
    /// A new segment begins when a receive time enters another multiple of this since the Unix epoch;
    /// nil: never.
    package var rotateNs: Int64? = 3_600_000_000_000
    /// A new segment begins when one holds so many raw bytes.
    package var segmentRawBytesMax = 2 << 30
    package var sync: SyncPolicy = .every(ns: 1_000_000_000)
    /// zlib's compression level, 1 to 9.
    package var level = BlockEncoder.levelDefault
    /// The level that is used while frames come faster than `level` can compress them. Nil: the
    /// writer waits.
    package var quickLevel: Int?
    /// Bytes that must stay free on the disk; below, the recording is ended cleanly.
    package var minFreeBytes: Int64 = 1 << 30

    package init() {}

    func check() throws(RecordingError) {
      guard (1...RecordingLimits.blockRawBytesWantedMax).contains(blockRawBytes) else {
        throw .refused(
          "a block of \(blockRawBytes) bytes: expected 1 to "
            + "\(RecordingLimits.blockRawBytesWantedMax)")
      }
      for level in [level, quickLevel ?? level] where !(1...9).contains(level) {
        throw .refused("compression level \(level): expected 1 to 9")
      }
      guard rotateNs ?? 1 > 0, segmentRawBytesMax > 0 else {
        throw .refused("segments must be allowed a time and a size above 0")
      }
      if case .every(let ns) = sync, ns <= 0 {
        throw .refused("a sync every \(ns) ns: expected more than 0, or 'always'")
      }
    }
  }

  static func check(receivedNs: Int64) throws(RecordingError) {
    guard receivedNs >= 0 else {
      throw .refused("the receive time \(receivedNs) ns lies before 1970")
    }
  }

  static func checkSpace(
    _ directory: String, _ options: Options, _ disk: DiskAccess
  ) throws(RecordingError) {
    guard let free = disk.freeBytes(directory), free < options.minFreeBytes else { return }
    throw .belowFreeSpaceFloor(
      directory: directory, freeBytes: free, floorBytes: options.minFreeBytes)
  }

  /// Segments are found by their session's name: two sessions may not share one.
  static func checkIsNew(_ session: SessionInfo, _ directory: String) throws(RecordingError) {
    let names = try DiskFolder.names(directory)
    guard let name = names.first(where: { SegmentName($0)?.session == session.id }) else { return }
    throw .refused(
      "\(directory)/\(name): the session '\(session.id)' is in this folder already; choose another "
        + "name for the session, or another folder")
  }

  static func create(
    _ directory: String, _ session: SessionInfo, number: Int, startNs: Int64,
    _ options: Options, disk: DiskAccess
  ) throws(RecordingError) -> OpenSegment {
    let name = SegmentName(startNs: startNs, session: session.id, number: number).fileName
    let file = try DiskFile(creating: directory + "/" + name)
    if options.sync != .never { try DiskFolder.sync(directory, disk) }
    return OpenSegment(file: file, name: name)
  }
}
