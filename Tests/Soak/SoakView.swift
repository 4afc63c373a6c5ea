import Binance
import Capture
import ExchangeServer
import Feed
import Market
import Recording

/// Sees every record through the feed, as `tool record` does, and keeps what it made of them.
final class SoakView: FeedHandler {
  private(set) var processor: FeedProcessor!
  private let place = BlockPlace()
  private var connection: UInt32 = 0
  /// Ids of the trades handed on, each of which must come once.
  private(set) var ids: Set<Int64> = []
  private(set) var doubled: [Int64] = []
  private(set) var candles: [Int64: Candle] = [:]
  private(set) var klines: [Int64: Candle] = [:]
  private(set) var frameCount = 0
  private var holes = HoleWatch()
  private var notices: [FeedNotice] = []

  init() {
    var options = FeedProcessor.Options()
    options.intervals = [.m1]
    options.wanted = MessageKinds([.trade])
    processor = FeedProcessor(options, handler: self)
  }

  func look(at chunk: FrameChunk) -> [FeedNotice] {
    frameCount += chunk.frames.count
    for (index, frame) in chunk.frames.enumerated() {
      connection = frame.connection
      processor.process(frame, record: Int32(clamping: index), in: chunk.bytes.span, at: place)
    }
    notices += holes.arrived { [processor] hole in
      processor?.tradeLedgers.first?.missingCount(of: hole.ids)
    }.map { .gapNarrowed($0.hole, missingCount: $0.missing) }
    defer { notices = [] }
    return notices
  }

  func finish() { processor.finish() }

  /// Asks the exchange for its own klines of the last hours; what faults spoil is asked for the next time.
  func compare(klines core: ExchangeCore, nowNs: Int64) {
    let answer = core.answer(
      method: "GET", target: "/api/v3/klines?symbol=\(SoakRun.symbol)&interval=1m&limit=1000",
      address: "127.0.0.2", nowNs: nowNs)
    guard answer.status == 200, answer.body.withUnsafeBytes({ JSONShape.isWhole($0) }) else {
      return
    }
    var result = RestResult(sentNs: 0)
    result.head = AnswerHead(status: 200)
    let url = "http://exchange/api/v3/klines?symbol=\(SoakRun.symbol)&interval=1m"
    let payload = CapturePayload.responseLine(url: url, result) + answer.body
    var batch = MessageBatch()
    let decoder = MessageDecoder(wanted: MessageKinds([.kline]))
    decoder.decodeResponse(
      payload.span, 0..<payload.count,
      FrameReference(receivedNs: 0, connection: 0, record: 0), into: &batch)
    // The last one is still open.
    for kline in batch.klines.dropLast() { klines[kline.candle.openTimeMs] = kline.candle }
  }

  // MARK: - FeedHandler

  func handle(trade: Trade, source: TradeSource) {
    if !ids.insert(trade.id).inserted { doubled.append(trade.id) }
  }

  func handle(candle: CandleEvent) {
    if case .settled(let candle) = candle { candles[candle.openTimeMs] = candle }
  }

  func handle(event: FeedEvent) {
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
