import Basics
import Binance
import Market
import Replay
import Testing

@testable import ExchangeServer

struct RestTests {
  static let symbols = ["ADABNB", "BTCUSDT", "币安人生USDT"]

  static func query(_ target: String) throws(RestError) -> QueryReader.Question {
    let url = RequestURL(target)
    guard let endpoint = url.endpoint else { throw .notFound }
    return try QueryReader(symbols: symbols).read(url, endpoint)
  }

  @Test(arguments: [
    ("/api/v3/ping", QueryReader.Question.ping),
    ("/api/v1/time", .time),
    ("/api/v3/exchangeInfo", .market(.exchangeInfo(.many([0, 1, 2])))),
    (
      "/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22,%22ADABNB%22%5D",
      .market(.exchangeInfo(.many([1, 0])))
    ),
    (
      "/api/v3/klines?interval=5m&symbol=ADABNB",
      .market(.klines(symbol: 0, .m5, startMs: nil, endMs: nil, limit: 500))
    ),
    (
      "/api/v3/uiKlines?symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&interval=1M&limit=5000",
      .market(.klines(symbol: 2, .mo1, startMs: nil, endMs: nil, limit: 1000))
    ),
    (
      "/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=0&endTime=1723075200000000&timeZone=0",
      .market(.klines(symbol: 1, .m1, startMs: 0, endMs: 1_723_075_200_000, limit: 500))
    ),
    ("/api/v3/depth?symbol=BTCUSDT", .market(.depth(symbol: 1, limit: 100))),
    ("/api/v3/depth?symbol=BTCUSDT&limit=9999", .market(.depth(symbol: 1, limit: 5000))),
    (
      "/api/v3/historicalTrades?symbol=ADABNB&fromId=7&limit=2",
      .market(.trades(symbol: 0, fromId: 7, limit: 2))
    ),
    (
      "/api/v3/aggTrades?symbol=ADABNB&startTime=5",
      .market(.aggTrades(symbol: 0, fromId: nil, startMs: 5, endMs: nil, limit: 500))
    ),
    ("/api/v3/ticker/24hr?symbol=ADABNB&type=MINI", .market(.dayTickers(.one(0), isMini: true))),
    ("/api/v3/ticker/price", .market(.prices(.many([0, 1, 2])))),
  ])
  func `a request is read`(target: String, question: QueryReader.Question) throws {
    #expect(try Self.query(target) == question)
  }

  @Test(arguments: [
    ("klines?interval=1m", -1102), ("klines?symbol=ADABNB", -1102),
    ("klines?symbol=&interval=1m", -1105), ("klines?symbol=adabnb&interval=1m", -1100),
    ("klines?symbol=NOPE&interval=1m", -1121), ("klines?symbol=ADABNB&interval=1H", -1120),
    ("klines?symbol=ADABNB&interval=1m&limit=x", -1100),
    ("klines?symbol=ADABNB&interval=1m&limit=0", -1130),
    ("klines?symbol=ADABNB&interval=1m&startTime=-5", -1100),
    ("klines?symbol=ADABNB&interval=1m&startTime=99999999999999999999", -1130),
    ("klines?symbol=ADABNB&interval=1m&timeZone=8", -1130),
    ("klines?symbol=ADABNB&interval=1m&foo=1", -1101),
    ("klines?symbol=ADABNB&symbol=BTCUSDT&interval=1m", -1101), ("time?x=1", -1101),
    ("aggTrades?symbol=ADABNB&fromId=1&startTime=1", -1128),
    ("exchangeInfo?symbol=NOPE", -1121), ("exchangeInfo?symbols=NOPE", -1135),
    ("exchangeInfo?symbols=[]", -1135),
    ("ticker/price?symbols=[%22ADABNB%22,%22ADABNB%22]", -1151),
    ("ticker/price?symbol=ADABNB&symbols=[%22ADABNB%22]", -1128),
    ("ticker/24hr?type=HUGE", -1139),
  ])
  func `a bad request has its code`(path: String, code: Int) {
    #expect(throws: RestError.self) { try Self.query("/api/v3/" + path) }
    do {
      _ = try Self.query("/api/v3/" + path)
    } catch {
      #expect(error.code.rawValue == code)
      #expect(error.status == 400)
      #expect((try? JSONParser.parse(error.body)) != nil)
    }
  }

  @Test func `answers carry the weight used, and limits are kept`() throws {
    let exchange = try TestExchange { $0.weightMax = 100 }
    #expect(exchange.get("/api/v3/exchangeInfo")["x-mbx-used-weight-1m"] == "20")
    #expect(exchange.get("/api/v3/depth?symbol=ADABNB&limit=1000")["X-MBX-USED-WEIGHT-1M"] == "70")
    #expect(exchange.get("/api/v3/nope").status == 404)
    #expect(exchange.get("/other").status == 404)
    let refused = exchange.get("/api/v3/depth?symbol=ADABNB&limit=1000")
    #expect(refused.status == 429)
    #expect(refused["Retry-After"] == "60")
    #expect(String(decoding: refused.body, as: UTF8.self).hasPrefix(#"{"code":-1003,"#))
    // Another address has a budget of its own.
    let other = exchange.core.answer(
      method: "GET", target: "/api/v3/ping", address: "10.0.0.1", nowNs: exchange.nowNs)
    #expect(other.status == 200)
  }

  @Test func `who goes on asking is banned, each time for longer`() {
    var ledger = WeightLedger(WeightLedger.Limits(weightMax: 10, ignoredMax: 2, firstBanS: 120))
    #expect(ledger.charge(10, atMs: 30_000) == .served)
    #expect(ledger.charge(1, atMs: 30_000) == .tooMany(retryAfterS: 30))
    #expect(ledger.charge(1, atMs: 40_000) == .tooMany(retryAfterS: 20))
    #expect(ledger.charge(1, atMs: 40_500) == .banned(untilMs: 160_500, retryAfterS: 120))
    #expect(ledger.charge(1, atMs: 100_000) == .banned(untilMs: 160_500, retryAfterS: 61))
    #expect(ledger.charge(1, atMs: 160_500) == .served)
    for _ in 0..<3 { _ = ledger.charge(10, atMs: 161_000) }
    #expect(ledger.charge(10, atMs: 161_000) == .banned(untilMs: 401_000, retryAfterS: 240))
  }

  @Test func `only GET is served`() throws {
    let exchange = try TestExchange()
    let answer = exchange.core.answer(
      method: "POST", target: "/api/v3/ping", address: "a", nowNs: exchange.nowNs)
    #expect(answer.status == 405)
  }

  @Test func `answers are as of the play head`() throws {
    let exchange = try TestExchange { $0.pace = .speed(.paced(numerator: 60, denominator: 1)) }
    let before = exchange.get("/api/v3/time")
    #expect(String(decoding: before.body, as: UTF8.self) == #"{"serverTime":1723075200000}"#)
    exchange.run(ms: 1000)
    let after = exchange.get("/api/v3/time")
    #expect(String(decoding: after.body, as: UTF8.self) == #"{"serverTime":1723075260000}"#)
    #expect(after["Date"] == "Thu, 08 Aug 2024 00:01:00 GMT")
    let trades = try JSONParser.parse(exchange.get("/api/v3/trades?symbol=ADABNB&limit=1").body)
    guard case .array(let rows) = trades, case .integer(let timeMs)? = rows.first?["time"] else {
      Issue.record("no trades: \(trades.text)")
      return
    }
    #expect(timeMs < 1_723_075_260_000)
  }
}
