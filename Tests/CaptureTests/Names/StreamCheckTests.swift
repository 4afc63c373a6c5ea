import Binance
import Capture
import Market
import Testing

@Suite struct StreamCheckTests {
  private static func problem(_ name: String, _ venue: BinanceSite) -> String? {
    let stream =
      name.first == "!" || name == "tradingSession"
      ? StreamName(name) : StreamName(symbol: "BTCUSDT", suffix: name)
    return StreamCheck.problem(with: stream, at: venue)
  }

  @Test(
    arguments: [
      ("trade", .spot), ("kline_1s", .spot), ("kline_1M", .spot), ("kline_1d@+08:00", .spot),
      ("depth", .spot), ("depth@100ms", .spot), ("depth20@100ms", .spot), ("avgPrice", .us),
      ("ticker_4h", .spot), ("!ticker_1d@arr", .testnet), ("referencePrice", .spot),
      ("!ticker@arr", .us), ("blockTrade", .spot), ("markPrice@1s", .usdm),
      ("continuousKline_1m", .usdm), ("tradingSession", .usdm), ("!contractInfo", .usdm),
      ("rpiDepth@500ms", .usdm), ("depth@500ms", .usdm), ("trade", .usdm), ("!bookTicker", .coinm),
      ("indexPrice@1s", .coinm), ("indexPriceKline_1m", .coinm), ("markPriceKline_1h", .coinm),
    ] as [(String, BinanceSite)])
  func `what a venue documents is let through`(name: String, venue: BinanceSite) {
    #expect(Self.problem(name, venue) == nil)
  }

  @Test(
    arguments: [
      ("kline_7m", .spot, "kline_1m"), ("KLINE_1m", .spot, "kline_1m"),
      ("kline_1mo", .spot, "kline_1M"),
      ("aggtrade", .spot, "aggTrade"), ("depth7", .spot, "depth"),
      ("depth@50ms", .spot, "depth@100ms"),
      ("miniTickers", .spot, "miniTicker"), ("kline_1d@+01:00", .spot, "kline_1d@+08:00"),
      ("kline_1s", .coinm, "kline_1m"), ("!markprice@arr", .usdm, "!markPrice@arr"),
      ("indexPrice@2s", .coinm, "indexPrice@1s"),
    ] as [(String, BinanceSite, String)])
  func `what it does not is refused, with the nearest spelling`(
    name: String, venue: BinanceSite, near: String
  ) throws {
    let problem = try #require(Self.problem(name, venue))
    #expect(problem.hasPrefix("'\(name)' is "))
    #expect(
      problem.contains("Did you mean '\(near)'?") || problem.contains("is a stream of"),
      "\(problem)")
  }

  @Test func `retired streams and those of another venue are named as such`() {
    #expect(Self.problem("!ticker@arr", .spot)?.contains("was retired on 2026-03-26") == true)
    #expect(Self.problem("!bookTicker", .testnet)?.contains("was removed on 2022-12-07") == true)
    #expect(
      Self.problem("markPrice", .spot) == "'markPrice' is a stream of usdm and coinm, not of spot.")
    #expect(
      Self.problem("blockTrade", .usdm) == "'blockTrade' is a stream of spot, not of usdm.")
  }

  @Test(
    arguments: [
      ("indexPrice@1s", "BTCUSD_PERP", "btcusd@indexPrice@1s"),
      ("indexPriceKline_1m", "BTCUSD", "btcusd@indexPriceKline_1m"),
      ("continuousKline_1m", "BTCUSD_PERP", "btcusd_perpetual@continuousKline_1m"),
      ("continuousKline_1m", "BTCUSDT", "btcusdt_perpetual@continuousKline_1m"),
      ("continuousKline_1m", "BTCUSDT_next_quarter", "btcusdt_next_quarter@continuousKline_1m"),
      ("markPriceKline_1m", "BTCUSD_PERP", "btcusd_perp@markPriceKline_1m"),
    ])
  func `streams of a pair are named after it`(stream: String, symbol: String, name: String) {
    #expect(StreamCheck.name(of: stream, symbol: symbol).text == name)
  }

  @Test func `every name in the catalogue has a kind`() {
    for venue in Venue.allCases {
      let catalog = StreamCatalog(venue)
      for suffix in catalog.ofSymbols {
        #expect(StreamName(symbol: "A", suffix: suffix).kind != .unknown, "\(suffix)")
      }
      for name in catalog.ofMarket { #expect(StreamName(name).kind != .unknown, "\(name)") }
    }
  }

  @Test(
    arguments: [
      ("BTC/USDT", "BTCUSDT"), ("BTC-USDT", "BTCUSDT"), ("BTC USDT", "BTCUSDT"),
      ("BTC:USDT", "BTCUSDT"), ("BTC/USDT:USDT", "BTCUSDT"), ("BTC_USDT", "BTCUSDT"),
    ])
  func `separators in symbols are refused`(symbol: String, plain: String) {
    #expect(
      StreamCheck.problem(withSymbol: symbol, at: .spot)?.hasSuffix("Did you mean '\(plain)'?")
        == true)
  }

  @Test(
    arguments: [
      ("BTCUSDT", .spot), ("1000SHIBUSDT", .spot), ("币安人生USDT", .spot), ("btcusdt", .spot),
      ("BTCUSDT", .usdm), ("BTCUSDT_260327", .usdm), ("BTCUSDT_next_quarter", .usdm),
      ("BTCUSD_PERP", .coinm), ("btcusd_perp", .coinm), ("BTCUSD_260327", .coinm),
      ("BTCUSD", .coinm),
    ] as [(String, Venue)])
  func `symbols as the exchange writes them are let through`(symbol: String, venue: Venue) {
    #expect(StreamCheck.problem(withSymbol: symbol, at: venue) == nil)
  }

  @Test(
    arguments: [
      ("BTCUSD_PERP", .spot, "--venue usdm and --venue coinm"),
      ("BTCUSD_PERP", .usdm, "--venue coinm"), ("BTCUSDT_PERP", .usdm, "BTCUSDT_260327"),
      ("BTCUSDT", .coinm, "--venue usdm"), ("BTCUSD_NEXT", .coinm, "BTCUSD_PERP"),
      ("btcusdt@trade", .spot, "name --symbol BTCUSDT and --stream trade."),
    ] as [(String, Venue, String)])
  func `symbols of another venue are refused with the venue that has them`(
    symbol: String, venue: Venue, advice: String
  ) throws {
    let problem = try #require(StreamCheck.problem(withSymbol: symbol, at: venue))
    #expect(problem.hasPrefix("'\(symbol)' is ") && problem.contains(advice), "\(problem)")
  }
}
