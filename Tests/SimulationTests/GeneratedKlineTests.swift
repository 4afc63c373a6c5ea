import Foundation
import Market
import Simulation
import Testing

/// Klines against a recomputation from the trade frames, in this file's own words.
struct GeneratedKlineTests {
  struct Sums: Equatable {
    var open: Int128 = 0
    var high: Int128 = 0
    var low: Int128 = 0
    var close: Int128 = 0
    var volume: Int128 = 0
    var quote: Int128 = 0
    var takerVolume: Int128 = 0
    var takerQuote: Int128 = 0
    var count: Int64 = 0
    var first: Int64 = -1
    var last: Int64 = -1
  }

  private func sums(_ trades: some Sequence<GeneratedMarket.Message>) -> Sums {
    var sums = Sums()
    for trade in trades {
      let price = trade.units("p")
      let quantity = trade.units("q")
      let quote = price * quantity / 100_000_000
      if sums.count == 0 {
        sums.open = price
        sums.high = price
        sums.low = price
        sums.first = trade.integer("t")
      }
      sums.high = max(sums.high, price)
      sums.low = min(sums.low, price)
      sums.close = price
      sums.last = trade.integer("t")
      sums.count += 1
      sums.volume += quantity
      sums.quote += quote
      if trade.flag("m") == false {
        sums.takerVolume += quantity
        sums.takerQuote += quote
      }
    }
    return sums
  }

  private func sums(_ kline: GeneratedMarket.Message) -> Sums {
    Sums(
      open: kline.units("o"), high: kline.units("h"), low: kline.units("l"),
      close: kline.units("c"), volume: kline.units("v"), quote: kline.units("q"),
      takerVolume: kline.units("V"), takerQuote: kline.units("Q"), count: kline.integer("n"),
      first: kline.integer("f"), last: kline.integer("L"))
  }

  /// The `k` objects of a kline stream.
  private func klines(
    _ market: GeneratedMarket, _ interval: Interval
  ) throws -> [GeneratedMarket.Message] {
    try market.messages("kline_\(interval.rawValue)").map { message in
      var kline = message
      kline.data = try #require(message.data["k"] as? [String: Any])
      kline.data["E"] = message.data["E"]
      return kline
    }
  }

  // ADABTC and ETHBTC truncate: price × quantity has nine decimals and more.
  @Test(
    arguments: [("ADABNB", .m5), ("ADABNB", .m1), ("ADABTC", .s1), ("ETHBTC", .m1)]
      as [(String, Interval)])
  func `stream klines equal the trades`(symbol: String, interval: Interval) throws {
    let market = try GeneratedMarket(
      symbol, seed: 7, minutes: interval == .m5 ? 21 : 6, streams: [.trade, .kline(interval)]
    ) { $0.startMs += 137_123 }
    let trades = try market.messages("trade")
    let firstId = try #require(trades.first).integer("t")
    var checked = 0
    var previousClose: Int128?
    var closedTimes: [Int64] = []
    for kline in try klines(market, interval) {
      #expect(kline.text("i") == interval.rawValue && kline.text("s") == symbol)
      let isClosed = kline.flag("x") == true
      if isClosed { closedTimes.append(kline.integer("t")) }
      defer { if isClosed { previousClose = kline.units("c") } }
      if kline.integer("n") == 0 {
        let flat = Sums(
          open: kline.units("c"), high: kline.units("c"), low: kline.units("c"),
          close: kline.units("c"))
        #expect(sums(kline) == flat)
        if let previousClose { #expect(kline.units("c") == previousClose) }
        continue
      }
      // Trades from before the recording are not in it.
      guard kline.integer("f") >= firstId else { continue }
      let first = Int(kline.integer("f") - firstId)
      let last = Int(kline.integer("L") - firstId)
      try #require(last < trades.count)
      #expect(sums(kline) == sums(trades[first...last]))
      let open = kline.integer("t")
      #expect(trades[first...last].allSatisfy { (open...kline.integer("T")) ~= $0.integer("T") })
      if isClosed, last + 1 < trades.count {
        #expect(trades[last + 1].integer("T") > kline.integer("T"))
      }
      if first > 0 { #expect(trades[first - 1].integer("T") < open) }
      #expect(kline.integer("E") >= trades[last].integer("E"))
      checked += 1
    }
    #expect(checked > 5)
    #expect(
      zip(closedTimes, closedTimes.dropFirst()).allSatisfy {
        $0 + interval.fixedMs! == $1
      })
  }

  @Test(arguments: [Interval.s1, .m1, .m5, .h1])
  func `the true klines equal the trades`(interval: Interval) throws {
    let market = try GeneratedMarket(seed: 3, minutes: 26, streams: [.trade]) {
      $0.trackedIntervals = [interval, .d1]
      $0.startMs += 61_000
    }
    let trades = try market.messages("trade")
    var buckets: [Int64: [GeneratedMarket.Message]] = [:]
    for trade in trades {
      buckets[trade.integer("T") / interval.fixedMs! * interval.fixedMs!, default: []].append(trade)
    }
    let recorded = try market.klines(interval, of: .recording)
    #expect(market.recording.candles(interval).map { KlineText.line($0) } == recorded.map(\.csvRow))
    #expect(recorded.map(\.openTimeMs) == buckets.keys.sorted())
    for kline in recorded {
      let expected = sums(buckets[kline.openTimeMs] ?? [])
      #expect(kline.firstTradeId == expected.first && kline.lastTradeId == expected.last)
      #expect(kline.csvRow == row(expected, openMs: kline.openTimeMs, interval))
    }
    let inMarket = try market.klines(interval, of: .market)
    let later = recorded.dropFirst().dropLast()
    #expect(
      inMarket.filter { kline in later.contains { $0.openTimeMs == kline.openTimeMs } }
        == Array(later))
  }

