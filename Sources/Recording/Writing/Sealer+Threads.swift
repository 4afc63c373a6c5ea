#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What belongs to one sealing thread alone.
private struct SealingTools {
  let encoder: BlockEncoder
  let quickEncoder: BlockEncoder?
}

/// The sealing threads' side.
extension Sealer {
  fileprivate func run() {
    let tools = SealingTools(
      encoder: BlockEncoder(level: level), quickEncoder: quickLevel.map { BlockEncoder(level: $0) })
    while let (job, ticket) = nextJob() {
      switch job {
      case .block(let block, let segment, let tail, let endsSegment):
        let quick = isBehind ? tools.quickEncoder : nil
        let member = (quick ?? tools.encoder).encode(
          block.bytes, block.header(sessionTag: sessionTag, endsSegment: endsSegment))
        inTurn(ticket) { () throws(RecordingError) in
          try seal(member, segment, tail: tail, endsSegment: endsSegment)
          count(block, memberBytes: member.count, wasQuick: quick != nil)
        }
        finished(block, hadTail: tail != nil)
      case .sync(let tail, let directory):
        inTurn(ticket) { () throws(RecordingError) in
          try tail.sync(disk)
          if let directory { try DiskFolder.sync(directory, disk) }
        }
        finished(nil, hadTail: true)
      }
    }
  }

  /// The oldest job and its ticket; waits for one. Nil if there will be no more.
  private func nextJob() -> (Job, ticket: Int)? {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while jobs.isEmpty {
      if isStopping { return nil }
      pthread_cond_wait(changed, lock)
    }
    nextTicket += 1
    return (jobs.removeFirst(), nextTicket - 1)
  }

  /// Does a job's part on the disk, once all jobs ahead have done theirs. After a failure nothing
  /// more is written: no block may follow a missing one.
  private func inTurn(_ ticket: Int, _ body: () throws(RecordingError) -> Void) {
    pthread_mutex_lock(lock)
    while turn != ticket { pthread_cond_wait(changed, lock) }
    let hasFailed = failure != nil
    pthread_mutex_unlock(lock)
    if hasFailed { return }
    do throws(RecordingError) { try body() } catch {
      pthread_mutex_lock(lock)
      failure = failure ?? error
      pthread_mutex_unlock(lock)
    }
  }

  /// Lets the next job reach the disk.
  private func finished(_ block: RawBlock?, hadTail: Bool) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    turn += 1
    if let block {
      blocksUnderWay -= 1
      if !hadTail { untailedUnderWay -= 1 }
      // A block that held one huge record gives its memory back.
      if block.storage.count <= 2 * blockCapacity, spares.count <= Sealer.backlogMax {
        spares.append(block)
      }
    }
    pthread_cond_broadcast(changed)
  }

  private func seal(
    _ member: UnsafeRawBufferPointer, _ segment: OpenSegment, tail: DiskFile?,
    endsSegment: Bool
  ) throws(RecordingError) {
    try appendMember(member, to: segment, disk)
    let mustSync =
      tail != nil || endsSegment || segment.unsyncedBytes >= Sealer.unsyncedBytesMax
    if syncs, mustSync {
      try segment.file.sync(disk)
      segment.unsyncedBytes = 0
    }
    if let tail { try DiskFolder.remove(tail.path) }
  }

  /// Whether too many blocks wait.
  private var isBehind: Bool {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return blocksUnderWay >= Sealer.hurryAt
  }

  private func count(_ block: RawBlock, memberBytes: Int, wasQuick: Bool) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    totals.rawBytes += Int64(block.count)
    totals.memberBytes += Int64(memberBytes)
    totals.quickBlocks += wasQuick ? 1 : 0
  }
}

/// Appends a member to a segment; if the disk takes only part of it, that part is cut off again, so
/// that the segment ends with a whole block.
package func appendMember(
  _ member: UnsafeRawBufferPointer, to segment: OpenSegment, _ disk: DiskAccess
) throws(RecordingError) {
  do {
    try segment.file.append(member, disk)
  } catch {
    try? segment.file.truncate(to: segment.byteCount)
    throw error
  }
  segment.byteCount += Int64(member.count)
  segment.unsyncedBytes += Int64(member.count)
}

func runSealer(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  Unmanaged<Sealer>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
