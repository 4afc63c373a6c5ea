import Basics
import Replay
import Testing

@testable import ExchangeServer

/// A recording of USD-M: other paths, other fields, streams split over two routes.
struct FuturesTests {
  private static func made() throws -> MadeRecording {
    let base = MadeRecording.startMs
    var records: [MadeRecording.Record] = [
      .opened(
        1, ms: 0, "wss://fstream.binance.com/public/stream?streams=btcusdt@trade/btcusdt@bookTicker"
      ),
      .opened(2, ms: 0, "wss://fstream.binance.com/market/stream?streams=btcusdt@aggTrade"),
      .response(
        ms: 5, "https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=1000",
        #"{"lastUpdateId":50,"E":\#(base),"T":\#(base - 1),"bids":[["61800.20","2.507"]],"#
          + #""asks":[["61800.30","2.510"]]}"#),
      .response(
        ms: 6, "https://fapi.binance.com/fapi/v1/premiumIndex?symbol=BTCUSDT",
        #"{"symbol":"BTCUSDT","markPrice":"61800.1"}"#),
    ]
    for step in 0..<40 as Range<Int64> {
      let (ms, id) = (10 + step * 1000, 700 + step)
      let timeMs = base + ms
      let mark = #""p":"618\#(10 + step).30","q":"0.006","#
      records += [
        .frame(
          1, ms: ms, "btcusdt@trade",
          #"{"e":"trade","E":\#(timeMs),"T":\#(timeMs),"s":"BTCUSDT","t":\#(id),\#(mark)"#
            + #""X":"MARKET","m":false}"#),
        .frame(
          2, ms: ms + 1, "btcusdt@aggTrade",
          #"{"e":"aggTrade","E":\#(timeMs),"s":"BTCUSDT","a":\#(id - 600),\#(mark)"#
            + #""f":\#(id),"l":\#(id),"T":\#(timeMs),"m":false}"#),
        .frame(
          1, ms: ms + 2, "btcusdt@bookTicker",
          #"{"e":"bookTicker","u":\#(100 + step),"s":"BTCUSDT","b":"61800.20","B":"2.507","#
            + #""a":"61800.30","A":"2.510","T":\#(timeMs),"E":\#(timeMs)}"#),
      ]
    }
    return try MadeRecording(records)
  }

  private func text(_ exchange: TestExchange, _ target: String) -> String {
    String(decoding: exchange.get(target).body, as: UTF8.self)
  }

  @Test func `Every path answers in futures' form, and spot's are not there`() throws {
    let made = try Self.made()
    let exchange = made.exchange(fromMs: 30_000)
    let base = MadeRecording.startMs
    #expect(text(exchange, "/fapi/v1/ping") == "{}")
    #expect(text(exchange, "/fapi/v1/time") == #"{"serverTime":\#(base + 30_000)}"#)
    #expect(
      text(exchange, "/fapi/v1/klines?symbol=BTCUSDT&interval=1m")
        == #"[[\#(base),"61810.30","61839.30","61810.30","61839.30","0.180",\#(base + 59_999),"#
        + #""11128.46400",30,"0.180","11128.46400","0"]]"#)
    #expect(
      text(exchange, "/fapi/v1/trades?symbol=BTCUSDT&limit=1")
        == #"[{"id":729,"price":"61839.30","qty":"0.006","quoteQty":"371.03","#
        + #""time":\#(base + 29_010),"isBuyerMaker":false,"isRPITrade":false}]"#)
    #expect(
      text(exchange, "/fapi/v1/aggTrades?symbol=BTCUSDT&fromId=129&limit=1")
        == #"[{"a":129,"p":"61839.30","q":"0.006","f":729,"l":729,"T":\#(base + 29_010),"m":false}]"#
    )
    #expect(
      text(exchange, "/fapi/v1/depth?symbol=BTCUSDT&limit=5")
        == #"{"lastUpdateId":50,"E":\#(base + 29_010),"T":\#(base + 29_010),"#
        + #""bids":[["61800.20","2.507"]],"asks":[["61800.30","2.510"]]}"#)
    #expect(
      text(exchange, "/fapi/v2/ticker/price?symbol=BTCUSDT")
        == #"{"symbol":"BTCUSDT","price":"61839.30","time":\#(base + 29_010)}"#)
    #expect(
      text(exchange, "/fapi/v1/ticker/bookTicker?symbol=BTCUSDT")
        == #"{"symbol":"BTCUSDT","bidPrice":"61800.20","bidQty":"2.507","askPrice":"61800.30","#
        + #""askQty":"2.510","time":\#(base + 29_010),"lastUpdateId":129}"#)
    let day = try JSONParser.parse(exchange.get("/fapi/v1/ticker/24hr?symbol=BTCUSDT").body)
    #expect(day["volume"] == .string("0.180") && day["count"] == .integer(30))
    #expect(day["bidPrice"] == nil && day["prevClosePrice"] == nil)
    let info = try JSONParser.parse(exchange.get("/fapi/v1/exchangeInfo").body)
    guard case .array(let symbols)? = info["symbols"] else { return #expect(Bool(false)) }
    #expect(symbols.map { $0["contractType"] } == [.string("PERPETUAL")])
    #expect(symbols[0]["pricePrecision"] == .integer(2))
    #expect(info["rateLimits"]?.text.contains(#""limit":2400"#) == true)
    // The page asks behind /control.
    #expect(
      exchange.control("GET", "/control/fapi/v1/klines?symbol=BTCUSDT&interval=1m").body
        == exchange.get("/fapi/v1/klines?symbol=BTCUSDT&interval=1m").body)
    // What nothing else says is repeated as it was recorded.
    #expect(
      text(exchange, "/fapi/v1/premiumIndex?symbol=BTCUSDT")
        == #"{"symbol":"BTCUSDT","markPrice":"61800.1"}"#)
    #expect(exchange.get("/fapi/v1/fundingRate?symbol=BTCUSDT").status == 404)
    #expect(exchange.get("/fapi/v1/avgPrice?symbol=BTCUSDT").status == 404)
    #expect(exchange.get("/api/v3/ping").status == 404)
    #expect(exchange.get("/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=1500").status == 200)
    #expect(exchange.get("/fapi/v1/klines?symbol=NOPE&interval=1m").status == 400)
  }

  @Test func `A route delivers its streams; paths without one deliver all`() throws {
    let made = try Self.made()
    let exchange = made.exchange(fromMs: 1000) {
      $0.pace = .speed(.paced(numerator: 10, denominator: 1))
    }
    let names = "btcusdt@trade/btcusdt@aggTrade/btcusdt@bookTicker"
    let clients = try [
      "/stream", "/public/stream", "/market/stream",
    ].map { try exchange.open("\($0)?streams=\(names)") }
    let raw = try exchange.open("/public/ws/btcusdt@trade")
    exchange.run(ms: 1000)
    let kinds = clients.map { client in
      Set(exchange.clients.texts(client).map { $0.dropFirst(19).prefix { $0 != "\"" } })
    }
    #expect(
      kinds == [["trade", "aggTrade", "bookTicker"], ["trade", "bookTicker"], ["aggTrade"]])
    let texts = exchange.clients.texts(raw)
    #expect(texts.count == 10 && texts.allSatisfy { $0.hasPrefix(#"{"e":"trade","#) })
    #expect(throws: TestExchange.Refused(status: 404)) { try exchange.open("/private/ws/x") }
    exchange.say(#"{"method":"LIST_SUBSCRIPTIONS","id":1}"#, clients[2])
    #expect(exchange.clients.texts(clients[2]).last?.contains("btcusdt@trade") == true)
  }

  @Test func `Made streams have futures' fields`() throws {
    let made = try Self.made()
    let exchange = made.exchange(fromMs: 1000) {
      $0.pace = .speed(.paced(numerator: 10, denominator: 1))
    }
    let client = try exchange.open(
      "/ws/btcusdt@ticker/btcusdt@miniTicker/btcusdt@kline_1m/btcusdt@depth5@500ms/!miniTicker@arr")
    exchange.run(ms: 1500)
    let texts = exchange.clients.texts(client)
    let ticker = try #require(texts.last { $0.contains("24hrTicker") }, "\(texts)")
    #expect(!ticker.contains(#""x":"#) && !ticker.contains(#""b":"#))
    #expect(try JSONParser.parse(Array(ticker.utf8))["c"] == .string("61824.30"))
    #expect(texts.contains { $0.hasPrefix(#"{"e":"depthUpdate""#) && $0.contains(#""pu":50"#) })
    #expect(texts.contains { $0.hasPrefix(#"[{"e":"24hrMiniTicker""#) })
    #expect(texts.allSatisfy { (try? JSONParser.parse(Array($0.utf8))) != nil })
  }
}
