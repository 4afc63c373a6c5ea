import Binance
import Market
import Testing

@Suite struct NameTests {
  @Test func `names are written as the exchange wants them`() {
    #expect(StreamName.trade("BTCUSDT").text == "btcusdt@trade")
    #expect(StreamName.kline("ADABNB", .mo1).text == "adabnb@kline_1M")
    #expect(StreamName.depth("ADABNB").text == "adabnb@depth@100ms")
    #expect(StreamName.bookTicker("币安人生USDT").text == "币安人生usdt@bookTicker")
  }

  @Test func `names are read in any case, suffixes as they are`() {
    let name = StreamName("BtcUsdt@kline_1M")
    #expect(
      name.symbol == "BTCUSDT" && name.suffix == "kline_1M" && name.text == "btcusdt@kline_1M")
    #expect(
      StreamName("!miniTicker@arr").symbol == ""
        && StreamName("!miniTicker@arr").text == "!miniTicker@arr")
    #expect(StreamName("tradingSession").suffix == "tradingSession")
    #expect(StreamName("a@b@c") == StreamName(symbol: "A", suffix: "b@c"))
  }

  @Test(arguments: [
    ("wss://stream.binance.com:9443/ws/btcusdt@trade", Venue.spot, false, ["btcusdt@trade"], false),
    (
      "wss://stream.binance.com:9443/ws/a@trade/b@depth5", .spot, false, ["a@trade", "b@depth5"],
      false
    ),
    (
      "wss://stream.binance.com/stream?streams=a@trade/b@depth", .spot, true,
      ["a@trade", "b@depth"], false
    ),
    ("wss://x/stream?streams=a@trade&timeUnit=MICROSECOND", .spot, true, ["a@trade"], true),
    ("wss://x/stream?streams=a@trade?timeUnit=MICROSECOND", .spot, true, ["a@trade"], true),
    ("wss://x/ws/a@trade?timeUnit=microsecond", .spot, false, ["a@trade"], true),
    ("wss://x/ws/a@trade?timeUnit=MILLISECOND", .spot, false, ["a@trade"], false),
    (
      "wss://fstream.binance.com/market/stream?streams=a@aggTrade", .usdm, true, ["a@aggTrade"],
      false
    ),
    ("wss://fstream.binance.com/public/ws/a@bookTicker", .usdm, false, ["a@bookTicker"], false),
    ("wss://dstream.binance.com/ws", .coinm, false, [], false),
    ("wss://x/ws/%E5%B8%81%E5%AE%89usdt%40trade", .spot, false, ["币安usdt@trade"], false),
    ("", .spot, false, [], false), ("wss://x", .spot, false, [], false),
  ])
  func `connections`(
    _ url: String, _ venue: Venue, _ isCombined: Bool, _ names: [String], _ micro: Bool
  ) {
    let opened = StreamURL(url)
    #expect(opened.venue == venue && opened.isCombined == isCombined)
    #expect(opened.streams.map(\.text) == names && opened.hasMicroseconds == micro)
  }

  @Test func `requests`() {
    let url = RequestURL(
      "https://fapi.binance.com/fapi/v1/klines?symbol=%E5%B8%81USDT&interval=1M&x")
    #expect(url.venue == .usdm && url.endpoint == .klines)
    #expect(
      url["symbol"] == "币USDT" && url["interval"] == "1M" && url["x"] == "" && url["y"] == nil)
    #expect(RequestURL("/api/v3/ticker/24hr").endpoint == .ticker24hr)
    #expect(RequestURL("https://dapi.binance.com/dapi/v1/time").venue == .coinm)
    #expect(RequestURL("https://api.binance.com/sapi/v1/nothing").endpoint == nil)
    #expect(RequestURL("").endpoint == nil)
    #expect(RequestURL("/x?a=%zz%4")["a"] == "%zz%4")
  }

  @Test(arguments: [
    ("0", 0), ("8", 480), ("-1:00", -60), ("05:45", 345), ("-0:30", -30), ("14:00", 840), ("x", 0),
    ("99", 0), ("1:99", 0), ("", 0), ("1:2:3", 0),
  ])
  func `time zones of requests`(_ text: String, _ minutes: Int16) {
    #expect(RequestURL("/api/v3/klines?timeZone=\(text)").zoneMinutes == minutes)
  }

  @Test func `weights and limits`() {
    #expect(Endpoint.depth.path(.spot) == "/api/v3/depth")
    #expect(Endpoint.tickerPrice.path(.usdm) == "/fapi/v2/ticker/price")
    #expect(
      [1, 100, 101, 500, 1000, 5000].map { Endpoint.depth.weight(.spot, limit: $0) } == [
        5, 5, 25, 25, 50, 250,
      ])
    #expect(
      [5, 50, 100, 500, 1000].map { Endpoint.depth.weight(.usdm, limit: $0) } == [2, 2, 5, 10, 20])
    #expect(
      [99, 100, 499, 500, 1000, 1500].map { Endpoint.klines.weight(.usdm, limit: $0) } == [
        1, 2, 2, 5, 5, 10,
      ])
    #expect(Endpoint.klines.weight(.spot) == 2 && Endpoint.klines.weight(.usdm) == 5)
    #expect(Endpoint.exchangeInfo.weight(.spot) == 20 && Endpoint.exchangeInfo.weight(.usdm) == 1)
    #expect(
      Endpoint.klines.limits(.spot)! == (500, 1000) && Endpoint.klines.limits(.usdm)! == (500, 1500)
    )
    #expect(Endpoint.depth.limits(.spot)! == (100, 5000) && Endpoint.ping.limits(.spot) == nil)
  }
}
