import Binance
import Capture
import ExchangeServer
import Feed
import Market
import Recording

/// Sees every record through the feed, as `tool record` does, and keeps what it made of them.
final class SoakView: FeedHandler {
  private unowned let run: SoakRun
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
  /// What it has to tell the capture, which hears of it once the frame is done.
  private var wishes: [(SoakRun) -> Void] = []

  init(_ run: SoakRun) {
    self.run = run
    var options = FeedProcessor.Options()
    options.intervals = [.m1]
    options.wanted = MessageKinds([.trade])
    processor = FeedProcessor(options, handler: self)
  }

  func look(_ kind: FrameKind, _ payload: [UInt8], connection: UInt32) {
    frameCount += 1
    self.connection = connection
    let header = RecordHeader(
      receivedNs: run.nowNs, connection: connection, kind: kind, payload: 0..<payload.count)
    processor.process(header, record: 0, in: payload.span, at: place)
  }

  /// The capture is done with a hole.
  func closed(_ hole: Hole) { holes.closed(hole) }

  func tellWishes() {
    while !wishes.isEmpty { wishes.removeFirst()(run) }
    holes.arrived { [processor] hole in
      processor?.tradeLedgers.first?.missingCount(of: hole.ids)
    }.forEach(run.arrived)
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
    let payload =
      CapturePayload.responseLine(
        url: "http://exchange/api/v3/klines?symbol=\(SoakRun.symbol)&interval=1m", status: 200,
        headers: [], sentNs: 0, headNs: 0, durationNs: 0, problem: nil) + answer.body
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
      let hole = Hole(
        symbol: SoakRun.symbol, endpoint: .historicalTrades, ids: gap.missing)
      holes.found(hole)
      wishes.append { $0.found(hole) }
    case .exchangeError(let code, let text) where code == nil && connection > 0:
      wishes.append { [connection] in $0.handle(.exchangeError(connection, text: text)) }
    case .serverShutdown:
      wishes.append { [connection] in $0.handle(.shutdownAnnounced(connection)) }
    default: break
    }
  }
}
