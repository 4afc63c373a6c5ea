import Binance
import Capture
import ExchangeServer
import Feed
import Market
import Recording

/// Sees every record through the feed, as `tool record` does, and keeps what it made of them.
final class SoakView {
  private(set) var feed: FeedProcessor
  private var sink = SoakSink()
  private(set) var klines: [Int64: Candle] = [:]
  private(set) var frameCount = 0

  init() {
    var options = FeedProcessor.Options()
    options.intervals = [.m1]
    options.wanted = MessageKinds([.trade])
    feed = FeedProcessor(options)
  }

  /// Ids of the trades handed on, each of which must come once.
  var ids: Set<Int64> { sink.ids }
  var doubled: [Int64] { sink.doubled }
  var candles: [Int64: Candle] { sink.candles }

  func look(at chunk: FrameChunk) -> [FeedNotice] {
    frameCount += chunk.frames.count
    let bytes = chunk.bytes
    var location = FrameLocation()
    for (index, header) in chunk.frames.enumerated() {
      location.record = Int32(clamping: index)
      feed.process(Frame(header, in: bytes.span, at: location), into: &sink)
    }
    let ledger = feed.tradeLedgers.first
    sink.notices += sink.holes.arrived { ledger?.missingCount(of: $0.ids) }
      .map { .gapNarrowed($0.hole, missingCount: $0.missing) }
    defer { sink.notices = [] }
    return sink.notices
  }

  func finish() { feed.finish(into: &sink) }

  /// Asks the exchange for its own klines of the last hours; what faults spoil is asked for the next time.
  func compare(klines core: ExchangeCore, nowNs: Int64) {
    let answer = core.answer(
      method: "GET", target: "/api/v3/klines?symbol=\(SoakRun.symbol)&interval=1m&limit=1000",
      address: "127.0.0.2", nowNs: nowNs)
    guard answer.status == 200, answer.body.withUnsafeBytes({ JSONDocument.isWhole($0) }) else {
      return
    }
    var result = RestResult(sentNs: 0)
    result.head = AnswerHead(status: 200)
    let url = "http://exchange/api/v3/klines?symbol=\(SoakRun.symbol)&interval=1m"
    let payload = CapturePayload.responseLine(url: url, result) + answer.body
    var batch = MessageBatch()
    let decoder = MessageDecoder(wanted: MessageKinds([.kline]))
    decoder.decodeResponse(
      payload.span, FrameReference(receivedNs: 0, connection: 0, record: 0), into: &batch)
    // The last one is still open.
    for kline in batch.klines.dropLast() { klines[kline.candle.openTimeMs] = kline.candle }
  }
}

/// What the feed has given.
private struct SoakSink: FeedSink {
  typealias Failure = Never

  private(set) var ids: Set<Int64> = []
  private(set) var doubled: [Int64] = []
  private(set) var candles: [Int64: Candle] = [:]
  var holes = HoleWatch()
  var notices: [FeedNotice] = []

  mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
    if !ids.insert(trade.id).inserted { doubled.append(trade.id) }
  }

  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) {
    if case .settled(let candle) = candle { candles[candle.openTimeMs] = candle }
  }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    let connection = moment.connection
    switch event {
    case .gap(let gap):
      let hole = MissingTrades(
        symbol: SoakRun.symbol, endpoint: .historicalTrades, ids: gap.missing)
      holes.found(hole)
      notices.append(.gapFound(hole))
    case .exchangeError(let code, let text) where code == nil && connection > 0:
      notices.append(.exchangeError(connection, text: text))
    case .serverShutdown:
      notices.append(.shutdownAnnounced(connection))
    default: break
    }
  }
}
