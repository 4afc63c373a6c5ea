import Binance
import Foundation
import Market
import TestSupport
import Testing

@Suite(.enabled(if: SharedReal.exists, Comment(rawValue: SharedReal.absent)))
struct RealFrameTests {
  private func decode(
    _ name: String, wanted: MessageKinds = .everything, max: Int = .max
  ) throws -> (batch: MessageBatch, bytes: [UInt8], frames: [Range<Int>]) {
    let bytes = try RealFiles.content("frames/" + name)
    let frames = Array(RealFiles.frames(bytes).prefix(max))
    let decoder = MessageDecoder(wanted: wanted)
    var batch = MessageBatch()
    for (index, range) in frames.enumerated() {
      let frame = FrameReference(receivedNs: 0, connection: 1, record: Int32(index))
      decoder.decodeText(bytes.span.extracting(range), frame, into: &batch)
    }
    return (batch, bytes, frames)
  }

  @Test(arguments: [
    ("spot_btcusdt_20240808.gz", 3451, 28040, 9757, 1),
    ("spot_btcusdt_20240809.gz", 3044, 45134, 10147, 0),
  ])
  func `spot captures`(
    _ name: String, _ depths: Int, _ tickers: Int, _ trades: Int, _ snapshots: Int
  ) throws {
    let (batch, bytes, frames) = try decode(name)
    #expect(batch.counts[.malformed] == 0 && batch.counts[.unknown] == 0)
    #expect(batch.unknownKeys.total == 0)
    #expect(batch.counts[.depthUpdate] == depths && batch.counts[.bookTicker] == tickers)
    #expect(batch.counts[.trade] == trades && batch.counts[.partialDepth] == snapshots)
    #expect(batch.entries.count == frames.count && batch.counts.total == frames.count)

    // Ids are unbroken, times do not go back, diffs join.
    let isUnbroken = zip(batch.trades, batch.trades.dropFirst()).allSatisfy {
      $1.id == $0.id + 1 && $1.tradeTimeUs >= $0.tradeTimeUs
    }
    #expect(isUnbroken)
    let diffs = batch.entries.filter { $0.kind == .depthUpdate }.map { batch.depths[Int($0.index)] }
    #expect(zip(diffs, diffs.dropFirst()).allSatisfy { $1.firstUpdateId == $0.lastUpdateId + 1 })
    let areRising = zip(batch.bookTickers, batch.bookTickers.dropFirst()).allSatisfy {
      $1.updateId > $0.updateId && $1.bidPrice < $1.askPrice
    }
    #expect(areRising)
    try compare(batch, bytes, frames, every: 97)
  }

  @Test func `what is not wanted is counted all the same`() throws {
    let whole = try decode("spot_btcusdt_20240808.gz", max: 5000).batch
    let trades = try decode("spot_btcusdt_20240808.gz", wanted: .trades, max: 5000).batch
    #expect(trades.counts == whole.counts)
    #expect(trades.trades == whole.trades && trades.entries.count == trades.trades.count)
    #expect(trades.bookTickers.isEmpty && trades.depths.isEmpty && trades.levels.isEmpty)
  }

  @Test func `a USD-M capture`() throws {
    let (batch, bytes, frames) = try decode("usdm_btcusdt_20220811.dat.gz")
    #expect(batch.counts[.malformed] == 0 && batch.unknownKeys.total == 0)
    #expect(batch.counts[.trade] + batch.counts[.offBookTrade] == 1326)
    #expect(batch.counts[.depthUpdate] == 206 && batch.counts[.partialDepth] == 1)
    #expect(batch.counts.total == frames.count)
    #expect(zip(batch.trades, batch.trades.dropFirst()).allSatisfy { $1.id == $0.id + 1 })
    let diffs = batch.entries.filter { $0.kind == .depthUpdate }.map { batch.depths[Int($0.index)] }
    #expect(zip(diffs, diffs.dropFirst()).allSatisfy { $1.previousUpdateId == $0.lastUpdateId })
    try compare(batch, bytes, frames, every: 7)
  }

