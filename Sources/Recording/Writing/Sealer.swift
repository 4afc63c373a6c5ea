#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Seals full blocks on threads of its own: deflate, append the whole member, sync, delete the tail.
///
/// ```
/// writer ──▶ queue of at most `backlogMax` blocks ──▶ two threads deflate ──in turn──▶ segment
///    ▲                                                                          │
///    └───────────────────── empty blocks, for reuse ◀──────────────────────────┘
/// ```
/// Two blocks are deflated at once, and while one waits for the disk the other goes on; they reach the
/// segment in the order in which they were queued. A writer that is faster than that waits for room in
/// the queue, so memory stays bounded. Where a quick level is given, blocks are compressed with that
/// while half of the queue is full; a slow sync or a short burst does not fill it that far. The first
/// failure stops it all; what is not sealed then lies in tails, for recovery.
///
/// It has threads of its own and no `WorkerPool`: a pool hands its results to a caller who waits for
/// them, while a writer must go on and owes each block to the disk in its turn.
final class Sealer: @unchecked Sendable {
  enum Job {
    case block(RawBlock, OpenSegment, tail: DiskFile?, endsSegment: Bool)
    case sync(tail: DiskFile, directory: String?)
  }

  static let threadCount = 2
  /// Blocks that are queued or at work.
  static let backlogMax = 16
  /// From so many blocks on, the next is compressed with the quick level.
  static let hurryAt = 8
  /// Blocks without a tail are those of an import, which can be done again. So they are not synced
  /// one by one but after so many bytes: a sync took 7 ms, as long as the deflate.
  static let unsyncedBytesMax: Int64 = 64 << 20

  let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var threads: [pthread_t] = []

  // Under the lock.
  var jobs: [Job] = []
  /// Jobs are numbered: which is taken next, and which may reach the disk.
  var nextTicket = 0
  var turn = 0
  var isStopping = false
  var blocksUnderWay = 0
  var untailedUnderWay = 0
  var spares: [RawBlock] = []
  var failure: RecordingError?
  var totals = SealedTotals()

  let level: Int
  let quickLevel: Int?
  let blockCapacity: Int
  let sessionTag: UInt32
  let syncs: Bool
  let disk: DiskAccess

  init(
    blockCapacity: Int, level: Int, quickLevel: Int?, sessionTag: UInt32, syncs: Bool,
    disk: DiskAccess
  ) throws(RecordingError) {
    self.level = level
    self.quickLevel = quickLevel
    self.blockCapacity = blockCapacity
    self.sessionTag = sessionTag
    self.syncs = syncs
    self.disk = disk
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
    for _ in 0..<Sealer.threadCount {
      do throws(RecordingError) { try start() } catch {
        stop()
        throw error
      }
    }
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

  /// A sync that waits covers what was written since: on a slow disk syncs must not pile up.
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
    while turn < nextTicket || !jobs.isEmpty, failure == nil { pthread_cond_wait(changed, lock) }
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

  /// Ends the threads when they have done what is queued, and waits for them.
  func stop() {
    pthread_mutex_lock(lock)
    isStopping = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
    for thread in threads { pthread_join(thread, nil) }
    threads = []
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
      throw .system(operation: "start a sealing thread", path: "pthread_create", code: code)
    }
    #if canImport(Darwin)
      threads += handle.map { [$0] } ?? []
    #else
      threads.append(handle)
    #endif
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
