import Binance
package import Feed
import Market
package import Recording

/// A recording's klines, explained by its trades, and its books beside what else the exchange says of them.
package struct AuditRun {
  package let report: AuditReport
  package let books: BookReport
  /// What was wrong with the recording.
  package let warnings: [String]
  /// Whether nothing of it was damaged, lost or malformed, and no trade or kline was missing.
  package let isWhole: Bool

  /// - Throws: `RunError` if there are neither klines nor books to compare.
  package init(
    _ recording: Recording, range: TimeRange, _ request: InstrumentRequest,
    observe: @escaping RunObserver
  ) throws {
    let contents = try RecordingContents(
      recording, .messages(of: request.instruments), range: range)
    let absence = CandleAbsence(contents: contents, recording: recording, range: range)
    let instruments = try request.choose(contents, absence)
    var sink = AuditSink(
      auditor: Auditor(recording, contents, instruments),
      books: BookAuditor(recording, instruments), troubles: Troubles(recording))
    var options = sink.auditor.options
    options.wanted.formUnion(BookAuditor.kinds)
    options.books = .levels
    options.deliversMessages = true
    var feed = FeedProcessor(options)
    try FeedRun(recording, range: range, title: "audit", observe: observe).run(&feed, into: &sink)
    report = sink.auditor.finish(feed.symbols)
    books = sink.books.finish(feed.symbols)
    guard !report.rows.isEmpty || books.comparedCount > 0 else {
      throw try absence.error(
        "the recording holds no klines to check, and no books to compare: record with --stream "
          + "trade,kline_1m,depth@100ms,bookTicker")
    }
    let missing = sink.coverages.findings(beside: feed.tradeLedgers)
      .filter { $0.missingCount > 0 }
    warnings = sink.troubles.texts(feed) + missing.map(\.text)
    isWhole = sink.troubles.isWhole(feed) && missing.isEmpty
  }
}

private struct AuditSink: FeedSink {
  typealias Failure = Never

  var auditor: Auditor
  var books: BookAuditor
  var troubles: Troubles
  var coverages = KlineCoverages()

  mutating func take(
    message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) {
    books.take(message: message, in: batch, at: moment)
  }

  mutating func take(book: BookLedger, at moment: borrowing FeedMoment) {
    books.take(book: book, at: moment)
  }

  mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
    auditor.take(trade: trade, source: source, at: moment)
  }

  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) {
    auditor.take(candle: candle, at: moment)
  }

  mutating func take(kline: Kline, at moment: borrowing FeedMoment) {
    auditor.take(kline: kline, at: moment)
    coverages.add(kline, at: moment)
  }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    troubles.note(event, at: moment)
  }
}
