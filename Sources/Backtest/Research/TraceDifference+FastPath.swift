import Market

extension TraceDifference {
  /// Compares a run that stopped at each instant, so that its strategy was handed candles one by
  /// one, with a whole run, which takes the fast path where it can; nil if they agree. Equal fills
  /// of an equal input are an equal run hash.
  static func ofFastPath(
    _ trace: RunTrace, _ market: RecordedMarket, _ run: any BacktestRun
  ) throws(BacktestError) -> TraceDifference? {
    var run = run
    try market.begin(&run)
    try market.feed(&run)
    try run.endInstant()
    let (expected, found) = (trace.broker, run.broker)
    return first(
      expected.fills, found.fills, in: trace, fromUs: \.timeUs, { .init($0, trace.name) })
      // A decision belongs to the candle that has just closed.
      ?? first(
        expected.rejections, found.rejections, in: trace, fromUs: { $0.timeUs - 1 },
        { .init($0, trace.name) })
      ?? first(
        expected.openOrders, found.openOrders, in: trace, fromUs: { $0.placedUs - 1 },
        { .init("order", $0, trace.name) })
      ?? ofAccounts(expected, found, endMs: trace.marks.last?.endMs ?? 0)
  }

  /// The first thing in which two lists differ.
  private static func first<Thing: Equatable>(
    _ expected: [Thing], _ found: [Thing], in trace: RunTrace, fromUs: (Thing) -> Int64,
    _ event: (Thing) -> RunTrace.Event
  ) -> TraceDifference? {
    let same = zip(expected, found).prefix { $0 == $1 }.count
    let (a, b) = (expected.dropFirst(same).first, found.dropFirst(same).first)
    guard let any = [a, b].compactMap(\.self).min(by: { fromUs($0) < fromUs($1) }) else {
      return nil
    }
    let endMs = trace.marks.first { $0.endMs >= fromUs(any) / 1000 }?.endMs
    return TraceDifference(
      endMs: endMs ?? fromUs(any) / 1000, what: event(any).what,
      expected: a.map { event($0).text } ?? nothing, found: b.map { event($0).text } ?? nothing)
  }

  private static func ofAccounts(
    _ expected: Broker, _ found: Broker, endMs: Int64
  ) -> TraceDifference? {
    let (a, b) = (RunTrace.Mark(expected, endMs), RunTrace.Mark(found, endMs))
    return a == b ? nil : TraceDifference(a, b)
  }
}
