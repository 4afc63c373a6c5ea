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

  /// - Parameter symbol: only its klines; all if nil.
  /// - Throws: `RunError` if there are no klines.
  package init(
    _ recording: Recording, range: TimeRange, symbol: String?, observe: @escaping RunObserver
  ) throws {
    let contents = try RecordingContents(
      recording, .messages(of: symbol.map { [$0] } ?? []), range: range)
    guard contents.instruments.contains(where: \.hasKlines) else {
      throw try CandleAbsence(contents: contents, recording: recording, range: range).error(
        "the recording holds no klines to check: record with --stream trade,kline_1m, or with "
          + "--rest klines_1m")
    }
    var sink = AuditSink(
      auditor: Auditor(recording, contents, symbol: symbol), troubles: Troubles(recording))
    var feed = FeedProcessor(sink.auditor.options)
    try FeedRun(recording, range: range, title: "audit", observe: observe).run(&feed, into: &sink)
    report = sink.auditor.finish(feed.symbols)
    warnings = sink.troubles.texts(feed)
    isWhole = sink.troubles.isWhole && feed.missingTrades == 0
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
