import Feed
import Recording
import Replay
import TestSupport
import Testing

@testable import ExchangeServer

/// What the recorded exchange makes itself stays the same byte for byte.
struct DerivedBytesTests {
  private static func hash(_ texts: [String]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in texts {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    return hash
  }

  @Test func `streams and answers made from the demo`() throws {
    let recording = try Recording(paths: [PackageRoot.path + "/recordings/demo"])
    let contents = try RecordingContents(recording, .connections)
    let source = RecordedExchange(
      recording, contents: contents, startUs: contents.firstUs + 7_200_000_000)
    let exchange = TestExchange(source: source) {
      $0.pace = .speed(.paced(numerator: 10, denominator: 1))
    }
    let names = [
      "aggTrade", "kline_1s", "kline_1m", "kline_15m", "miniTicker", "ticker", "avgPrice",
      "depth5", "depth20@100ms",
    ]
    let client = try exchange.open(
      "/stream?streams=" + names.map { "adabnb@" + $0 }.joined(separator: "/")
        + "/!miniTicker@arr/!ticker@arr")
    exchange.run(ms: 12_000)
    let texts = exchange.clients.texts(client)
    #expect(texts.count == 674)
    #expect(Self.hash(texts) == 12_985_165_299_149_386_647)
    let targets = [
      "klines?symbol=ADABNB&interval=1m&limit=100", "klines?symbol=ADABNB&interval=1h",
      "klines?symbol=ADABNB&interval=3m&startTime=1621645200000&limit=7",
      "depth?symbol=ADABNB&limit=50", "trades?symbol=ADABNB&limit=100",
      "aggTrades?symbol=ADABNB&limit=100", "avgPrice?symbol=ADABNB", "ticker/price",
      "ticker/bookTicker", "ticker/24hr?symbol=ADABNB", "ticker/24hr?type=MINI",
      "ticker?symbol=ADABNB&windowSize=1h", "ticker/tradingDay?symbol=ADABNB&type=MINI",
      "exchangeInfo",
    ]
    let bodies = targets.map { target in
      String(decoding: exchange.get("/api/v3/" + target).body, as: UTF8.self)
    }
    #expect(Self.hash(bodies) == 15_594_998_043_437_434_566)
  }
}
