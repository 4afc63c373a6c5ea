import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Work that falls into jobs, done by several threads and handed out in the order of the jobs.
///
/// ```
///   next() ─▶ slot 0 ─ a worker ─┐
///          ─▶ slot 1 ─ a worker ─┼─▶ take(output), job by job
///          ─▶ slot 2 ─ a worker ─┘
/// ```
/// `next` and `take` run on the calling thread. There are few slots, and their outputs are used again:
/// memory is bounded, and a job allocates nothing once the buffers have grown.
package enum WorkerPool {
  /// Slots per worker: one at work and one waiting keep a worker from idling.
  private static let slotsPerWorker = 2

  /// The processors of this machine.
  package static var coreCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Does the jobs that `next` gives, up to nil.
  ///
  /// - Parameters:
  ///   - output: what jobs write into, one for each slot.
  ///   - worker: gives the function with which one thread does its jobs, and which may keep buffers of
  ///     its own; called on that thread.
  ///   - take: is given each job's output in order, and returns false to stop.
  /// - Throws: what a job or `next` throws, when its turn has come, and what `take` throws. No worker is
  ///   at work any more then.
  package static func run<Job, Output>(
    workers workerCount: Int, output: () -> Output,
    worker: @escaping @Sendable () -> (Job, inout Output) throws -> Void,
    next: () throws -> Job?, take: (inout Output) throws -> Bool
  ) throws {
    let workerCount = max(1, workerCount)
    let queue = SlotQueue<Job, Output>(
      (0..<workerCount * slotsPerWorker).map { _ in Slot(output()) })
    let finished = DispatchGroup()
    for number in 0..<workerCount {
      // A queue of its own always gets a thread. The global queue has as many as there are cores: pinned
      // to one, the second worker would not begin before Dispatch noticed that the first one waits.
      DispatchQueue(label: "tapedeck.worker.\(number)").async(group: finished) {
        let work = worker()
        while queue.serve(work) {}
      }
    }
    defer {
      // Also after a throw: no slot is touched while a worker has it.
      queue.drain()
      for _ in 0..<workerCount { queue.fill(nil) }
      finished.wait()
    }
    var end: Result<Void, any Error>?
    while true {
      while end == nil, queue.hasRoom {
        do {
          if let job = try next() { queue.fill(job) } else { end = .success(()) }
        } catch {
          end = .failure(error)
        }
      }
      if let end, queue.isEmpty { return try end.get() }
      let slot = queue.takeFirst()
      if let failure = slot.failure { throw failure }
      guard try take(&slot.output) else { return }
    }
  }

  /// What `work` answers to each number below `count`, in their order; on all cores.
  package static func map<Answer: Sendable>(
    _ count: Int, _ work: @Sendable (Int) -> Answer
  ) -> [Answer] {
    var numbers = (0..<count).makeIterator()
    var answers: [Answer] = []
    answers.reserveCapacity(count)
    // No worker is left when `run` returns.
    withoutActuallyEscaping(work) { work in
      do {
        try run(
          workers: min(count, coreCount), output: { Answer?.none },
          worker: { { (number: Int, answer: inout Answer?) in answer = work(number) } },
          next: { numbers.next() },
          take: { answer in
            if let answer { answers.append(answer) }
            return true
          })
      } catch {
        preconditionFailure("work that cannot throw has thrown \(error)")
      }
    }
    return answers
  }
}

/// One job's way between the caller and a worker. The semaphores say whose turn it is, so the fields are
/// never touched from two threads at once.
private final class Slot<Job, Output>: @unchecked Sendable {
  let done = DispatchSemaphore(value: 0)
  /// Nil ends the worker that takes it.
  var job: Job?
  var output: Output
  var failure: (any Error)?

  init(_ output: Output) { self.output = output }
}

/// The slots in a circle: the caller fills and empties them in turn, and each filled one is served by
/// whichever worker is free.
private final class SlotQueue<Job, Output>: @unchecked Sendable {
  private let slots: [Slot<Job, Output>]
  private let ready = DispatchSemaphore(value: 0)
  private let servedCount = Atomic(0)
  // Of the calling thread alone.
  private var filledCount = 0
  private var takenCount = 0

  init(_ slots: [Slot<Job, Output>]) { self.slots = slots }

  var isEmpty: Bool { takenCount == filledCount }
  var hasRoom: Bool { filledCount - takenCount < slots.count }

  func fill(_ job: Job?) {
    slots[filledCount % slots.count].job = job
    filledCount += 1
    ready.signal()
  }

  /// Waits for the oldest job.
  func takeFirst() -> Slot<Job, Output> {
    let slot = slots[takenCount % slots.count]
    slot.done.wait()
    takenCount += 1
    return slot
  }

  /// Waits until no worker has a job.
  func drain() { while !isEmpty { _ = takeFirst() } }

  /// Does the next job that is filled in, on a worker's thread; false if the worker is to end.
  func serve(_ work: (Job, inout Output) throws -> Void) -> Bool {
    ready.wait()
    // The token may be that of a later slot, taken by a worker that drew an earlier number: what filled
    // this slot is seen by way of that worker's count.
    let number = servedCount.add(1, ordering: .acquiringAndReleasing).oldValue
    let slot = slots[number % slots.count]
    guard let job = slot.job else { return false }
    slot.job = nil
    do {
      slot.failure = nil
      try work(job, &slot.output)
    } catch {
      slot.failure = error
    }
    slot.done.signal()
    return true
  }
}
