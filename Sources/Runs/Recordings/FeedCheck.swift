package import Basics
package import Binance
package import Feed
package import Market
package import Recording

/// What `verify` finds in the frames themselves: ids that are missing or doubled, and frames that are
/// not what their stream should carry.
package struct FeedCheck: FeedSink {
  package typealias Failure = Never

  private static let listedMax = 1000

  package private(set) var lines: [String] = []
  /// Findings beyond those listed.
  package private(set) var unlistedCount = 0
  /// Trades that the ids show to be missing.
  package private(set) var missingCount: Int64 = 0
  package private(set) var malformedCount = 0
  /// Candles that lack between others in archives and streams, and could not be made from trades.
  package private(set) var missingCandleCount: Int64 = 0
  /// Trades, and pairs of aggregates, of the same ids that say different things.
  package private(set) var contradictionCount = 0
  /// Updates of books that are missing between others: how often.
  package var depthGapCount: Int { books.gapCount }
  /// Books with updates and snapshots that never joined.
  package var unjoinedBookCount: Int { books.neverJoinedCount }
  /// Trades that came too late for their candle.
  package var lateCount: Int64 { late.count }
  private var late = LateTrades()
  /// No connection brought some streams when the last session ended.
  package private(set) var endsInOutage = false
  /// How often the recorder dropped frames, as it says itself.
  package private(set) var lossCount = 0
  private var books = BookFindings()
  private var coverages = KlineCoverages()
  private let recording: Recording
  private var ledgers: [TradeLedger] = []
  private var symbols = SymbolTable()

  /// Reads the whole recording, every kind of message decoded in full.
  package init(_ recording: Recording, observe: @escaping RunObserver) throws {
    var options = FeedProcessor.Options()
    options.source = nil
    options.wanted = .everything
    options.books = .ids
    options.instruments = try InstrumentNames(allOf: recording)
    self.recording = recording
    var feed = FeedProcessor(options)
    try FeedRun(recording, title: "verify ids", observe: observe).run(&feed, into: &self)
    (ledgers, symbols) = (feed.tradeLedgers, feed.symbols)
    for ledger in ledgers { note(ledger) }
    lines += late.lines(symbols.name)
    books.add(feed.bookLedgers, feed.symbols, endNs: feed.counts.lastReceivedNs ?? 0)
    lines += books.lines
    for finding in coverages.findings(beside: ledgers) {
      lines.append(finding.text)
      missingCandleCount = Int64(
        clamping: Int128(missingCandleCount) + Int128(finding.missingCount))
    }
  }

  package var isWhole: Bool {
    missingCount == 0 && malformedCount == 0 && contradictionCount == 0 && missingCandleCount == 0
      && lateCount == 0 && books.isWhole && !endsInOutage && lossCount == 0
  }

  package var json: JSONValue {
    let ledgers = ledgers.map { ledger in
      var facts: [JSONValue.Member] = [
        ("symbol", .string(symbols.name(ledger.symbol))),
        ("source", .string(ledger.source.rawValue)),
        ("accepted", .integer(Int64(ledger.acceptedCount))),
        ("firstId", .integer(ledger.firstId ?? -1)), ("lastId", .integer(ledger.lastId ?? -1)),
        ("missing", .integer(ledger.missingCount)), ("gaps", .integer(Int64(ledger.gapCount))),
        ("late", .integer(Int64(ledger.lateCount))),
        ("duplicates", .integer(Int64(ledger.duplicateCount))),
        ("overlaps", .integer(Int64(ledger.overlapCount))),
        ("contradicted", .integer(Int64(ledger.contradictedCount))),
        ("copies", .integer(Int64(ledger.copyCount))),
      ]
      if ledger.aggregatedCount > 0 {
        facts.append(("byAggregates", .integer(ledger.aggregatedCount)))
      }
      return JSONValue.object(facts)
    }
    return .object([
      ("missingTrades", .integer(missingCount)),
      ("missingCandles", .integer(missingCandleCount)),
      ("lateTrades", .integer(lateCount)),
      ("malformedFrames", .integer(Int64(malformedCount))),
      ("recordedLosses", .integer(Int64(lossCount))), ("endsInOutage", .bool(endsInOutage)),
      ("depthGaps", .integer(Int64(depthGapCount))),
      ("booksNeverJoined", .integer(Int64(unjoinedBookCount))),
      ("ledgers", .array(ledgers)), ("books", books.json),
      ("findings", .array(lines.map { .string($0) })),
      ("findingsNotListed", .integer(Int64(unlistedCount))),
    ])
  }

  package mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
    late.add(trade, source, name: moment.name(trade.symbol))
  }

  package mutating func take(kline: Kline, at moment: borrowing FeedMoment) {
    if !kline.candle.hasSanePrices {
      malformedCount += 1
      list("\(recording.text(of: moment.location)): a kline with prices that cannot be")
    }
    coverages.add(kline, at: moment)
  }

  package mutating func take(book: BookLedger, at moment: borrowing FeedMoment) {
    guard let gap = book.step.gap else { return }
    // No server keeps the updates that nobody was there for.
    list(
      "\(book.step.isOutage ? "outage" : "gap"): \(moment.name(book.symbol)) \(book.name) updates "
        + "between \(gap.from) and \(gap.to) missing, seen at \(isoText(ns: moment.receivedNs))")
  }

  package mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    switch event {
    // Verification reports these itself.
    case .damage: break
    case .connectionOpened: endsInOutage = false
    case .connectionLost(let text):
      guard let outage = RecordedOutage(text) else { return }
      endsInOutage = outage.isAtEnd
      list(outage.text)
    case .gap(let gap):
      list("\(event.text(moment)), seen at \(isoText(ns: gap.receivedNs))")
    case .malformed:
      malformedCount += 1
      list("\(recording.text(of: moment.location)): \(event.text(moment))")
    case .recordedLoss(let text):
      if RecordedLoss(text).frameCount > 0 { lossCount += 1 }
      list("\(recording.text(of: moment.location)): \(event.text(moment))")
    case .contradiction, .exchangeError, .serverShutdown:
      list("\(recording.text(of: moment.location)): \(event.text(moment))")
    }
  }

  private mutating func note(_ ledger: TradeLedger) {
    missingCount = Int64(clamping: Int128(missingCount) + Int128(ledger.missingCount))
    contradictionCount += ledger.overlapCount + ledger.contradictedCount
    var text = "\(symbols.name(ledger.symbol)): \(ledger.acceptedCount) "
    text += ledger.source == .trades ? "trades, ids " : "aggTrades of trades "
    text += "\(ledger.firstId ?? -1) to \(ledger.lastId ?? -1)"
    if ledger.missingCount == 0 { text += ", none missing" }
    if ledger.aggregatedCount > 0 {
      text += ", \(ledger.aggregatedCount) known by aggregates alone"
    }
    if ledger.missingCount > 0 { text += ", \(ledger.missingCount) missing" }
    if ledger.lateCount > 0 { text += ", \(ledger.lateCount) out of order" }
    if ledger.duplicateCount > 0 { text += ", \(ledger.duplicateCount) doubled" }
    if ledger.uncomparedCount > 0 { text += ", \(ledger.uncomparedCount) of them not compared" }
    if ledger.contradictedCount > 0 { text += ", \(ledger.contradictedCount) contradicted" }
    if ledger.overlapCount > 0 {
      text +=
        ", \(ledger.overlapCount) \(ledger.overlapCount == 1 ? "pair shares" : "pairs share") trades"
    }
    if ledger.copyCount > 0 { text += ", \(ledger.copyCount) also from another connection" }
    lines.append(text)
  }

  private mutating func list(_ text: String) {
    if lines.count < Self.listedMax { lines.append(text) } else { unlistedCount += 1 }
  }
}
