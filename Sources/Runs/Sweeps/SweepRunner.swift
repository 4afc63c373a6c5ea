import Backtest
import Dispatch
import Foundation
import Synchronization

/// Runs the trials of a sweep on all cores, and hands them over in the order of their numbers.
struct SweepRunner: Sendable {
  /// Trials that walk a slice of the market one after the other while it is in the cache, at most:
  /// each of them holds its fills.
  private static let batchMax = 16

  struct Outcome {
    var skippedCount = 0
    /// Why the first combination was skipped.
    var firstConflict: String?
    var ranCount = 0
  }

  let space: SweepSpace
  /// Starts a run with these parameters swept.
  let start: @Sendable (_ swept: [String]) throws -> any BacktestRun
  /// The label of the trial that parameters make, as text.
  let label: @Sendable (_ swept: [String]) throws -> String

  fileprivate struct Batch {
    var trials: [SweepTrial] = []
    var skipped: [String] = []
  }

  fileprivate struct State {
    var next = 0
    /// Finished batches that wait for earlier ones.
    var waiting: [Int: Batch] = [:]
    var handedOver = 0
    var failure: (any Error)?
  }

  /// Runs those that are not `known` by their labels. `progress` is handed how many trials are done,
  /// and ends the sweep by what it throws.
  func run(
    _ market: SlicedMarket, known: Set<String> = [], progress: (Int) throws -> Void,
    handOver: ([SweepTrial]) throws -> Void
  ) throws -> Outcome {
    var outcome = Outcome()
    let state = Mutex(State())
    let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let batches = Self.batches(space.count, workers)
    let finished = DispatchGroup()
    let ready = DispatchSemaphore(value: 0)
    do {
      for worker in 0..<min(workers, batches.count) {
        DispatchQueue(label: "tapedeck.sweep.\(worker)").async(group: finished) {
          while let number = state.withLock({ $0.take(batches.count) }) {
            let result = Result { try self.batch(batches[number], market, known) }
            state.withLock { $0.put(number, result) }
            ready.signal()
          }
        }
      }
      for _ in batches {
        ready.wait()
        let (done, count) = state.withLock { ($0.inOrder(), $0.handedOver) }
        do {
          try progress(count > 0 ? batches[count - 1].upperBound : 0)
          for batch in done {
            try handOver(batch.trials)
            outcome.ranCount += batch.trials.count
            outcome.skippedCount += batch.skipped.count
            outcome.firstConflict = outcome.firstConflict ?? batch.skipped.first
          }
        } catch {
          state.withLock { $0.stop(error) }
        }
        if state.withLock({ $0.failure != nil }) { break }
      }
      finished.wait()
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return outcome
  }

  /// The numbers of the trials that walk the market together: fewer and fewer, so that no core is
  /// left alone with the last ones.
  static func batches(_ count: Int, _ workers: Int) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var first = 0
    while first < count {
      let size = min(batchMax, max(1, (count - first) / (workers * 3)))
      batches.append(first..<first + size)
      first += size
    }
    return batches
  }

  private func batch(
    _ numbers: Range<Int>, _ market: SlicedMarket, _ known: Set<String>
  ) throws -> Batch {
    var batch = Batch()
    var runs: [any BacktestRun] = []
    for number in numbers {
      let swept = space.assignments(number)
      if known.contains(try label(swept)) { continue }
      do {
        runs.append(try start(swept))
      } catch StrategyError.conflict(let text) {
        batch.skipped.append(text)
      }
    }
    batch.trials = try market.play(runs)
    return batch
  }
}

extension SweepRunner.State {
  fileprivate mutating func take(_ batchCount: Int) -> Int? {
    guard failure == nil, next < batchCount else { return nil }
    next += 1
    return next - 1
  }

  fileprivate mutating func put(_ number: Int, _ result: Result<SweepRunner.Batch, any Error>) {
    switch result {
    case .success(let batch): waiting[number] = batch
    case .failure(let error): stop(error)
    }
  }

  fileprivate mutating func stop(_ error: any Error) { failure = failure ?? error }

  /// The batches that are next in order.
  fileprivate mutating func inOrder() -> [SweepRunner.Batch] {
    var batches: [SweepRunner.Batch] = []
    while let batch = waiting.removeValue(forKey: handedOver) {
      batches.append(batch)
      handedOver += 1
    }
    return batches
  }
}
