/// Writes one session into a recording folder: append-only, compressed, and safe against sudden
/// death from `commit()` on.
///
/// ```
/// append ─▶ block in memory ─commit─▶ tail (plain text, one write(2))
///                 │ full, or segment ends
///                 ▼
///           sealing thread: deflate ─▶ member appended to the segment ─▶ tail deleted
/// ```
/// It never asks for the time: rotation and syncing follow the receive times and `tick`. Used from
/// one thread. Without a quick level (see `Sealer`) the bytes of the segments depend on the appended records and the
/// options alone, not on when they were committed.
package final class RecordingWriter: FrameSink {
  let directory: String
  let session: SessionInfo

  /// Part of the segments' names.
  package var sessionName: String { session.id }

  let options: Options
  let disk: DiskAccess
  let recordingLock: RecordingLock
  let sealer: Sealer

  /// Sequence number of the record appended last; 0 if there is none.
  package private(set) var lastSequence: Int64 = 0
  /// What recovery did in the folder before this session began.
  package let recovered: [RecoveryAction]

  /// What lies in the segments so far.
  package var sealed: SealedTotals { sealer.sealed }

  // The block that is being filled, and how much of it its tail holds.
  var block: RawBlock
  var tail: DiskFile?
  var committedBytes = 0
  var hasUntailedBlocks = false

  var segment: OpenSegment
  var segmentNumber = 1
  var segmentStartNs: Int64
  var segmentRawBytes = 0

  /// Receive time of the record appended last; the next one's is not before it.
  package internal(set) var lastReceivedNs: Int64
  var connections = OpenConnections()
  var syncDueNs: Int64
  var spaceCheckDueNs: Int64 = 0
  var freeBytesBelowFloor: Int64?
  var stopped: RecordingError?

  /// Takes the folder's lock, recovers what a killed writer left there, and begins the session's
  /// first segment.
  ///
  /// - Parameters:
  ///   - directory: made if it does not exist.
  ///   - startNs: the time now, ns since the Unix epoch.
  /// - Throws: `RecordingError.locked` if another writer works there.
  package init(
    directory: String, session: SessionInfo, options: Options = Options(), startNs: Int64,
    disk: DiskAccess = .system
  ) throws {
    try session.check()
    try options.check()
    try RecordingWriter.check(receivedNs: startNs)
    let directory = DiskFolder.trimmed(directory)
    self.directory = directory
    self.session = session
    self.options = options
    self.disk = disk
    try DiskFolder.create(directory)
    recordingLock = try RecordingLock(
      directory: directory, host: session.host, session: session.id)
    var isRecovered = false
    do {
      recovered = try Recovery(
        directory: directory, disk: disk, interruptedSessions: recordingLock.interruptedSessions
      ).run()
      try recordingLock.didRecover()
      isRecovered = true
      try RecordingWriter.checkIsNew(session, directory)
      try RecordingWriter.checkSpace(directory, options, disk)
      sealer = try Sealer(
        blockCapacity: options.blockRawBytes + RecordingLimits.recordOverheadBytesMax,
        level: options.level, quickLevel: options.quickLevel, sessionTag: session.tag,
        syncs: options.sync != .never, disk: disk)
      segment = try RecordingWriter.create(
        directory, session, number: 1, startNs: startNs, options, disk: disk)
    } catch {
      recordingLock.release(isClean: isRecovered)
      throw error
    }
    block = sealer.spareBlock()
    block.reset(firstSequence: 1, blockNumber: 0)
    segmentStartNs = startNs
    lastReceivedNs = startNs
    syncDueNs = startNs
    try beginSegment(at: startNs)
  }

  deinit {
    // Without `close` the session ends as by a kill: what was committed stays in its tail.
    sealer.stop()
    if stopped == nil { recordingLock.release(isClean: false) }
  }

  // MARK: - Frames

  /// Takes one frame; nothing is written before `commit()` or a full block.
  ///
  /// A receive time before the one of the last record is raised to it: time never runs backwards in
  /// a recording.
  ///
  /// - Throws: `RecordingError.belowFreeSpaceFloor` when the disk is nearly full: this frame is then
  ///   kept, the recording ended cleanly, and the writer stopped.
  package func append(
    receivedNs: Int64, connection: UInt32, kind: FrameKind, payload: borrowing Span<UInt8>
  ) throws {
    try checkRunning()
    try RecordingWriter.check(receivedNs: receivedNs)
    guard payload.count <= RecordingLimits.payloadBytesMax else {
      throw RecordingError.refused(
        "a frame of \(payload.count) bytes on connection \(connection) is longer than the "
          + "\(RecordingLimits.payloadBytesMax) that a record may hold; it was not recorded")
    }
    precondition(kind != .metadata && kind != .end, "'m' and 'z' are the writer's own records")
    let receivedNs = max(receivedNs, lastReceivedNs)
    if isRotationDue(receivedNs) { try rotate(at: receivedNs) }
    try put(receivedNs, connection: connection, kind, payload)
    connections.note(connection, kind, payload)
    if let freeBytesBelowFloor { try stopBelowFloor(freeBytesBelowFloor) }
  }

  /// Makes what was appended outlive the death of this process: one write(2) to the tail, two when a
  /// block became full in between.
  package func commit() throws {
    try checkRunning()
    try ending { () throws(RecordingError) in
      // A block may have a tail only once the block ahead of it is on the disk.
      if hasUntailedBlocks {
        try sealer.waitForUntailedBlocks()
        hasUntailedBlocks = false
      }
      guard committedBytes < block.count else { return }
      try writeTail()
      if options.sync == .always { try tail?.sync(disk) }
    }
    try syncIfDue(lastReceivedNs)
  }

  /// Says what time it is when no frames come: it drives syncing, new segments, and the check of the
  /// free space.
  ///
  /// - Parameter nowNs: by the clock that the receive times come from.
  package func tick(nowNs: Int64) throws {
    try checkRunning()
    if isRotationDue(nowNs) {
      try rotate(at: max(nowNs, lastReceivedNs))
      try commit()
    }
    try syncIfDue(nowNs)
    if nowNs >= spaceCheckDueNs {
      spaceCheckDueNs = nowNs.addingReportingOverflow(1_000_000_000).partialValue
      lookAtFreeSpace()
      if let freeBytesBelowFloor { try stopBelowFloor(freeBytesBelowFloor) }
    }
  }

  /// Ends the session cleanly: `z`, everything sealed and, unless the policy is `never`, on the
  /// disk; the folder's lock is given back.
  package func close(receivedNs: Int64) throws {
    if stopped != nil { return }
    try checkRunning()
    try RecordingWriter.check(receivedNs: receivedNs)
    try end(at: max(receivedNs, lastReceivedNs))
    stop(.stopped(reason: "it was closed"), isClean: true)
  }

  // MARK: - Blocks

  func put(
    _ receivedNs: Int64, connection: UInt32, _ kind: FrameKind,
    _ payload: borrowing Span<UInt8>
  ) throws {
    let length = RawBlock.recordBytes(
      receivedNs: receivedNs, connection: connection, payloadBytes: payload.count)
    if !block.isEmpty, block.count + length > options.blockRawBytes {
      try roll(endsSegment: false)
    }
    block.append(receivedNs: receivedNs, connection: connection, kind: kind, payload: payload)
    segmentRawBytes += length
    lastReceivedNs = receivedNs
    lastSequence += 1
  }

  func put(_ receivedNs: Int64, _ kind: FrameKind, _ payload: [UInt8]) throws {
    try put(receivedNs, connection: 0, kind, payload.span)
  }

  /// Hands the block to the sealing thread and begins the next one. Records that its tail lacks are
  /// written there first; a block that was never committed is sealed straight from memory.
  func roll(endsSegment: Bool) throws {
    try ending { () throws(RecordingError) in
      if tail != nil { try writeTail() }
      hasUntailedBlocks = hasUntailedBlocks || tail == nil
      let number = endsSegment ? 0 : block.blockNumber + 1
      try sealer.add(.block(block, segment, tail: tail, endsSegment: endsSegment))
      tail = nil
      committedBytes = 0
      block = sealer.spareBlock()
      block.reset(firstSequence: lastSequence + 1, blockNumber: number)
    }
    lookAtFreeSpace()
  }

  func writeTail() throws(RecordingError) {
    if tail == nil {
      let name = TailName(
        segmentName: segment.name, blockNumber: block.blockNumber,
        firstSequence: block.firstSequence)
      tail = try DiskFile(creating: directory + "/" + name.fileName)
      if options.sync == .always { try DiskFolder.sync(directory, disk) }
    }
    guard let tail, committedBytes < block.count else { return }
    do {
      try tail.append(UnsafeRawBufferPointer(rebasing: block.bytes[committedBytes...]), disk)
    } catch {
      // Recovery would cut half a record off anyway; without it the tail is whole.
      try? tail.truncate(to: Int64(committedBytes))
      throw error
    }
    committedBytes = block.count
  }

  func syncIfDue(_ nowNs: Int64) throws {
    guard case .every(let ns) = options.sync, nowNs >= syncDueNs, let tail else { return }
    syncDueNs = nowNs.addingReportingOverflow(ns).partialValue
    try ending { () throws(RecordingError) in
      try sealer.add(.sync(tail: tail, directory: directory))
    }
  }

  // MARK: - The end

  func end(at nowNs: Int64) throws {
    try endSegment(at: nowNs, sessionEnds: true)
    try ending { () throws(RecordingError) in try sealer.drain() }
  }

  func lookAtFreeSpace() {
    guard let free = disk.freeBytes(directory), free < options.minFreeBytes else { return }
    freeBytesBelowFloor = free
  }

  /// Writes `g` and `z`, so that the recording says itself what will be lost; then stops.
  func stopBelowFloor(_ freeBytes: Int64) throws {
    let reason = "the disk is nearly full"
    try put(
      lastReceivedNs, .gap,
      Array(
        "{\"reason\":\"\(reason)\",\"freeBytes\":\(freeBytes),\"minFreeBytes\":\(options.minFreeBytes)}"
          .utf8))
    try end(at: lastReceivedNs)
    let error = RecordingError.belowFreeSpaceFloor(
      directory: directory, freeBytes: freeBytes, floorBytes: options.minFreeBytes)
    stop(error, isClean: true)
    throw error
  }

  func checkRunning() throws(RecordingError) {
    if let stopped { throw stopped }
  }

  /// Runs a step. If it fails the writer stops, and recovery finds what was committed.
  func ending(_ body: () throws(RecordingError) -> Void) throws(RecordingError) {
    do { try body() } catch {
      stop(error)
      throw error
    }
  }

  func stop(_ reason: RecordingError, isClean: Bool = false) {
    guard stopped == nil else { return }
    stopped = reason
    sealer.stop()
    recordingLock.release(isClean: isClean)
  }
}
