import Feed
package import Market

/// A plan's candles, made out of a recording and handed out as they settled.
package struct CandlesMade {
  package let candleCount: Int
  /// Whether the recording held any frame.
  package let hasFrames: Bool
  /// What was wrong with the recording.
  package let warnings: [String]
  /// Whether nothing was: damaged, lost, malformed, missing or dropped.
  package let isWhole: Bool

  /// - Parameter emit: is handed each candle, and its symbol's name.
  package init(
    _ plan: CandlePlan, of run: FeedRun, emit: (Candle, String) throws -> Void
  ) throws {
    var feed = FeedProcessor(plan.options())
    (candleCount, warnings, isWhole) = try withoutActuallyEscaping(emit) { emit in
      var sink = EmittingSink(emit: emit, troubles: Troubles(run.recording))
      try run.run(&feed, into: &sink)
      return (sink.candleCount, sink.troubles.texts(feed), sink.troubles.isWhole(feed))
    }
    hasFrames = feed.counts.frames > 0
  }
}

private struct EmittingSink: FeedSink {
  typealias Failure = any Error

  let emit: (Candle, String) throws -> Void
  var troubles: Troubles
  var candleCount = 0

  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) throws {
    guard case .settled(let candle) = candle else { return }
    candleCount += 1
    try emit(candle, moment.name(candle.symbol))
  }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    troubles.note(event, at: moment)
  }
}
