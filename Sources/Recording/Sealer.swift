#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Seals full blocks on a thread of its own: deflate, append the whole member, sync, delete the tail.
///
/// ```
/// writer ──▶ queue of at most `backlogMax` blocks ──▶ sealing thread ──▶ segment
///    ▲                                                     │
///    └────────────── empty blocks, for reuse ◀─────────────┘
/// ```
/// A writer that is faster than deflate waits for room in the queue: memory stays bounded. Where a
/// quick level is given, blocks are compressed with that while others wait behind them. The first
/// failure stops the thread; what is not sealed then lies in tails, for recovery.
final class Sealer: @unchecked Sendable {
  enum Job {
    case block(RawBlock, OpenSegment, tail: DiskFile?, endsSegment: Bool)
    case sync(tail: DiskFile, directory: String?)
    case stop
  }

  static let backlogMax = 4
  /// Blocks that come without a tail are an import's, which can be done again: they are synced after
  /// so many bytes, not one by one (a sync took 7 ms, as long as the deflate).
  static let unsyncedBytesMax: Int64 = 64 << 20

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var thread: pthread_t?

  // Under the lock.
  private var jobs: [Job] = []
  private var blocksUnderWay = 0
  private var untailedUnderWay = 0
  private var spares: [RawBlock] = []
  private var failure: RecordingError?
  private var totals = SealedTotals()

  // Of the sealing thread alone.
  private let encoder: BlockEncoder
  private let quickEncoder: BlockEncoder?
  private let blockCapacity: Int
  private let sessionTag: UInt32
  private let syncs: Bool
  private let disk: DiskAccess

  init(
    blockCapacity: Int, level: Int, quickLevel: Int?, sessionTag: UInt32, syncs: Bool,
    disk: DiskAccess
  ) throws(RecordingError) {
    encoder = BlockEncoder(level: level)
    quickEncoder = quickLevel.map { BlockEncoder(level: $0) }
    self.blockCapacity = blockCapacity
    self.sessionTag = sessionTag
    self.syncs = syncs
    self.disk = disk
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
    try start()
  }

  deinit {
    pthread_mutex_destroy(lock)
    pthread_cond_destroy(changed)
    lock.deallocate()
    changed.deallocate()
  }

  // MARK: - Called by the writer

  /// An empty block.
  func spareBlock() -> RawBlock {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return spares.popLast() ?? RawBlock(capacity: blockCapacity)
  }

