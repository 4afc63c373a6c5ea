import Replay
import Testing

@testable import ExchangeServer

/// What a websocket client may do and what it gets, in virtual time.
struct StreamRuleTests {
  @Test func `raw and combined frames, and a change between them`() throws {
    let exchange = try TestExchange()
    let raw = try exchange.open("/ws/adabnb@bookTicker")
    let combined = try exchange.open("/stream?streams=adabnb@bookTicker")
    exchange.run(ms: 20_000)
    let bare = exchange.clients.texts(raw)
    let wrapped = exchange.clients.texts(combined)
    #expect(bare.count > 5)
    #expect(bare.allSatisfy { $0.hasPrefix(#"{"u":"#) })
    #expect(wrapped == bare.map { #"{"stream":"adabnb@bookTicker","data":\#($0)}"# })
    exchange.say(#"{"method":"SET_PROPERTY","params":["combined",false],"id":1}"#, combined)
    exchange.run(ms: 20_000)
    let later = exchange.clients.texts(combined)
    #expect(later.first == #"{"result":null,"id":1}"#)
    #expect(Array(later.dropFirst()) == exchange.clients.texts(raw))
  }

  @Test(arguments: ["trade", "kline_1s", "depth", "bookTicker", "ticker"])
  func `a connection in microseconds gets the same frames with longer times`(stream: String) throws
  {
    let exchange = try TestExchange()
    let plain = try exchange.open("/ws/adabnb@\(stream)")
    let longer = try exchange.open("/ws/adabnb@\(stream)?timeUnit=MICROSECOND")
    exchange.run(ms: 40_000)
    let (ms, us) = (exchange.clients.texts(plain), exchange.clients.texts(longer))
    #expect(ms.count > 3)
    #expect(us.map { $0.replacing(#/(\d{13})(000|999)\b/#) { $0.1 } } == ms)
    let times = stream == "bookTicker" ? 0 : stream == "kline_1s" || stream == "ticker" ? 3 : 2
    #expect(us[0].matches(of: #/:\d{16}\b/#).count == (stream == "depth" ? 1 : times))
    if stream == "kline_1s" { #expect(us[0].contains(#/"T":\d{10}999999,/#)) }
  }

  @Test func `subscribing and unsubscribing on the way; unknown streams are silent`() throws {
    let exchange = try TestExchange()
    let client = try exchange.open("/ws")
    exchange.run(ms: 5000)
    #expect(exchange.clients.texts(client) == [])
    exchange.say(
      #"{"method":"SUBSCRIBE","params":["adabnb@depth@100ms","nope@trade","ADABNB@trade"],"id":1}"#,
      client)
    exchange.run(ms: 10_000)
    let frames = exchange.clients.texts(client)
    #expect(frames.first == #"{"result":null,"id":1}"#)
    #expect(frames.count > 3)
    #expect(frames.dropFirst().allSatisfy { $0.hasPrefix(#"{"e":"depthUpdate","#) })
    exchange.say(#"{"method":"UNSUBSCRIBE","params":["adabnb@depth@100ms"],"id":2}"#, client)
    exchange.run(ms: 10_000)
    #expect(exchange.clients.texts(client) == [#"{"result":null,"id":2}"#])
  }

  @Test func `pings every 20 s; a client without pongs hears of it and is closed`() throws {
    let exchange = try TestExchange()
    let deaf = try exchange.open("/ws/adabnb@trade")
    let good = try exchange.open("/ws")
    for _ in 0..<5 {
      exchange.run(ms: 20_000)
      for frame in exchange.clients.take(good) {
        #expect(frame.opcode == .ping)
        exchange.core.received(.pong(frame.payload), from: good, nowNs: exchange.nowNs)
      }
    }
    #expect(exchange.clients.ended == [deaf: "closed"])
    let last = try #require(exchange.clients.take(deaf).last)
    #expect(last.opcode == .close)
    #expect(last.payload == [0x03, 0xF0] + Array("Pong timeout".utf8))
    #expect(exchange.truthLines.contains { $0.contains(#""closed":"1008 Pong timeout""#) })
  }

  @Test func `an unsolicited pong keeps nobody alive`() {
    var heartbeat = Heartbeat(Heartbeat.Limits(), openedNs: 0)
    #expect(heartbeat.check(nowNs: 19_000_000_000) == nil)
    #expect(heartbeat.check(nowNs: 20_000_000_000) == .ping(payload: Array("20000".utf8)))
    heartbeat.pong([], nowNs: 21_000_000_000)
    #expect(
      heartbeat.check(nowNs: 80_000_000_000) == .close(code: 1008, reason: "Pong timeout"))
  }

  @Test func `a connection is closed at 24 hours`() {
    var limits = Heartbeat.Limits()
    limits.lifetimeNs = 5_000_000_000
    var heartbeat = Heartbeat(limits, openedNs: 1)
    #expect(heartbeat.check(nowNs: 5_000_000_000) == nil)
    #expect(heartbeat.check(nowNs: 5_000_000_001) == .close(code: 1000, reason: ""))
  }

  @Test func `five messages a second are allowed, six are not`() throws {
    let exchange = try TestExchange()
    let client = try exchange.open("/ws")
    for second in 0..<3 {
      for id in 0..<5 { exchange.say(#"{"method":"LIST_SUBSCRIPTIONS","id":\#(id)}"#, client) }
      #expect(exchange.clients.texts(client).count == 5, "second \(second)")
      exchange.run(ms: 1000)
    }
    for _ in 0..<6 { exchange.core.received(.ping([1]), from: client, nowNs: exchange.nowNs) }
    let frames = exchange.clients.take(client)
    #expect(frames.count { $0.opcode == .pong && $0.payload == [1] } == 5)
    #expect(frames.last?.payload.prefix(2) == [0x03, 0xF0])
    #expect(exchange.clients.ended[client] == "closed")
  }

  @Test func `binary and broken text end the connection`() throws {
    let exchange = try TestExchange()
    let (a, b) = (try exchange.open("/ws"), try exchange.open("/ws"))
    exchange.core.received(.binary, from: a, nowNs: exchange.nowNs)
    exchange.core.received(.text([0xC0]), from: b, nowNs: exchange.nowNs)
    #expect(exchange.clients.take(a).first?.payload.prefix(2) == [0x03, 0xEB])
    #expect(exchange.clients.take(b).first?.payload.prefix(2) == [0x03, 0xEF])
  }

  @Test func `a close frame is answered`() throws {
    let exchange = try TestExchange()
    let client = try exchange.open("/ws")
    exchange.core.received(.close([0x03, 0xE8, 0x62]), from: client, nowNs: exchange.nowNs)
    #expect(exchange.clients.take(client).map(\.payload) == [[0x03, 0xE8]])
    #expect(exchange.core.connectionCount == 0)
  }

  @Test func `attempts and connections are limited`() throws {
    let exchange = try TestExchange { $0.attemptsMax = 3 }
    for _ in 0..<3 { _ = try exchange.open("/ws") }
    #expect(throws: TestExchange.Refused(status: 429)) { try exchange.open("/ws") }
    let small = try TestExchange { $0.connectionsMax = 1 }
    _ = try small.open("/ws")
    #expect(throws: TestExchange.Refused(status: 503)) { try small.open("/ws") }
    #expect(throws: TestExchange.Refused(status: 404)) { try small.open("/nothing") }
    #expect(throws: TestExchange.Refused(status: 414)) {
      try small.open("/ws/" + String(repeating: "a", count: 9000))
    }
  }

  @Test func `a client that does not read is dropped, others go on`() throws {
    let exchange = try TestExchange { $0.unreadBytesMax = 1000 }
    let slow = try exchange.open("/ws/adabnb@bookTicker")
    let good = try exchange.open("/ws/adabnb@bookTicker")
    exchange.clients.unread[slow] = 1001
    exchange.run(ms: 20_000)
    #expect(exchange.clients.ended == [slow: "aborted"])
    #expect(exchange.clients.texts(good).count > 5)
  }

  @Test func `at max the market waits for its readers, but not for ever`() throws {
    let exchange = try TestExchange {
      $0.pace = .speed(.max)
      $0.unreadWaitMs = 1000
    }
    exchange.run(ms: 100)
    #expect(exchange.core.headUs == TestMarket.startMs * 1000, "nobody listens")
    let slow = try exchange.open("/ws/adabnb@trade")
    let good = try exchange.open("/ws/adabnb@trade")
    exchange.run(ms: 5)
    let reached = exchange.core.headUs
    #expect(reached > TestMarket.startMs * 1000)
    exchange.clients.unread[slow] = 2 << 20
    exchange.run(ms: 500)
    #expect(exchange.core.headUs == reached)
    exchange.run(ms: 1000)
    #expect(exchange.clients.ended == [slow: "aborted"])
    #expect(exchange.core.headUs > reached)
    #expect(exchange.core.connectionCount == 1)
    #expect(!exchange.clients.texts(good).isEmpty)
  }

  @Test func `a load of so many frames a second`() throws {
    let exchange = try TestExchange(["BTCUSDT"]) { $0.pace = .framesPerSecond(10_000) }
    let client = try exchange.open("/stream?streams=btcusdt@bookTicker/btcusdt@trade")
    exchange.run(ms: 1000)
    #expect(exchange.clients.texts(client).count == 10_000)
  }

  @Test func `frames are the same at any speed`() throws {
    func frames(_ speed: Int64, ms: Int64) throws -> [String] {
      let exchange = try TestExchange(["ADABNB", "BNBBTC"]) {
        $0.pace = .speed(.paced(numerator: speed, denominator: 1))
      }
      let client = try exchange.open(
        "/stream?streams=adabnb@trade/bnbbtc@trade/bnbbtc@depth/adabnb@kline_1s")
      exchange.run(ms: ms)
      return exchange.clients.texts(client)
    }
    let slow = try frames(1, ms: 60_000)
    #expect(slow.count > 30)
    #expect(try frames(60, ms: 1000) == slow)
    #expect(
      try frames(7, ms: 60_000 / 7).elementsEqual(slow.prefix(try frames(7, ms: 60_000 / 7).count)))
  }
}