  private func row(_ sums: Sums, openMs: Int64, _ interval: Interval) -> String {
    func text(_ units: Int128) -> String {
      let fraction = String(units % 100_000_000)
      return "\(units / 100_000_000)." + String(repeating: "0", count: 8 - fraction.count)
        + fraction
    }
    return [
      "\(openMs)", text(sums.open), text(sums.high), text(sums.low), text(sums.close),
      text(sums.volume), "\(openMs + interval.fixedMs! - 1)", text(sums.quote), "\(sums.count)",
      text(sums.takerVolume), text(sums.takerQuote), "0",
    ].joined(separator: ",")
  }

  @Test func `REST klines reach back 500 intervals and end with the unfinished one`() throws {
    let startMs = GeneratorOptions.startMsDefault + 137_123
    let market = try GeneratedMarket(minutes: 12) {
      $0.startMs = startMs
      $0.restKlinesMax = 500
      $0.trackedIntervals = [.m5]
    }
    let answer = try #require(try market.responses("/api/v3/klines?").first)
    #expect(
      answer.line["url"] as? String
        == "https://api.binance.com/api/v3/klines?symbol=ADABNB&interval=5m&limit=500")
    let rows = try #require(answer.body as? [[Any]])
    #expect(rows.count == 500)
    let opens = rows.map { ($0[0] as? NSNumber)?.int64Value ?? 0 }
    #expect(opens.last == startMs / 300_000 * 300_000)
    #expect(zip(opens, opens.dropFirst()).allSatisfy { $0 + 300_000 == $1 })
    for (previous, row) in zip(rows, rows.dropFirst()) {
      #expect(row.count == 12)
      let count = try #require(row[8] as? NSNumber).int64Value
      let prices = (1...4).map { GeneratedMarket.units(row[$0] as? String ?? "") }
      #expect(prices[1] >= max(prices[0], prices[3]) && prices[2] <= min(prices[0], prices[3]))
      if count == 0 { #expect(row[1] as? String == previous[4] as? String) }
    }
    // The unfinished one and the first stream kline are the same kline at two moments.
    let first = try #require(try klines(market, .m5).first { $0.flag("x") == true })
    #expect(first.integer("t") == opens.last)
    let last = try #require(rows.last)
    #expect(first.text("o") == last[1] as? String || (last[8] as? NSNumber)?.intValue == 0)
    let countThen = try #require(last[8] as? NSNumber).int64Value
    #expect(first.integer("n") >= countThen)
    let ofMarket = try market.klines(.m5, of: .market).first
    #expect(first.integer("n") == ofMarket?.tradeCount)
  }

  @Test func `long intervals show what the market has lived through`() throws {
    let market = try GeneratedMarket(
      minutes: 1, streams: [.trade, .kline(.d1), .kline(.d3), .kline(.w1), .kline(.mo1)]
    ) {
      $0.restKlinesMax = 500
      $0.rateMilli = 100
    }
    let counts = try ["1d", "3d", "1w", "1M"].map { interval in
      let answer = try #require(try market.responses("interval=\(interval)&").first)
      return try #require(answer.body as? [[Any]]).map { ($0[0] as? NSNumber)?.int64Value ?? 0 }
    }
    let dayMs: Int64 = 86_400_000
    #expect(counts[0].count == 22)
    #expect(counts[1].allSatisfy { ($0 / dayMs - market.recording.exchange.anchorDay) % 3 == 0 })
    #expect(counts[2].allSatisfy { ($0 / dayMs + 3) % 7 == 0 })
    // 2021-05-01, which is before the listing of 2021-05-01 04:00 but the same day.
    #expect(counts[3] == [1_619_827_200_000])
  }
}