  /// Queues a job; waits while the queue is full.
  func add(_ job: Job) throws(RecordingError) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    if case .block(_, _, let tail, _) = job {
      while blocksUnderWay >= Sealer.backlogMax, failure == nil { pthread_cond_wait(changed, lock) }
      if failure == nil {
        blocksUnderWay += 1
        if tail == nil { untailedUnderWay += 1 }
      }
    }
    if let failure { throw failure }
    if case .sync(let tail, _) = job, isSyncQueued(tail) { return }
    jobs.append(job)
    pthread_cond_broadcast(changed)
  }

  /// A sync that waits already covers what was written since: on a slow disk they must not pile up.
  private func isSyncQueued(_ tail: DiskFile) -> Bool {
    jobs.contains { if case .sync(let queued, _) = $0 { queued === tail } else { false } }
  }

  /// Waits until blocks that have no tail are in their segment.
  func waitForUntailedBlocks() throws(RecordingError) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while untailedUnderWay > 0, failure == nil { pthread_cond_wait(changed, lock) }
    if let failure { throw failure }
  }

  /// Waits until all is sealed.
  func drain() throws(RecordingError) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while !jobs.isEmpty || blocksUnderWay > 0, failure == nil { pthread_cond_wait(changed, lock) }
    if let failure { throw failure }
  }

  /// What was sealed so far.
  var sealed: SealedTotals {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return totals
  }

  /// Throws what stopped the thread, if anything did.
  func check() throws(RecordingError) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    if let failure { throw failure }
  }

  /// Ends the thread when it has done what is queued, and waits for it.
  func stop() {
    guard let thread else { return }
    pthread_mutex_lock(lock)
    jobs.append(.stop)
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
    pthread_join(thread, nil)
    self.thread = nil
  }

  private func start() throws(RecordingError) {
    let context = Unmanaged.passRetained(self).toOpaque()
    #if canImport(Darwin)
      var handle: pthread_t?
      let code = pthread_create(&handle, nil, { runSealer($0) }, context)
    #else
      var handle = pthread_t()
      let code = pthread_create(&handle, nil, { runSealer($0!) }, context)
    #endif
    guard code == 0 else {
      Unmanaged<Sealer>.fromOpaque(context).release()
      throw .system(operation: "start the sealing thread", path: "pthread_create", code: code)
    }
    thread = handle
  }

  // MARK: - The thread

  fileprivate func run() {
    while true {
      let job = nextJob()
      switch job {
      case .stop: return
      case .block(let block, let segment, let tail, let endsSegment):
        let failure = attempt { () throws(RecordingError) in
          try seal(block, segment, tail, endsSegment)
        }
        finished(block, hadTail: tail != nil, failure)
      case .sync(let tail, let directory):
        let failure = attempt { () throws(RecordingError) in
          try tail.sync(disk)
          if let directory { try DiskFolder.sync(directory, disk) }
        }
        finished(nil, hadTail: true, failure)
      }
    }
  }

  private func nextJob() -> Job {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while true {
      // After a failure nothing more is written: a later block must not follow a missing one.
      if failure != nil {
        jobs.removeAll { if case .stop = $0 { false } else { true } }
      }
      if !jobs.isEmpty { return jobs.removeFirst() }
      pthread_cond_wait(changed, lock)
    }
  }

  private func finished(_ block: RawBlock?, hadTail: Bool, _ failure: RecordingError?) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    if let failure, self.failure == nil { self.failure = failure }
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

  private func attempt(_ body: () throws(RecordingError) -> Void) -> RecordingError? {
    do {
      try body()
      return nil
    } catch { return error }
  }

  private func seal(
    _ block: RawBlock, _ segment: OpenSegment, _ tail: DiskFile?, _ endsSegment: Bool
  ) throws(RecordingError) {
    let header = block.header(sessionTag: sessionTag, endsSegment: endsSegment)
    let quick = isBehind ? quickEncoder : nil
    let member = (quick ?? encoder).encode(block.bytes, header)
    try appendMember(member, to: segment, disk)
    count(block, memberBytes: member.count, wasQuick: quick != nil)
    let mustSync =
      tail != nil || endsSegment || segment.unsyncedBytes >= Sealer.unsyncedBytesMax
    if syncs, mustSync {
      try segment.file.sync(disk)
      segment.unsyncedBytes = 0
    }
    if let tail { try DiskFolder.remove(tail.path) }
  }
}

extension Sealer {
  /// Whether more blocks wait than the one at work and one behind it.
  private var isBehind: Bool {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return blocksUnderWay > 2
  }

  private func count(_ block: RawBlock, memberBytes: Int, wasQuick: Bool) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    totals.rawBytes += Int64(block.count)
    totals.memberBytes += Int64(memberBytes)
    totals.quickBlocks += wasQuick ? 1 : 0
  }
}

/// What a writer has sealed.
package struct SealedTotals: Equatable, Sendable {
  package internal(set) var rawBytes: Int64 = 0
  /// On the disk.
  package internal(set) var memberBytes: Int64 = 0
  /// Blocks compressed with the quick level, because others waited.
  package internal(set) var quickBlocks: Int64 = 0
}

/// Appends a member to a segment; if the disk takes only part of it, that part is cut off again, so
/// that the segment ends with a whole block.
func appendMember(
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

private func runSealer(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  Unmanaged<Sealer>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
