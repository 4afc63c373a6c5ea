import Binance
import Market
import Recording
import TestSupport
import Testing

@testable import ExchangeServer

/// Whatever clients and recordings hold, it is read or refused; nothing crashes.
struct ParserFuzzTests {
  /// Good texts, to be damaged.
  private static let targets = [
    "/ws/btcusdt@trade", "/stream?streams=btcusdt@trade/ethusdt@depth@100ms?timeUnit=MICROSECOND",
    "/ws/%E5%B8%81%E5%AE%89usdt@trade", "/public/ws/btcusdt@bookTicker", "/control/state",
    "/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000&startTime=1723075200000",
    "/api/v3/ticker/24hr?symbols=[%22BTCUSDT%22,%22ETHUSDT%22]&type=MINI",
    "/api/v3/ticker?symbol=BTCUSDT&windowSize=7d", "/fapi/v1/depth?symbol=BTCUSDT&limit=5",
    "/control/seek?to=2021-05-22T03:00:00.5Z", "/control/step?ms=1000", "/control/speed?value=0.5x",
  ]
  private static let texts = [
    #"{"method":"SUBSCRIBE","params":["btcusdt@trade","btcusdt@depth"],"id":"a1"}"#,
    #"{"method":"SET_PROPERTY","params":["combined",true],"id":-9223372036854775808}"#,
    #"{"id":1,"method":"LIST_SUBSCRIPTIONS","x":[1.5e308,{"\u00e9\ud83d\ude00":[[[null]]]}]}"#,
  ]

  /// Bytes of a good text with some changed, dropped, doubled or cut off.
  private static func damaged(_ text: String, _ random: inout SeededRandom) -> [UInt8] {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let at = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: at)
      case 2: bytes.insert(contentsOf: bytes[at...], at: at)
      case 3: bytes.removeSubrange(at...)
      case 4: bytes.insert(contentsOf: Array("99999999999999999999".utf8), at: at)
      default: bytes[at] = Array("%&=/?@[]{}\"\\,:!".utf8).randomElement(using: &random) ?? 0
      }
    }
    return bytes
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `Targets of handshakes, of REST and of the controls`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let exchange = try TestExchange(["BTCUSDT", "ETHUSDT"])
    var opened = 0
    for round in 0..<1500 {
      let bytes = Self.damaged(Self.targets.randomElement(using: &random) ?? "", &random)
      let target = String(decoding: bytes, as: UTF8.self)
      _ = StreamSession(target: target, venue: .usdm)
      _ = StreamURL(target)
      let answer = exchange.get(target)
      #expect([200, 400, 404, 429, 418].contains(answer.status), "seed \(seed), round \(round)")
      let control = exchange.control(round.isMultiple(of: 2) ? "GET" : "POST", "/control/" + target)
      #expect(control.status >= 200 && control.status < 500)
      if exchange.core.knock(target: target, address: "\(round)", nowNs: exchange.nowNs) == nil {
        opened += exchange.core.opened(target: target, nowNs: exchange.nowNs) == nil ? 0 : 1
      }
    }
    exchange.run(ms: 1000)
    #expect(opened > 10)
    #expect(exchange.core.connectionCount > 0)
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `Messages of clients`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let exchange = try TestExchange {
      $0.messagesPerSecondMax = 1_000_000
      $0.attemptsMax = 1_000_000
    }
    let witness = try exchange.open("/ws/adabnb@bookTicker")
    for round in 0..<1500 {
      let client = try exchange.open("/ws")
      let bytes = Self.damaged(Self.texts.randomElement(using: &random) ?? "", &random)
      exchange.core.received(.text(bytes), from: client, nowNs: exchange.nowNs)
      // An answer to each, or an end of the connection.
      #expect(!exchange.clients.take(client).isEmpty, "seed \(seed), round \(round)")
      exchange.core.received(.close([]), from: client, nowNs: exchange.nowNs)
    }
    exchange.run(ms: 5000)
    #expect(!exchange.clients.texts(witness).isEmpty)
    #expect(exchange.core.connectionCount == 1)
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `Records of recordings`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let start = MadeRecording.startMs
    let payloads: [(FrameKind, String)] = [
      (.opened, #"{"url":"wss://stream.binance.com/stream?streams=btcusdt@trade/btcusdt@depth5"}"#),
      (.textSent, Self.texts[0]), (.lost, #"{"reason":"end"}"#),
      (.text, MadeRecording.Record.trade(1, ms: 5).payload),
      (.text, #"{"u":1,"s":"BTCUSDT","b":"1.0","B":"1.0","a":"2.0","A":"1.0"}"#),
      (
        .response,
        #"{"url":"https://api.binance.com/api/v3/exchangeInfo","status":200}"# + "\n"
          + #"{"symbols":[{"symbol":"BTCUSDT"}]}"#
      ),
      (
        .archive,
        #"{"data":"trades","venue":"spot","symbol":"BTCUSDT"}"# + "\n"
          + "7,1.00000000,1.00000000,1.00000000,\(start),True,True\n"
      ),
    ]
    let records = (0..<400).map { index in
      let (kind, text) = payloads.randomElement(using: &random) ?? payloads[0]
      let bytes = index < 8 ? Array(text.utf8) : Self.damaged(text, &random)
      return MadeRecording.Record(
        ms: Int64(index), connection: UInt32(index % 3), kind: kind,
        payload: String(decoding: bytes, as: UTF8.self))
    }
    let made = try MadeRecording(records)
    let exchange = made.exchange { $0.pace = .framesPerSecond(100_000) }
    let symbol = exchange.core.source.symbols.first ?? "BTCUSDT"
    _ = try exchange.open(
      "/stream?streams=btcusdt@trade/btcusdt@kline_1s/btcusdt@depth5/!ticker@arr")
    exchange.run(ms: 2000)
    for path in ["klines?interval=1m&symbol=", "depth?symbol=", "trades?symbol=", "ticker?symbol="]
    {
      #expect(exchange.get("/api/v3/" + path + symbol).status < 500)
    }
    exchange.control("POST", "/control/seek?to=\(start + 200)")
    exchange.finishSeeking()
    #expect(exchange.core.headUs == (start + 200) * 1000)
  }
}
