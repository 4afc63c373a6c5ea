import Binance
package import Feed
import Market
package import Recording

/// A recording's klines, explained by its trades.
package struct AuditRun {
  package let report: AuditReport
  /// What was wrong with the recording.
  package let warnings: [String]
  /// Whether nothing of it was damaged, lost or malformed, and no trade was missing.
  package let isWhole: Bool

  /// - Throws: `RunError` if there are no klines.
  package init(
    _ recording: Recording, range: TimeRange, _ request: InstrumentRequest,
    observe: @escaping RunObserver
  ) throws {
    let contents = try RecordingContents(
      recording, .messages(of: request.instruments), range: range)
    let absence = CandleAbsence(contents: contents, recording: recording, range: range)
    let instruments = try request.choose(contents, absence)
    guard contents.holdings.contains(where: { $0.hasKlines && instruments.wants($0.instrument) })
    else {
      throw try absence.error(
        "the recording holds no klines to check: record with --stream trade,kline_1m, or with "
          + "--rest klines_1m")
    }
    var sink = AuditSink(
      auditor: Auditor(recording, contents, instruments), troubles: Troubles(recording))
    var feed = FeedProcessor(sink.auditor.options)
    try FeedRun(recording, range: range, title: "audit", observe: observe).run(&feed, into: &sink)
    report = sink.auditor.finish(feed.symbols)
    warnings = sink.troubles.texts(feed)
    isWhole = sink.troubles.isWhole(feed)
  }
}

private struct AuditSink: FeedSink {
  typealias Failure = Never

  var auditor: Auditor
  var troubles: Troubles

  mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
    auditor.take(trade: trade, source: source, at: moment)
  }

  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) {
    auditor.take(candle: candle, at: moment)
  }

  mutating func take(kline: Kline, at moment: borrowing FeedMoment) {
    auditor.take(kline: kline, at: moment)
  }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    troubles.note(event, at: moment)
  }
}
