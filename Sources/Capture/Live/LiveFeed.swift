import Binance
package import Feed
package import Market
import Recording

/// The feed beside a recorder: takes recorded frames in, as a replay would, and says what the recorder must
/// know of them.
///
/// ```
/// recorded frames ─▶ LiveFeed ─▶ sink: trades, candles, events
///                        └─────▶ notices for the recorder: gaps, errors, silent streams
/// ```
/// The sink gets what it would get in a replay, but for amended candles: of those the last of each chunk.
package struct LiveFeed<Sink: FeedSink>: ~Copyable {
  private var feed: FeedProcessor
  private var noticing: NoticingSink<Sink>
  private var watch: StreamWatch
  /// Frames that were recorded and came too fast to be looked at.
  package private(set) var skippedFrames: Int64 = 0

  package init(
    _ options: FeedProcessor.Options, subscriptions: Subscriptions, sink: Sink
  ) {
    var options = options
    options.comparedMax = TradeDigests.liveCountMax
    feed = FeedProcessor(options)
    noticing = NoticingSink(sink: sink)
    watch = StreamWatch(subscriptions)
  }

  /// Goes on with a feed that has read the recording so far, without subscriptions.
  package init(after feed: consuming FeedProcessor, sink: Sink) {
    self.feed = feed
    noticing = NoticingSink(sink: sink)
    watch = StreamWatch(Subscriptions())
  }

  package var sink: Sink { noticing.sink }
  package var symbols: SymbolTable { feed.symbols }
  package var tradeLedgers: [TradeLedger] { feed.tradeLedgers }
  /// What came of the books, if they are followed.
  package var bookLedgers: [BookLedger] { feed.bookLedgers }
  package var lateDropped: Int64 { feed.lateDropped }
  /// Trades that the ids show to be missing now.
  package var missingTrades: Int64 { feed.missingTrades }
  package var gapCount: Int64 { noticing.gapCount }
  package var silentStreams: Int { watch.silentCount }
  /// Receive time less trade time, of the newest trade.
  package var lagUs: Int64 { noticing.lagUs }

  /// What the recorder reports: it says which connections are open. Comes before their frames do.
  package mutating func take(_ report: CaptureReport, receivedNs: Int64) {
    switch report {
    case .opened(let connection, let plan, _, _):
      watch.opened(connection, plan: plan, nowNs: receivedNs)
    case .lost(let connection, _, _): watch.lost(connection)
    case .symbolsJoined(_, let subscriptions): watch.join(subscriptions)
    case .clockStepped: watch.skipped(nowNs: receivedNs)
    default: break
    }
  }

  /// Takes in frames, in the order of the recording.
  package mutating func take(_ chunk: FrameChunk) throws(Sink.Failure) -> [FeedNotice] {
    let hasSkipped = chunk.skippedBefore > 0
    if hasSkipped { try noteSkipped(chunk) }
    watch.look(at: chunk)
    let bytes = chunk.bytes
    var location = FrameLocation()
    location.firstSequence = chunk.firstSequence
    for (index, header) in chunk.frames.enumerated() {
      location.record = Int32(clamping: index)
      try feed.process(Frame(header, in: bytes.span, at: location), into: &noticing)
    }
    try noticing.giveAmended(at: feed.moment)
    // That frames were skipped comes first: gaps found after it get their cause from it.
    return (hasSkipped ? [.framesSkipped] : []) + noticing.takeNotices(feed.symbols)
  }

  /// Streams that have fallen silent or spoken again since the last call.
  package mutating func findSilence(receivedNs: Int64) -> [FeedNotice] {
    let quiet: [FeedNotice] = watch.quietAfterOpening(nowNs: receivedNs).compactMap {
      let trades = quietTrades($0.streams)
      return trades.isEmpty ? nil : .tradesQuiet($0.connection, trades)
    }
    return quiet + watch.check(nowNs: receivedNs).map { .streamSilent($0) }
  }

  /// Of these streams those of trades, where it is known up to which trade there are some.
  private func quietTrades(_ streams: [StreamName]) -> [QuietTrades] {
    let (ledgers, symbols) = (feed.tradeLedgers, feed.symbols)
    let known = Set(
      ledgers.filter(\.hasLast).map { "\(symbols.name($0.symbol)) \($0.source.rawValue)" })
    return streams.compactMap { stream in
      let source: TradeSource
      switch stream.kind {
      case .trade: source = .trades
      case .aggTrade: source = .aggTrades
      default: return nil
      }
      guard known.contains("\(stream.symbol) \(source.rawValue)") else { return nil }
      return QuietTrades(stream.symbol, source)
    }
  }

  /// What earlier sessions lack. It counts as missing until it comes.
  package mutating func expect(_ entries: [EarlierGaps.Entry]) -> [FeedNotice] {
    entries.compactMap { entry in
      feed.expect(entry.gap, of: entry.symbol).flatMap { MissingTrades($0, feed.symbols) }
        .map { .gapFound($0) }
    }
  }

  /// The end: the open candles settle.
  package mutating func finish() throws(Sink.Failure) -> [FeedNotice] {
    try feed.finish(into: &noticing)
    try noticing.giveAmended(at: feed.moment)
    return noticing.takeNotices(feed.symbols)
  }

  /// Frames that were not looked at are lost to the feed, though not to the recording.
  private mutating func noteSkipped(_ chunk: FrameChunk) throws(Sink.Failure) {
    skippedFrames += chunk.skippedBefore
    let text = #"{"reason":"the live view fell behind","frames":\#(chunk.skippedBefore)}"#
    let payload = Array(text.utf8)
    let frame = Frame(
      receivedNs: chunk.frames.first?.receivedNs ?? 0, connection: 0, kind: .gap,
      payload: payload.span)
    try feed.process(frame, into: &noticing)
  }
}