  @Test(arguments: [
    ("cryptofeed_BINANCE.ws.1.0.gz", 177, 2, 2),
    ("cryptofeed_BINANCE_FUTURES.ws.1.0.gz", 764, 91, 67),
    ("cryptofeed_BINANCE_TR.ws.1.0.gz", 84, 0, 8), ("cryptofeed_BINANCE_US.ws.1.0.gz", 336, 11, 5),
  ])
  func `cryptofeed captures`(
    _ name: String, _ depths: Int, _ aggregates: Int, _ klines: Int
  ) throws {
    let (batch, bytes, frames) = try decode(name)
    #expect(batch.counts[.malformed] == 0 && batch.counts[.unknown] == 0)
    #expect(batch.unknownKeys.total == 0)
    #expect(batch.counts[.depthUpdate] == depths && batch.counts[.aggTrade] == aggregates)
    #expect(batch.counts[.kline] == klines && batch.counts.total == frames.count)
    #expect(batch.counts[.bookTicker] == frames.count - depths - aggregates - klines)
    for kline in batch.klines {
      let candle = kline.candle
      #expect(candle.interval == .m1 && candle.closeTimeMs == candle.openTimeMs + 59_999)
      #expect(candle.isComplete == kline.isClosed && candle.low <= candle.high)
      let count = candle.firstTradeId < 0 ? 0 : candle.lastTradeId - candle.firstTradeId + 1
      #expect(count == candle.tradeCount)
    }
    try compare(batch, bytes, frames, every: 1)
  }

  /// Compares messages with what Foundation reads from the same bytes.
  private func compare(
    _ batch: MessageBatch, _ bytes: [UInt8], _ frames: [Range<Int>], every step: Int
  ) throws {
    for entry in batch.entries where Int(entry.frame.record) % step == 0 {
      let data = Data(bytes[frames[Int(entry.frame.record)]])
      let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let json = root["data"] as? [String: Any] ?? root
      switch entry.kind {
      case .trade, .aggTrade:
        let trade = batch.trades[Int(entry.index)]
        #expect(matches(json["p"], trade.price) && matches(json["q"], trade.quantity))
        #expect(json["s"] as? String == batch.symbols.name(trade.symbol))
        #expect(json["m"] as? Bool == trade.isBuyerMaker)
        #expect(json["T"] as? Int64 == trade.tradeTimeUs / 1000)
        #expect((json["t"] ?? json["a"]) as? Int64 == trade.id)
      case .bookTicker:
        let ticker = batch.bookTickers[Int(entry.index)]
        #expect(matches(json["b"], ticker.bidPrice) && matches(json["B"], ticker.bidQuantity))
        #expect(matches(json["a"], ticker.askPrice) && matches(json["A"], ticker.askQuantity))
        #expect(json["u"] as? Int64 == ticker.updateId)
      case .depthUpdate, .partialDepth:
        let depth = batch.depths[Int(entry.index)]
        #expect(matches(json["b"] ?? json["bids"], batch.levels, depth.bids))
        #expect(matches(json["a"] ?? json["asks"], batch.levels, depth.asks))
      case .kline:
        let candle = batch.klines[Int(entry.index)].candle
        let k = try #require(json["k"] as? [String: Any])
        #expect(matches(k["o"], candle.open) && matches(k["h"], candle.high))
        #expect(matches(k["l"], candle.low) && matches(k["c"], candle.close))
        #expect(matches(k["v"], candle.volume) && matches(k["q"], candle.quoteVolume))
        #expect(matches(k["V"], candle.takerBuyVolume))
        #expect(matches(k["Q"], candle.takerBuyQuoteVolume))
      default: Issue.record("\(entry)")
      }
    }
  }

  private func matches(_ json: Any?, _ amount: Amount) -> Bool {
    matches(json, AmountSum(units: Int128(amount.units)))
  }

  private func matches(_ json: Any?, _ sum: AmountSum) -> Bool {
    guard let text = json as? String, let decimal = Decimal(string: text) else { return false }
    return decimal * 100_000_000 == Decimal(string: "\(sum.units)")
  }

  private func matches(_ json: Any?, _ levels: [PriceLevel], _ range: Range<Int32>) -> Bool {
    guard let pairs = json as? [[Any]], pairs.count == range.count else { return false }
    return zip(pairs, levels[Int(range.lowerBound)..<Int(range.upperBound)]).allSatisfy {
      matches($0[0], $1.price) && matches($0[1], $1.quantity)
    }
  }
}
