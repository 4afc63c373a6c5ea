import Binance
import Foundation
import Market
import Simulation
import Testing

/// A generated market of futures, from the exchange's side.
struct FuturesMarketTests {
  private static func market(
    _ symbol: String, _ venue: Venue, historyMs: Int64 = 600_000
  ) throws -> ExchangeMarket {
    var options = ExchangeMarketOptions(
      symbol: symbol, venue: venue, seed: 1, startMs: ExchangeMarketTests.startMs)
    options.historyMs = historyMs
    options.rateMilli = 200
    options.tradesKept = 1 << 14
    return try ExchangeMarket(options)
  }

  @Test(arguments: ["BTC", "ETH", "SOL", "BNB", "ADA", "XRP", "DOGE"])
  func `contracts of one coin cost what the coin costs, in ticks that are fine enough`(
    coin: String
  ) throws {
    let spot = SymbolProfile.of(coin + "USDT")
    let price = spot.startTicks * spot.tickUnits
    for (symbol, venue) in [
      (coin + "USDT", Venue.usdm), (coin + "USDC", .usdm), (coin + "USDT_250926", .usdm),
      (coin + "USD_PERP", .coinm),
    ] {
      let profile = SymbolProfile.of(symbol, venue)
      #expect(profile.startTicks >= 300, "\(symbol)")
      #expect(price - profile.startTicks * profile.tickUnits < profile.tickUnits, "\(symbol)")
      try Self.market(symbol, venue).options.check()
    }
  }

  @Test(arguments: [
    ("BTCUSD_259999", Venue.coinm), ("BTCUSDT", .coinm), ("_", .usdm), ("BTCUSD_PERP", .usdm),
    ("BTCUSDT_259999", .usdm), ("BTCUSDT_PERP", .usdm),
  ])
  func `a name of another market is refused`(symbol: String, venue: Venue) {
    #expect(throws: GeneratorError.self) { try Self.market(symbol, venue) }
  }

  static let both: [(Venue, String)] = [(.usdm, "BTCUSDT"), (.coinm, "BTCUSD_PERP")]

