import Binance
import Feed
import Market
import Recording
import Replay
import Testing

@testable import ExchangeServer

/// Recordings of two connections at a time, and recordings of archives.
struct RedundantTests {
  private static let url = "wss://stream.binance.com:9443/stream?streams=btcusdt@trade"

  private func ids(_ exchange: TestExchange, _ client: Int) -> [Int64] {
    exchange.clients.texts(client).map { FaultTests.id($0) }
  }

  @Test func `Of two copies a client gets one; what came twice over one connection comes twice`()
    throws
  {
    let made = try MadeRecording([
      .opened(1, ms: 0, Self.url), .opened(2, ms: 0, Self.url),
      .trade(1, ms: 10, tradedMs: 1), .trade(1, ms: 11, tradedMs: 1, connection: 2),
      .trade(2, ms: 20, tradedMs: 2, connection: 2), .trade(2, ms: 21, tradedMs: 2),
      // A gap of one connection is filled by the other.
      .trade(3, ms: 30, tradedMs: 3, connection: 2), .trade(4, ms: 40, tradedMs: 4),
      .trade(4, ms: 41, tradedMs: 4, connection: 2),
      .trade(5, ms: 50, tradedMs: 5), .trade(5, ms: 51, tradedMs: 5),
      .trade(5, ms: 52, tradedMs: 5, connection: 2),
      .init(ms: 60, connection: 1, kind: .lost, payload: #"{"reason":"end"}"#),
      .trade(6, ms: 70, tradedMs: 6, connection: 2),
    ])
    let exchange = made.exchange()
    let client = try exchange.open("/ws/btcusdt@trade")
    exchange.run(ms: 200)
    #expect(ids(exchange, client) == [1, 2, 3, 4, 5, 5, 6])
  }

  @Test func `The filter forgets what is long past`() {
    var filter = CopyFilter()
    func isCopy(_ text: String, _ connection: UInt32) -> Bool {
      let bytes = Array(text.utf8)
      return filter.isCopy(bytes.span, from: connection)
    }
    #expect(!isCopy("a", 1))
    #expect(isCopy("a", 2))
    #expect(!isCopy("a", 1))
    for number in 0..<4096 { #expect(!isCopy("\(number)", 1)) }
    #expect(!isCopy("a", 2))
    #expect(isCopy("a", 1))
  }

  private static let head = #"{"file":"x.csv","data":"DATA","venue":"spot","symbol":"BTCUSDT"}"#

  @Test func `Archived trades are streams, klines and trades`() throws {
    let rows = (1...3).map { id in
      "\(id),10\(id).00000000,1.00000000,10\(id).00000000,\(MadeRecording.startMs + 100),True,True\n"
    }
    let head = Self.head.replacing("DATA", with: "trades")
    let made = try MadeRecording([
      .archive(
        ms: 0, head, "0,100.00000000,1.00000000,100.00000000,\(MadeRecording.startMs),True,True\n"),
      .archive(ms: 500, head, rows.joined()),
      .archive(
        ms: 1500, head,
        "4,104.00000000,1.00000000,104.00000000,\(MadeRecording.startMs + 1500),False,True\n"),
    ])
    #expect(made.contents.symbols(of: .spot) == ["BTCUSDT"])
    let exchange = made.exchange(fromMs: 1) {
      $0.pace = .speed(.paced(numerator: 1, denominator: 1))
    }
    let client = try exchange.open("/ws/btcusdt@trade")
    let klines = try exchange.open("/ws/btcusdt@kline_1s")
    let aggregates = try exchange.open("/ws/btcusdt@aggTrade")
    exchange.run(ms: 3000)
    let texts = exchange.clients.texts(client)
    let start = MadeRecording.startMs
    #expect(
      texts.first
        == #"{"e":"trade","E":\#(start + 600),"s":"BTCUSDT","t":1,"p":"101.00000000","#
        + #""q":"1.00000000","T":\#(start + 100),"m":true,"M":true}"#)
    #expect(texts.map { FaultTests.id($0) } == [1, 2, 3, 4])
    #expect(exchange.clients.texts(klines).contains { $0.contains(#""x":true"#) })
    #expect(exchange.clients.texts(aggregates).count == 4)
    #expect(exchange.get("/api/v3/trades?symbol=BTCUSDT").body.count > 200)
  }

  @Test func `Archived klines are klines, and longer ones`() throws {
    let head = Self.head.replacing("DATA", with: "klines")
      .replacing("}", with: #","interval":"1m"}"#)
    let start = MadeRecording.startMs
    let made = try MadeRecording(
      (0..<10).map { minute in
        let openMs = start + Int64(minute) * 60_000
        return .archive(
          ms: Int64(minute + 1) * 60_000, head,
          "\(openMs),1\(minute).0,2\(minute).0,1.0,1\(minute).5,2.0,\(openMs + 59_999),30.0,4,1.0,15.0,0\n"
        )
      })
    let exchange = made.exchange(fromMs: 60_001) {
      $0.pace = .speed(.paced(numerator: 600, denominator: 1))
    }
    let client = try exchange.open("/ws/btcusdt@kline_5m")
    let trades = made.exchange { _ in }
    #expect(throws: Never.self) { try trades.open("/ws/btcusdt@trade") }
    exchange.run(ms: 850)
    #expect(
      String(
        decoding: exchange.get(
          "/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=1&startTime=\(start)"
        ).body,
        as: UTF8.self)
        == #"[[\#(start),"10.0","24.0","1.0","14.5","10.0",\#(start + 299_999),"150.00",20,"5.0","#
        + #""75.00","0"]]"#)
    let closed = exchange.clients.texts(client).filter { $0.contains(#""x":true"#) }
    #expect(closed.count == 1 && closed[0].contains(#""t":\#(start),"#))
  }
}
