import Basics
import Binance
import Market
import Replay
import Simulation
import Testing

@testable import ExchangeServer

/// `tool serve --generate SEED --venue usdm|coinm`.
struct GeneratedFuturesTests {
  private static func exchange(
    _ venue: Venue, _ symbols: [String], _ change: (inout ExchangeOptions) -> Void = { _ in }
  ) throws -> TestExchange {
    let source = try GeneratedExchange(
      symbols.map { symbol in
        var options = ExchangeMarketOptions(
          symbol: symbol, venue: venue, seed: 7, startMs: TestMarket.startMs)
        options.historyMs = 600_000
        options.tradesKept = 1 << 12
        options.rateMilli = 100
        return options
      })
    return TestExchange(source: source, change)
  }

  private static let coins = ["BTCUSD_PERP", "ETHUSD_PERP", "ETHUSD_250926"]

  private func text(_ exchange: TestExchange, _ target: String) -> String {
    String(decoding: exchange.get(target).body, as: UTF8.self)
  }

  @Test(
    arguments: [
      (.usdm, "BTCUSDT", "/fapi/v1/"), (.coinm, "BTCUSD_PERP", "/dapi/v1/"),
    ] as [(Venue, String, String)])
  func `a venue answers under its own path, and under no other`(
    venue: Venue, symbol: String, path: String
  ) throws {
    let exchange = try Self.exchange(venue, [symbol])
    let targets = [
      "ping", "time", "exchangeInfo", "depth?symbol=\(symbol)", "trades?symbol=\(symbol)",
      "historicalTrades?symbol=\(symbol)", "aggTrades?symbol=\(symbol)",
      "klines?symbol=\(symbol)&interval=1m", "ticker/24hr?symbol=\(symbol)",
      "ticker/price?symbol=\(symbol)", "ticker/bookTicker?symbol=\(symbol)",
    ]
    for target in targets {
      let answer = exchange.get(path + target)
      #expect(answer.status == 200, "\(target)")
      #expect((try? JSONParser.parse(answer.body)) != nil, "\(target)")
      for other in ["/api/v3/", "/fapi/v1/", "/dapi/v1/"] where other != path {
        #expect(exchange.get(other + target).status == 404, "\(other)\(target)")
      }
    }
    #expect(exchange.get(path + "avgPrice?symbol=\(symbol)").status == 404)
    #expect(
      text(exchange, path + "klines?symbol=\(symbol)&interval=1s")
        == #"{"code":-1120,"msg":"Invalid interval."}"#)
    #expect(
      text(exchange, path + "depth?symbol=NOPE") == #"{"code":-1121,"msg":"Invalid symbol."}"#)
    #expect(exchange.get(path + "klines?symbol=\(symbol)&interval=1m&limit=1500").status == 200)
  }

  @Test func `COIN-M answers tickers with arrays, by symbol and by pair`() throws {
    let exchange = try Self.exchange(.coinm, Self.coins)
    for path in ["ticker/price", "ticker/bookTicker", "ticker/24hr"].map({ "/dapi/v1/" + $0 }) {
      let counts = ["", "?symbol=ETHUSD_PERP", "?pair=ETHUSD"].map { query -> Int in
        guard case .array(let rows)? = try? JSONParser.parse(exchange.get(path + query).body)
        else { return -1 }
        return rows.count
      }
      #expect(counts == [3, 1, 2], "\(path)")
      #expect(exchange.get(path + "?pair=ETHUSD&symbol=ETHUSD_PERP").status == 400)
      #expect(exchange.get(path + "?pair=ADAUSD").status == 400)
    }
    #expect(
      text(exchange, "/dapi/v1/ticker/price?symbol=ETHUSD_PERP")
        .hasPrefix(#"[{"symbol":"ETHUSD_PERP","ps":"ETHUSD","price":""#))
    let day = try JSONParser.parse(exchange.get("/dapi/v1/ticker/24hr?symbol=BTCUSD_PERP").body)
    guard case .array(let rows) = day, case .string(let average)? = rows[0]["weightedAvgPrice"],
      case .string(let low)? = rows[0]["lowPrice"], case .string(let high)? = rows[0]["highPrice"]
    else {
      Issue.record("\(day)")
      return
    }
    #expect(rows[0]["baseVolume"] != nil && rows[0]["quoteVolume"] == nil)
    // Dollars over coins lie between the prices.
    #expect(Double(low)! <= Double(average)! && Double(average)! <= Double(high)!)
  }

  @Test func `COIN-M gives the newest klines of a range, the others the oldest`() throws {
    let startMs = TestMarket.startMs - 540_000
    let query = "klines?interval=1m&limit=2&startTime=\(startMs)&symbol="
    func first(_ venue: Venue, _ symbol: String, _ path: String) throws -> JSONValue? {
      let exchange = try Self.exchange(venue, [symbol])
      guard
        case .array(let rows)? = try? JSONParser.parse(exchange.get(path + query + symbol).body),
        case .array(let columns)? = rows.first
      else { return nil }
      return columns.first
    }
    #expect(try first(.usdm, "BTCUSDT", "/fapi/v1/") == .integer(startMs))
    #expect(
      try first(.coinm, "BTCUSD_PERP", "/dapi/v1/") == .integer(TestMarket.startMs - 60_000))
  }

