import Binance
import Market
import Simulation
import Testing

/// What is generated, read by the code that reads Binance.
struct GeneratedDecodingTests {
  private func decode(_ market: GeneratedMarket) -> MessageBatch {
    let decoder = MessageDecoder(wanted: .everything)
    var batch = MessageBatch()
    for frame in market.frames {
      let bytes = frame.payload.span
      let reference = FrameReference(
        receivedNs: frame.receivedNs, connection: frame.connection, record: 0)
      switch frame.kind {
      case .text: decoder.decodeText(bytes, reference, into: &batch)
      case .response: decoder.decodeResponse(bytes, reference, into: &batch)
      default: break
      }
    }
    return batch
  }

  @Test(arguments: ["ADABNB", "币安人生USDT"])
  func `the decoder knows every message and every key`(symbol: String) throws {
    let market = try GeneratedMarket(symbol, minutes: 5, streams: GeneratedRecordingTests.all) {
      $0.faults = [.serverShutdown, .error]
    }
    let batch = decode(market)
    #expect(batch.counts[.malformed] == 0 && batch.counts[.unknown] == 0)
    #expect(batch.counts[.serverShutdown] == 1 && batch.counts[.error] == 1)
    #expect(batch.counts[.exchangeInfo] == 1 && batch.counts[.depthSnapshot] == 2)
    #expect(batch.counts[.trade] > 30 && batch.counts[.aggTrade] > 30)
    #expect(batch.counts[.depthUpdate] > 30 && batch.counts[.bookTicker] > 30)
    #expect(batch.unknownKeys.total == 0, "\(batch.unknownKeys.list)")
    let id = try #require(batch.symbols.lookup(symbol))
    #expect(batch.trades.allSatisfy { $0.symbol == id })
    #expect(batch.klines.allSatisfy { $0.candle.symbol == id })
  }

  @Test(arguments: ["ADABNB", "ETHBTC"])
  func `candles built from the trades are the true klines`(symbol: String) throws {
    let market = try GeneratedMarket(symbol, minutes: 20, streams: [.trade]) {
      $0.trackedIntervals = [.m1, .m5]
    }
    let trades = decode(market).trades
    for interval in [Interval.m1, .m5] {
      var builder = CandleBuilder(symbol: trades[0].symbol, interval: interval)
      for trade in trades { _ = builder.add(trade) }
      builder.finish()
      var lines: [UInt8] = []
      for case .settled(let candle) in builder.events { KlineText.append(candle, to: &lines) }
      let expected = try market.klines(interval, of: .recording).map { $0.csvRow + "\n" }
      #expect(String(decoding: lines, as: UTF8.self) == expected.joined())
    }
  }
}
