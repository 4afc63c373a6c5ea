package import Market

/// A sweep as one could have lived it: the best parameters of a stretch of history, traded on what
/// came next, again and again.
package struct WalkForward: Sendable {
  /// `train=30d,test=7d` in ms.
  package struct Lengths: Sendable, Hashable {
    package let trainMs: Int64
    package let testMs: Int64

    /// Nil unless both are positive and their sum fits.
    package init?(trainMs: Int64, testMs: Int64) {
      guard trainMs > 0, testMs > 0, !trainMs.addingReportingOverflow(testMs).overflow else {
        return nil
      }
      self.trainMs = trainMs
      self.testMs = testMs
    }
  }

  /// A stretch to learn from and the one after it.
  package struct Window: Sendable {
    package let train: RecordedMarket
    package let test: RecordedMarket
    package let trainFromMs: Int64
    package let testFromMs: Int64
  }

  /// What a window came to.
  package struct Step: Sendable {
    package let trainFromMs: Int64
    package let testFromMs: Int64
    /// The first instant after the test's last candle.
    package let testEndMs: Int64
    /// The best on the train stretch, as it fared there.
    package let chosen: SweepTrial
    /// The same parameters on the test stretch: the strategy is handed the train stretch to warm up,
    /// and its account opens with what the step before left.
    package let test: SweepTrial
  }

  /// More windows are refused.
  package static let windowsMax = 10_000

  package private(set) var steps: [Step] = []

  package init() {}

  /// Windows that move on by the length of a test; what is left at the end and no whole test is one
  /// too. Lengths count from the first candle.
  package static func windows(_ market: RecordedMarket, _ lengths: Lengths) -> [Window] {
    guard let startMs = market.firstOpenMs else { return [] }
    // Cut wherever a stretch begins or ends, so that stretches are rows of parts.
    var edges: Set<Int64> = []
    var testFroms: [Int64] = []
    let endMs = market.lastEndMs ?? startMs
    var testFrom = startMs + lengths.trainMs
    while testFrom <= endMs, testFroms.count < windowsMax {
      testFroms.append(testFrom)
      edges.formUnion([testFrom - lengths.trainMs, testFrom, testFrom + lengths.testMs])
      testFrom += lengths.testMs
    }
    var sorted = edges.filter { $0 > startMs }.sorted()[...]
    var begins: [Int64] = [startMs]
    let parts = market.parts { cut in
      guard let next = sorted.first, cut.nextMs >= next else { return false }
      sorted = sorted.drop { $0 <= cut.nextMs }
      begins.append(cut.nextMs)
      return true
    }
    func stretch(_ fromMs: Int64, _ toMs: Int64) -> RecordedMarket? {
      let range = begins.indices.filter { begins[$0] >= fromMs && begins[$0] < toMs }
      guard let first = range.first, let last = range.last else { return nil }
      return RecordedMarket(joining: parts[first...last])
    }
    return testFroms.compactMap { testFrom in
      let trainFrom = testFrom - lengths.trainMs
      guard let train = stretch(trainFrom, testFrom),
        let test = stretch(testFrom, testFrom + lengths.testMs)
      else { return nil }
      return Window(train: train, test: test, trainFromMs: trainFrom, testFromMs: testFrom)
    }
  }

  /// Settings of the next test: the cash that the step before left, the train stretch as warm-up.
  /// Nil where nothing is left, or more than an account can begin with.
  package func settings(_ base: BacktestSettings, _ window: Window) -> BacktestSettings? {
    var settings = base
    settings.fromMs = nil
    settings.warmUp = window.train.instantCount
    guard let last = steps.last?.test.finalEquity else { return settings }
    guard last.units > 0, let units = Int64(exactly: last.units) else { return nil }
    settings.cash = Amount(units: units)
    return settings
  }

  /// Runs the parameters that did best in training on what came next.
  package mutating func add(
    _ window: Window, _ chosen: SweepTrial, _ run: any BacktestRun
  ) throws(BacktestError) {
    var run = run
    var equity = [AmountSum(run.broker.cash)]
    try window.train.begin(&run)
    try window.train.feed(&run)
    for slice in window.test.slices(SlicedMarket.slicesPerBlock) {
      try slice.feed(&run)
      try run.endInstant()
      equity.append(run.broker.equity)
    }
    let result = try run.finish(symbols: window.test.symbols)
    let test = SweepTrial(
      label: chosen.label, equity: equity, fillCount: result.fills.count,
      roundTripCount: result.roundTrips.count, rejectedCount: result.rejectedCount,
      maxDrawdown: result.maxDrawdown, runHash: result.runHash ?? "")
    steps.append(
      Step(
        trainFromMs: window.trainFromMs, testFromMs: window.testFromMs,
        testEndMs: (window.test.lastEndMs ?? window.testFromMs) + 1, chosen: chosen, test: test))
  }
}

extension WalkForward {
  /// The account over all tests: cash at the start, then its worth slice by slice.
  package var equity: [AmountSum] {
    steps.enumerated().flatMap { $0 == 0 ? $1.test.equity[...] : $1.test.equity.dropFirst() }
  }

  /// All tests as one trial.
  package var stitched: SweepTrial? {
    guard let first = steps.first else { return nil }
    return SweepTrial(
      label: StrategyLabel(name: first.chosen.label.name), equity: equity,
      fillCount: steps.reduce(0) { $0 + $1.test.fillCount },
      roundTripCount: steps.reduce(0) { $0 + $1.test.roundTripCount },
      rejectedCount: steps.reduce(0) { $0 + $1.test.rejectedCount }, maxDrawdown: drawdown,
      runHash: "")
  }

  /// The deepest fall from a peak, slice by slice.
  private var drawdown: Ratio? {
    var peak = AmountSum.zero
    var worst: Ratio?
    for worth in equity {
      peak = max(peak, worth)
      let fall = Ratio(peak.units - worth.units, of: peak.units, .up)
      if let fall { worst = max(worst ?? fall, fall) }
    }
    return worst
  }

  package var bootstrap: Bootstrap? { stitched.flatMap { Bootstrap($0.returns) } }
}
