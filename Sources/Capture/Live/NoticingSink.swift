import Binance
import Feed
import Market

/// Hands on what the feed gives, and keeps what the recorder must know of it.
struct NoticingSink<Sink: FeedSink>: FeedSink {
  typealias Failure = Sink.Failure

  private(set) var sink: Sink
  private(set) var gapCount: Int64 = 0
  private(set) var lagUs: Int64 = 0
  private var notices: [FeedNotice] = []
  private var narrowed: [(gap: TradeGap, fetchedCount: Int64)] = []
  private var amended: [Candle] = []

  init(sink: Sink) { self.sink = sink }

  /// What was noticed since the last call; of a gap that narrowed, how far it has.
  mutating func takeNotices(_ symbols: SymbolTable) -> [FeedNotice] {
    defer {
      notices = []
      narrowed.removeAll(keepingCapacity: true)
    }
    return notices
      + narrowed.compactMap { gap, fetchedCount in
        MissingTrades(gap, symbols).map {
          .gapNarrowed(
            $0, missingCount: gap.missingCount - gap.filledCount, fetchedCount: fetchedCount)
        }
      }
  }

  /// A gap that fills amends a candle once for each of its trades, and only the last is worth showing.
  mutating func giveAmended(at moment: borrowing FeedMoment) throws(Failure) {
    for candle in amended { try sink.take(candle: .amended(candle), at: moment) }
    amended.removeAll(keepingCapacity: true)
  }

  mutating func take(
    message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) throws(Failure) {
    try sink.take(message: message, in: batch, at: moment)
  }

  mutating func take(
    trade: Trade, source: TradeSource, at moment: borrowing FeedMoment
  ) throws(Failure) {
    lagUs = moment.receivedNs / 1000 - trade.tradeTimeUs
    try sink.take(trade: trade, source: source, at: moment)
  }

  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) throws(Failure) {
    guard case .amended(let candle) = candle else {
      return try sink.take(candle: candle, at: moment)
    }
    let index = amended.lastIndex {
      $0.symbol == candle.symbol && $0.interval == candle.interval
        && $0.openTimeMs == candle.openTimeMs
    }
    if let index { amended[index] = candle } else { amended.append(candle) }
  }

  mutating func take(kline: Kline, at moment: borrowing FeedMoment) throws(Failure) {
    try sink.take(kline: kline, at: moment)
  }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) throws(Failure) {
    let connection = moment.connection
    switch event {
    case .gap(let gap):
      gapCount += 1
      if let missing = MissingTrades(gap, moment.symbols) { notices.append(.gapFound(missing)) }
    case .exchangeError(let code, let text) where code == nil && connection > 0:
      notices.append(.exchangeError(connection, text: text))
    case .serverShutdown: notices.append(.shutdownAnnounced(connection))
    default: break
    }
    try sink.take(event: event, at: moment)
  }

  mutating func take(book: BookLedger, at moment: borrowing FeedMoment) throws(Failure) {
    if !book.isRPI, book.hasTurned || book.step.isSnapshot || book.updateCount == 1 {
      notices.append(
        .bookStands(
          BookStanding(
            symbol: moment.instrument(book.symbol).symbol, reason: book.reason,
            lastUpdateId: book.lastUpdateId)))
    }
    try sink.take(book: book, at: moment)
  }

  mutating func take(
    narrowed gap: TradeGap, by count: Int64, at moment: borrowing FeedMoment
  ) throws(Failure) {
    // What connection 0 brings was in REST's answers.
    let fetchedCount: Int64 = moment.connection == 0 ? count : 0
    let index = narrowed.lastIndex {
      $0.gap.missing == gap.missing && $0.gap.symbol == gap.symbol && $0.gap.source == gap.source
    }
    if let index {
      narrowed[index].gap = gap
      narrowed[index].fetchedCount += fetchedCount
    } else {
      narrowed.append((gap, fetchedCount))
    }
    try sink.take(narrowed: gap, by: count, at: moment)
  }
}
