import Basics
import Binance
import Feed
import Market
import Replay
import Testing

@testable import ExchangeServer

/// Recordings of COIN-M, and of several venues at a time.
struct VenueTests {
  private static let base = MadeRecording.startMs

  private func text(_ exchange: TestExchange, _ target: String) -> String {
    String(decoding: exchange.get(target).body, as: UTF8.self)
  }

  private static func coins() throws -> MadeRecording {
    var records: [MadeRecording.Record] = [
      .opened(
        1, ms: 0,
        "wss://dstream.binance.com/stream?streams=btcusd_perp@aggTrade/btcusd_perp@depth@100ms"),
      .response(
        ms: 5, "https://dapi.binance.com/dapi/v1/depth?symbol=BTCUSD_PERP&limit=1000",
        #"{"lastUpdateId":70,"symbol":"BTCUSD_PERP","pair":"BTCUSD","E":\#(base),"T":\#(base - 1),"#
          + #""bids":[["9599.9","20"]],"asks":[["9600.1","5"]]}"#),
      // Goes on from the snapshot (`pu`), though its ids leap.
      .frame(
        1, ms: 8, "btcusd_perp@depth@100ms",
        #"{"e":"depthUpdate","E":\#(base + 8),"T":\#(base + 7),"s":"BTCUSD_PERP","ps":"BTCUSD","#
          + #""U":75,"u":84,"pu":70,"b":[["9600.0","3"]],"a":[]}"#),
    ]
    for (step, price, contracts) in [(0, "9600.0", 1), (1, "9601.4", 2), (61, "9601.4", 1)]
      as [(Int64, String, Int)]
    {
      let timeMs = base + 10 + step * 1000
      records.append(
        .frame(
          1, ms: 10 + step * 1000, "btcusd_perp@aggTrade",
          #"{"e":"aggTrade","E":\#(timeMs),"a":\#(100 + step),"s":"BTCUSD_PERP","p":"\#(price)","#
            + #""q":"\#(contracts)","f":\#(900 + step),"l":\#(900 + step),"T":\#(timeMs),"m":false}"#
        ))
    }
    return try MadeRecording(records)
  }

  @Test func `COIN-M is answered under dapi, with contracts and coins`() throws {
    let exchange = try Self.coins().exchange(fromMs: 50_000)
    let base = Self.base
    #expect(exchange.core.source.venue == .coinm)
    #expect(
      text(exchange, "/dapi/v1/klines?symbol=BTCUSD_PERP&interval=1m")
        == #"[[\#(base),"9600.0","9601.4","9600.0","9601.4","3",\#(base + 59_999),"#
        + #""0.03124696",2,"3","0.03124696","0"]]"#)
    #expect(
      text(exchange, "/dapi/v1/aggTrades?symbol=BTCUSD_PERP&fromId=101")
        == #"[{"a":101,"p":"9601.4","q":"2","f":901,"l":901,"T":\#(base + 1010),"m":false}]"#)
    #expect(
      text(exchange, "/dapi/v1/depth?symbol=BTCUSD_PERP&limit=5")
        == #"{"lastUpdateId":84,"symbol":"BTCUSD_PERP","pair":"BTCUSD","E":\#(base + 7),"#
        + #""T":\#(base + 7),"bids":[["9600.0","3"],["9599.9","20"]],"asks":[["9600.1","5"]]}"#)
    #expect(
      text(exchange, "/dapi/v1/ticker/price?symbol=BTCUSD_PERP")
        == #"[{"symbol":"BTCUSD_PERP","ps":"BTCUSD","price":"9601.4","time":\#(base + 1010)}]"#)
    let info = try JSONParser.parse(exchange.get("/dapi/v1/exchangeInfo").body)
    guard case .array(let symbols)? = info["symbols"] else { return #expect(Bool(false)) }
    #expect(symbols.first?["contractSize"] == .integer(100))
    #expect(symbols.first?["pricePrecision"] == .integer(1))
    #expect(exchange.get("/api/v3/ping").status == 404)
    #expect(exchange.get("/fapi/v1/ping").status == 404)
    // The page asks behind /control.
    #expect(
      exchange.control("GET", "/control/dapi/v1/klines?symbol=BTCUSD_PERP&interval=1m").body
        == exchange.get("/dapi/v1/klines?symbol=BTCUSD_PERP&interval=1m").body)
  }

  /// BTCUSDT of spot and of USD-M, at 100 and at 200.
  private static func mixed() throws -> MadeRecording {
    func trade(_ connection: UInt32, _ ms: Int64, _ price: String) -> MadeRecording.Record {
      .frame(
        connection, ms: ms, "btcusdt@aggTrade",
        #"{"e":"aggTrade","E":\#(base + ms),"s":"BTCUSDT","a":\#(ms),"p":"\#(price)","q":"1.000","#
          + #""f":\#(ms),"l":\#(ms),"T":\#(base + ms),"m":false}"#)
    }
    return try MadeRecording([
      .opened(1, ms: 0, "wss://stream.binance.com:9443/stream?streams=btcusdt@aggTrade"),
      .opened(
        2, ms: 0,
        "wss://fstream.binance.com/market/stream?streams=btcusdt@aggTrade/ethusdt@aggTrade"),
      .response(
        ms: 1, "https://fapi.binance.com/fapi/v1/klines?symbol=BTCUSDT&interval=1d",
        #"[[\#(base),"200.00","200.00","200.00","200.00","9.000",\#(base + 86_399_999),"1800.00000","#
          + #"9,"9.000","1800.00000","0"]]"#),
      trade(1, 1000, "100.00000000"), trade(2, 1001, "200.00"), trade(1, 2000, "101.00000000"),
      trade(2, 2001, "201.00"),
    ])
  }

  @Test(
    arguments: [
      (.spot, "/api/v3/", "101.00000000", "100."), (.usdm, "/fapi/v1/", "201.00", "200."),
    ]
      as [(Venue, String, String, String)])
  func `of several venues one is served, and knows nothing of the others`(
    venue: Venue, path: String, last: String, first: String
  ) throws {
    let made = try Self.mixed()
    #expect(made.contents.venues == [.spot, .usdm])
    #expect(
      made.contents.symbols(of: venue) == (venue == .spot ? ["BTCUSDT"] : ["BTCUSDT", "ETHUSDT"]))
    let exchange = TestExchange(
      source: RecordedExchange(
        made.recording, contents: made.contents, venue: venue, startUs: (Self.base + 500) * 1000))
    let client = try exchange.open("/ws/btcusdt@aggTrade")
    exchange.run(ms: 2000)
    let frames = exchange.clients.texts(client)
    #expect(frames.count == 2)
    #expect(frames.allSatisfy { $0.contains(#""p":"\#(last.prefix(1))"#) })
    #expect(text(exchange, path + "ticker/price?symbol=BTCUSDT").contains(#""price":"\#(last)""#))
    let klines = text(exchange, path + "klines?symbol=BTCUSDT&interval=1m")
    #expect(klines.contains(#","\#(first)"#))
    let days = text(exchange, path + "klines?symbol=BTCUSDT&interval=1d")
    #expect(days.contains("1800.00000") == (venue == .usdm))
  }

  @Test func `coarser klines made for a stream are those of the whole recording`() throws {
    // Klines alone, over three hours, of which the 5m stream is made.
    var records: [MadeRecording.Record] = [
      .opened(1, ms: 0, "wss://stream.binance.com:9443/stream?streams=btcusdt@kline_1m")
    ]
    for minute in 0..<180 as Range<Int64> where minute % 17 != 3 {
      let openMs = Self.base + minute * 60_000
      records.append(
        .frame(
          1, ms: minute * 60_000 + 60_001, "btcusdt@kline_1m",
          #"{"e":"kline","E":\#(openMs + 60_001),"s":"BTCUSDT","k":{"t":\#(openMs),"T":\#(openMs + 59_999),"#
            + #""s":"BTCUSDT","i":"1m","f":\#(minute * 10),"L":\#(minute * 10 + 9),"o":"\#(100 + minute).0","#
            + #""c":"\#(101 + minute).0","h":"\#(103 + minute).0","l":"\#(90 + minute).0","v":"5.0","n":10,"#
            + #""x":true,"q":"500.0","V":"2.0","Q":"200.0","B":"0"}}"#))
    }
    let made = try MadeRecording(records)
    let exchange = made.exchange(fromMs: 1000) {
      $0.pace = .speed(.paced(numerator: 2000, denominator: 1))
    }
    let client = try exchange.open("/ws/btcusdt@kline_5m")
    exchange.run(ms: 5600)
    let closed = exchange.clients.texts(client).filter { $0.contains(#""x":true"#) }
    let streamed = closed.compactMap { try? JSONParser.parse(Array($0.utf8))["k"] }
    guard
      case .array(let rows) = try JSONParser.parse(
        exchange.get("/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=1000").body)
    else { return #expect(Bool(false)) }
    #expect(streamed.count >= 34 && rows.count >= streamed.count)
    for kline in streamed {
      let row = rows.first { if case .array(let row) = $0 { row[0] == kline["t"] } else { false } }
      guard case .array(let columns)? = row else {
        Issue.record("no row of \(kline)")
        continue
      }
      #expect(columns[1] == kline["o"] && columns[4] == kline["c"] && columns[5] == kline["v"])
      #expect(columns[8] == kline["n"])
    }
  }
}