  @Test func `weights and refusals are those of futures`() throws {
    let exchange = try Self.exchange(.coinm, ["BTCUSD_PERP"])
    func used(_ target: String) -> Int {
      Int(exchange.get("/dapi/v1/" + target)["x-mbx-used-weight-1m"] ?? "") ?? -1
    }
    var before = used("ping")
    #expect(before == 1)
    for (target, weight) in [
      ("exchangeInfo", 1), ("depth?symbol=BTCUSD_PERP&limit=1000", 20),
      ("aggTrades?symbol=BTCUSD_PERP", 20), ("ticker/24hr", 40), ("ticker/price", 2),
      ("ticker/bookTicker?symbol=BTCUSD_PERP", 2), ("klines?symbol=BTCUSD_PERP&interval=1m", 5),
    ] {
      let after = used(target)
      #expect(after - before == weight, "\(target)")
      before = after
    }
    // 40 each: 60 use up what is left of 2400.
    for _ in 0..<60 where exchange.get("/dapi/v1/ticker/24hr").status != 200 { break }
    let refusal = exchange.get("/dapi/v1/ping")
    #expect(refusal.status == 429)
    #expect(
      String(decoding: refusal.body, as: UTF8.self).contains(
        "Too many requests; current limit is 2400 requests per minute."))
  }

  @Test func `streams have contracts' names, and only those that futures have`() throws {
    let exchange = try Self.exchange(.coinm, Self.coins) {
      $0.pace = .speed(.paced(numerator: 100, denominator: 1))
    }
    let client = try exchange.open(
      "/stream?streams=btcusd_perp@aggTrade/btcusd_perp@kline_1m/btcusd_perp@kline_1s"
        + "/ethusd_250926@depth@500ms/btcusd_perp@depth")
    exchange.run(ms: 1000)
    let names = Set(
      exchange.clients.texts(client).compactMap { text -> String? in
        guard case .string(let name)? = (try? JSONParser.parse(Array(text.utf8)))?["stream"] else {
          return nil
        }
        return name
      })
    #expect(
      names == [
        "btcusd_perp@aggTrade", "btcusd_perp@kline_1m", "ethusd_250926@depth@500ms",
        "btcusd_perp@depth",
      ])
    // COIN-M has no routes.
    #expect(throws: TestExchange.Refused(status: 404)) {
      try exchange.open("/market/stream?streams=btcusd_perp@aggTrade")
    }
  }

  @Test func `USD-M's routes deliver their own streams`() throws {
    let exchange = try Self.exchange(.usdm, ["BTCUSDT"]) {
      $0.pace = .speed(.paced(numerator: 100, denominator: 1))
    }
    let names = "streams=btcusdt@aggTrade/btcusdt@bookTicker"
    let clients = try ["/public", "/market"].map { try exchange.open("\($0)/stream?\(names)") }
    exchange.run(ms: 1000)
    let kinds = clients.map { client in
      Set(exchange.clients.texts(client).map { $0.dropFirst(19).prefix { $0 != "\"" } })
    }
    #expect(kinds == [["bookTicker"], ["aggTrade"]])
  }

  @Test func `futures ping every three minutes, and take ten messages a second`() throws {
    let exchange = try Self.exchange(.usdm, ["BTCUSDT"])
    let client = try exchange.open("/market/ws")
    exchange.run(ms: 170_000)
    #expect(!exchange.clients.take(client).contains { $0.opcode == .ping })
    exchange.run(ms: 11_000)
    #expect(exchange.clients.take(client).contains { $0.opcode == .ping })
    for id in 0..<10 { exchange.say(#"{"method":"LIST_SUBSCRIPTIONS","id":\#(id)}"#, client) }
    #expect(exchange.clients.ended[client] == nil)
    exchange.say(#"{"method":"LIST_SUBSCRIPTIONS","id":11}"#, client)
    #expect(exchange.clients.ended[client] == "closed")
  }

  @Test func `an exchange is of one venue`() {
    let options = [Venue.spot, .usdm].map {
      ExchangeMarketOptions(symbol: "BTCUSDT", venue: $0, seed: 1, startMs: TestMarket.startMs)
    }
    #expect(throws: GeneratorError.self) { try GeneratedExchange(options) }
  }
}
