import Backtest
import Basics

/// Runs the trials of a sweep on all cores, and hands them over in the order of their numbers.
struct SweepRunner: Sendable {
  /// How many trials at most walk one slice of the market one after the other, while it is in the
  /// cache. Each of them holds its fills in memory.
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

  /// Trials that walk the market together.
  private struct Batch {
    var trials: [SweepTrial] = []
    var skipped: [String] = []
  }

  /// Runs the trials that are not `known` by their labels. `progress` gets how many trials are
  /// done; what it throws ends the sweep.
  func run(
    _ market: SlicedMarket, known: Set<String> = [], progress: (Int) throws -> Void,
    handOver: ([SweepTrial]) throws -> Void
  ) throws -> Outcome {
    var outcome = Outcome()
    let batches = Self.batches(space.count, WorkerPool.coreCount)
    var (waiting, done) = (batches.makeIterator(), batches.makeIterator())
    try WorkerPool.run(
      workers: min(WorkerPool.coreCount, batches.count), output: { Batch() },
      worker: { { numbers, batch in batch = try self.batch(numbers, market, known) } },
      next: { waiting.next() },
      take: { batch in
        try progress(done.next()?.upperBound ?? space.count)
        try handOver(batch.trials)
        outcome.ranCount += batch.trials.count
        outcome.skippedCount += batch.skipped.count
        outcome.firstConflict = outcome.firstConflict ?? batch.skipped.first
        return true
      })
    return outcome
  }

  /// The numbers of the trials that walk the market together. They become fewer towards the end, so
  /// that no core is left alone with the last ones.
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