  private func text(_ write: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    write(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: both)
  func `diffs chain by pu, join the snapshot and agree with bookTicker`(
    venue: Venue, symbol: String
  ) throws {
    var market = try Self.market(symbol, venue)
    var frames = try ExchangeMarketTests.run(
      &market, seconds: 5, streams: [.depth(.ms100), .bookTicker])
    var book = try GeneratedBookTests.LocalBook(
      snapshot: try GeneratedMarket.json(
        Array(text { market.appendDepth(limit: 1000, to: &$0) }.utf8)))
    frames += try ExchangeMarketTests.run(
      &market, seconds: 20, streams: [.depth(.ms100), .bookTicker])
    let diffs = frames.filter { $0.stream == "depth@100ms" }
    #expect(diffs.count > 150)
    #expect(zip(diffs, diffs.dropFirst()).allSatisfy { $1.integer("pu") == $0.integer("u") })
    // Ids belong to all symbols: what follows does not follow by one.
    #expect(zip(diffs, diffs.dropFirst()).allSatisfy { $1.integer("U") > $0.integer("u") + 1 })
    #expect(diffs.allSatisfy { $0.integer("T") > 0 && $0.integer("U") <= $0.integer("u") })

    let tickers = frames.filter { $0.stream == "bookTicker" }
    var (applied, next, compared) = (0, 0, 0)
    for diff in diffs where diff.integer("u") > book.id {
      if applied == 0 {
        #expect(diff.integer("U") <= book.id || diff.integer("pu") == book.id)
      }
      applied += 1
      try GeneratedBookTests.LocalBook.set(diff.data["b"], in: &book.bids)
      try GeneratedBookTests.LocalBook.set(diff.data["a"], in: &book.asks)
      while next < tickers.count, tickers[next].integer("u") <= diff.integer("u") { next += 1 }
      guard next > 0 else { continue }
      let ticker = tickers[next - 1]
      let (bid, ask) = (try #require(book.bids.keys.max()), try #require(book.asks.keys.min()))
      #expect(ticker.amount("b") == bid && ticker.amount("B") == book.bids[bid])
      #expect(ticker.amount("a") == ask && ticker.amount("A") == book.asks[ask])
      compared += 1
    }
    #expect(compared > 100)
    let levels = try #require(diffs.last { ($0.data["b"] as? [[String]])?.count ?? 0 > 1 })
    let bids = try #require(levels.data["b"] as? [[String]]).map { GeneratedMarket.amount($0[0]) }
    #expect(bids == bids.sorted())
  }

  @Test(arguments: both)
  func `stream and REST klines are what the trades and the aggregates make`(
    venue: Venue, symbol: String
  ) throws {
    var market = try Self.market(symbol, venue)
    let frames = try ExchangeMarketTests.run(
      &market, seconds: 240, streams: [.trade, .aggTrade, .kline(.m1)])
    let builders = ["trade", "aggTrade"].map { stream in
      var builder = CandleBuilder(
        symbol: SymbolID(rawValue: 0), interval: .m1, contract: InverseContract(symbol: symbol))
      for frame in frames where frame.stream == stream { _ = builder.add(Self.trade(frame)) }
      builder.finish()
      return builder.events.compactMap { event -> String? in
        if case .settled(let candle) = event { KlineText.line(candle) } else { nil }
      }
    }
    #expect(Self.trimmed(builders[0]) == Self.trimmed(builders[1]))
    let body = text { market.appendKlines(.m1, startMs: nil, endMs: nil, limit: 5, to: &$0) }
    let columns: [[Any]] = try #require(
      try GeneratedMarket.json(Array(body.utf8)) as? [[Any]])
    let rows = columns.map { row in row.map { "\($0)" }.joined(separator: ",") }
    let built = Self.trimmed(builders[0])
    #expect(built.count >= 2 && built.allSatisfy(rows.contains), "\(built) \(rows)")
    let closed = frames.filter { $0.stream == "kline_1m" }.compactMap { frame in
      (frame.data["k"] as? [String: Any]).flatMap { $0["x"] as? Bool == true ? $0 : nil }
    }
    #expect(closed.count >= 3)
    for kline in closed {
      let q = try #require(kline["q"] as? String)
      #expect(rows.contains { $0.hasPrefix("\(kline["t"]!),") && $0.contains(",\(q),") })
    }
  }

  /// The first and the last candle are cut by the start and the end.
  private static func trimmed(_ lines: [String]) -> [String] {
    Array(lines.dropFirst().dropLast())
  }

  private static func trade(_ frame: ExchangeMarketTests.Sent) -> Trade {
    let isSingle = frame.stream == "trade"
    let (price, quantity) = (frame.data["p"] as? String ?? "", frame.data["q"] as? String ?? "")
    func decimals(_ text: String) -> UInt8 {
      UInt8(text.split(separator: ".").dropFirst().first?.count ?? 0)
    }
    return Trade(
      symbol: SymbolID(rawValue: 0), id: frame.integer(isSingle ? "t" : "a"),
      firstTradeId: frame.integer(isSingle ? "t" : "f"),
      lastTradeId: frame.integer(isSingle ? "t" : "l"), price: Amount(price) ?? .zero,
      quantity: Amount(quantity) ?? .zero, tradeTimeUs: frame.integer("T") * 1000,
      isBuyerMaker: frame.data["m"] as? Bool == true,
      decimals: Decimals(price: decimals(price), quantity: decimals(quantity)))
  }

  @Test(arguments: both)
  func `frames have the venue's keys and decimals`(venue: Venue, symbol: String) throws {
    var market = try Self.market(symbol, venue)
    let frames = try ExchangeMarketTests.run(
      &market, seconds: 30,
      streams: [.trade, .aggTrade, .bookTicker, .depth(.ms250), .bestLevels(5, .ms500), .ticker])
    let pair = venue == .coinm ? ["ps"] : []
    let keys: [String: [String]] = [
      "trade": ["E", "T", "X", "e", "m", "p", "q", "s", "t"],
      "aggTrade": ["E", "T", "a", "e", "f", "l", "m", "p", "q", "s"]
        + (venue == .usdm ? ["nq"] : []),
      "bookTicker": ["A", "B", "E", "T", "a", "b", "e", "s", "u"] + pair,
      "depth": ["E", "T", "U", "a", "b", "e", "pu", "s", "u"] + pair,
      "depth5@500ms": ["E", "T", "U", "a", "b", "e", "pu", "s", "u"] + pair,
      "ticker": [
        "C", "E", "F", "L", "O", "P", "Q", "c", "e", "h", "l", "n", "o", "p", "q", "s", "v", "w",
      ] + pair,
    ]
    for (stream, expected) in keys {
      let frame = try #require(frames.first { $0.stream == stream }, "\(stream)")
      #expect(frame.data.keys.sorted() == expected.sorted(), "\(stream)")
    }
    let trade = try #require(frames.first { $0.stream == "trade" })
    let price = try #require(trade.data["p"] as? String)
    #expect(price.split(separator: ".").last?.count == 1)
    #expect((trade.data["q"] as? String)?.contains(".") == (venue == .usdm))
  }

  @Test func `the exchange's own words: info, trades, depth`() throws {
    let coins = try Self.market("BTCUSD_PERP", .coinm)
    let row = text { coins.appendTrades(fromId: nil, limit: 1, to: &$0) }
    #expect(row.contains(#","baseQty":"0."#) && !row.contains("RPI") && !row.contains("quoteQty"))
    #expect(
      text { coins.appendDepth(limit: 5, to: &$0) }
        .contains(#","symbol":"BTCUSD_PERP","pair":"BTCUSD","E":1621641600000,"T":"#))
    let info = try #require(
      try GeneratedMarket.json(
        Array(
          text {
            ExchangeMarket.appendExchangeInfo([coins.profile], serverMs: 1, to: &$0)
          }.utf8)) as? [String: Any])
    let symbol = try #require((info["symbols"] as? [[String: Any]])?.first)
    #expect(symbol["contractSize"] as? Int == 100)
    #expect(symbol["contractStatus"] as? String == "TRADING")
    #expect(symbol["status"] == nil && symbol["marginAsset"] as? String == "BTC")
    #expect(symbol["contractType"] as? String == "PERPETUAL")

    let dollars = try Self.market("BTCUSDT", .usdm)
    let quote = text { dollars.appendTrades(fromId: nil, limit: 1, to: &$0) }
    #expect(quote.contains(#","isRPITrade":false}]"#))
    let filters = text {
      ExchangeMarket.appendExchangeInfo([dollars.profile], serverMs: 1, to: &$0)
    }
    #expect(filters.contains(#"{"filterType":"MIN_NOTIONAL","notional":"5"}"#))
    #expect(filters.contains(#""tickSize":"0.1""#) && filters.contains(#""stepSize":"0.001""#))
  }

  @Test func `a contract that is delivered says when`() throws {
    let market = try Self.market("ETHUSD_210625", .coinm, historyMs: 0)
    let info = text {
      ExchangeMarket.appendExchangeInfo([market.profile], serverMs: 1, to: &$0)
    }
    // 2021-06-25 08:00 UTC.
    #expect(info.contains(#""contractType":"CURRENT_QUARTER","deliveryDate":1624608000000,"#))
    #expect(info.contains(#""contractSize":10,"#))
  }

  @Test(arguments: ["BTCUSDT", "BTCUSD", "BTCUSD_1"])
  func `COIN-M has contracts alone`(symbol: String) {
    #expect(throws: GeneratorError.self) { try Self.market(symbol, .coinm) }
  }
}
