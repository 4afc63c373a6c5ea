import Foundation
import Market
import Simulation
import Testing

/// What the exchange's side of a generated market sends and answers: one market, however it is
/// looked at.
struct ExchangeMarketTests {
  static let startMs = GeneratorOptions.startMsDefault

  static func market(
    _ symbol: String = "ADABNB", seed: UInt64 = 1, historyMs: Int64 = 7_200_000,
    startMs: Int64 = startMs
  ) throws -> ExchangeMarket {
    var options = ExchangeMarketOptions(symbol: symbol, seed: seed, startMs: startMs)
    options.historyMs = historyMs
    options.tradesKept = 1 << 14
    return try ExchangeMarket(options)
  }

  /// A frame of the market, read back.
  struct Sent {
    var sentUs: Int64
    var stream: String
    var data: [String: Any]

    func integer(_ key: String) -> Int64 { (data[key] as? NSNumber)?.int64Value ?? .min }
    func units(_ key: String) -> Int128 { GeneratedMarket.units(data[key] as? String ?? "") }
    func amount(_ key: String) -> Int128 { GeneratedMarket.amount(data[key] as? String ?? "") }
  }

  static func run(
    _ market: inout ExchangeMarket, seconds: Int64, streams: [MarketStream]
  ) throws -> [Sent] {
    for stream in streams {
      market.setWanted(try #require(MarketStream.all.firstIndex(of: stream)), true)
    }
    var frames: [Sent] = []
    var frame = MarketFrame()
    let endUs = market.clockUs + seconds * 1_000_000
    while market.next(untilUs: endUs, into: &frame) != nil {
      let json = try #require(try GeneratedMarket.json(frame.text) as? [String: Any])
      let name = try #require(json["stream"] as? String)
      #expect(
        name == market.profile.symbol.lowercased() + "@" + MarketStream.all[frame.stream].suffix)
      frames.append(
        Sent(
          sentUs: frame.sentUs, stream: MarketStream.all[frame.stream].suffix,
          data: try #require(json["data"] as? [String: Any])))
    }
    return frames
  }

  @Test func `its trades are those of the recording of the same seed`() throws {
    let recorded = try GeneratedMarket(minutes: 20, streams: [.trade]).messages("trade")
    var market = try Self.market()
    let sent = try Self.run(&market, seconds: 1200, streams: [.trade])
    #expect(recorded.count > 100)
    let ids = sent.map { $0.integer("t") }
    let firstId = try #require(recorded.first).integer("t")
    let first = try #require(ids.firstIndex(of: firstId))
    for (index, message) in recorded.enumerated() {
      let trade = sent[first + index]
      let isSame =
        ["E", "t", "T"].allSatisfy { trade.integer($0) == message.integer($0) }
        && ["p", "q"].allSatisfy { trade.units($0) == message.units($0) }
      #expect(isSame, "\(trade.data)")
    }
  }

  @Test func `no stream depends on which others are wanted`() throws {
    var alone = try Self.market()
    var together = try Self.market()
    let wanted: [MarketStream] = [.kline(.m1), .depth(.ms1000), .bestLevels(5, .ms100)]
    let all = try Self.run(&together, seconds: 300, streams: MarketStream.all)
    let few = try Self.run(&alone, seconds: 300, streams: wanted)
    let names = Set(wanted.map(\.suffix))
    let same = all.filter { names.contains($0.stream) }
    #expect(few.count > 100)
    #expect(few.map(\.sentUs) == same.map(\.sentUs))
    #expect(few.map { $0.data as NSDictionary } == same.map { $0.data as NSDictionary })
  }

  @Test func `a stopped market goes on as if it had never stopped`() throws {
    var whole = try Self.market()
    var pieces = try Self.market()
    let expected = try Self.run(&whole, seconds: 60, streams: MarketStream.all)
    var frames: [Sent] = []
    for _ in 0..<60 { frames += try Self.run(&pieces, seconds: 1, streams: MarketStream.all) }
    #expect(expected.count > 500)
    #expect(frames.map(\.sentUs) == expected.map(\.sentUs))
    #expect(frames.map(\.stream) == expected.map(\.stream))
  }

  @Test func `best levels, bookTicker and diffs are one book`() throws {
    var market = try Self.market("BTCUSDT", historyMs: 0)
    var snapshot: [UInt8] = []
    market.appendDepth(limit: 5000, to: &snapshot)
    var book = try GeneratedBookTests.LocalBook(snapshot: try GeneratedMarket.json(snapshot))
    let frames = try Self.run(
      &market, seconds: 20,
      streams: [.depth(.ms100), .bestLevels(20, .ms100), .bookTicker])
    var compared = 0
    var best: Sent?
    for frame in frames {
      switch frame.stream {
      case "bookTicker": best = frame
      case "depth@100ms":
        #expect(frame.integer("U") == book.id + 1)
        book.id = frame.integer("u")
        try GeneratedBookTests.LocalBook.set(frame.data["b"], in: &book.bids)
        try GeneratedBookTests.LocalBook.set(frame.data["a"], in: &book.asks)
        #expect(book.bids.keys.max() == best?.units("b"))
        #expect(book.asks.keys.min() == best?.units("a"))
      default:
        #expect(frame.integer("lastUpdateId") == book.id)
        let bids = try #require(frame.data["bids"] as? [[String]])
        #expect(
          bids.map { GeneratedMarket.units($0[0]) } == book.bids.keys.sorted().suffix(20).reversed()
        )
        #expect(
          bids.allSatisfy {
            book.bids[GeneratedMarket.units($0[0])] == GeneratedMarket.units($0[1])
          })
        compared += 1
      }
    }
    #expect(compared > 150)
  }

  @Test(arguments: [Interval.s1, .m1, .m3, .h1, .d1, .d3, .w1, .mo1])
  func `REST klines are the sums of REST trades, live ones and those of the history`(
    interval: Interval
  ) throws {
    // An hour before a Monday that begins a month, so that every interval closes.
    let startMs: Int64 = 1_635_724_800_000 - 3_600_000
    var market = try Self.market(startMs: startMs)
    let frames = try Self.run(&market, seconds: 4000, streams: [.kline(interval)])
    var body: [UInt8] = []
    market.appendKlines(interval, startMs: nil, endMs: nil, limit: 10_000, to: &body)
    let rows = try #require(try GeneratedMarket.json(body) as? [[Any]])
    body = []
    market.appendTrades(fromId: 0, limit: 1 << 20, to: &body)
    let trades = try #require(try GeneratedMarket.json(body) as? [[String: Any]])
    let firstMs = try #require(trades.first?["time"] as? Int64)
    var compared = 0
    var next = trades.startIndex
    for row in rows.suffix(600) {
      let (openMs, closeMs) = (row[0] as? Int64 ?? 0, row[6] as? Int64 ?? 0)
      guard openMs >= firstMs || interval == .mo1 || interval == .d3 else { continue }
      while next < trades.count, trades[next]["time"] as? Int64 ?? 0 < openMs { next += 1 }
      let inside = trades[next...].prefix { $0["time"] as? Int64 ?? 0 <= closeMs }
      let volume = inside.reduce(Int128(0)) {
        $0 + GeneratedMarket.units($1["qty"] as? String ?? "")
      }
      let isRight =
        row[8] as? Int == inside.count && GeneratedMarket.units(row[5] as? String ?? "") == volume
        && (inside.isEmpty || row[1] as? String == inside.first?["price"] as? String)
        && (inside.isEmpty || row[4] as? String == inside.last?["price"] as? String)
      #expect(isRight, "\(row)")
      compared += 1
    }
    #expect(compared > 0)
    let opens = rows.map { $0[0] as? Int64 ?? 0 }
    #expect(rows.dropLast().map { ($0[6] as? Int64 ?? 0) + 1 } == Array(opens.dropFirst()))
    // What the stream called closed is what REST says.
    for frame in frames {
      let kline = try #require(frame.data["k"] as? [String: Any])
      guard kline["x"] as? Bool == true else { continue }
      let index = try #require(opens.firstIndex(of: kline["t"] as? Int64 ?? -1))
      let row = rows[index]
      let columns = [("o", 1), ("h", 2), ("l", 3), ("c", 4), ("v", 5), ("q", 7)]
      #expect(columns.allSatisfy { kline[$0.0] as? String == row[$0.1] as? String }, "\(row)")
    }
  }

  @Test func `REST aggregates are those of the stream, and their pages join`() throws {
    var market = try Self.market("BTCUSDT", historyMs: 600_000)
    let sent = try Self.run(&market, seconds: 30, streams: [.aggTrade])
    var rows: [[String: Any]] = []
    var fromId = try #require(sent.first).integer("a")
    while true {
      var body: [UInt8] = []
      market.appendAggTrades(fromId: fromId, startMs: nil, endMs: nil, limit: 100, to: &body)
      let page = try #require(try GeneratedMarket.json(body) as? [[String: Any]])
      rows += page
      guard page.count == 100 else { break }
      fromId = try #require(page.last?["a"] as? Int64) + 1
    }
    #expect(sent.count > 300)
    #expect(rows.count >= sent.count)
    for (frame, row) in zip(sent, rows) {
      let keys = ["a", "p", "q", "f", "l", "T", "m", "M"]
      #expect(keys.allSatisfy { frame.data[$0] as? NSObject == row[$0] as? NSObject }, "\(row)")
    }
  }

  @Test func `what is no longer kept is missing, not wrong`() throws {
    var options = ExchangeMarketOptions(symbol: "BTCUSDT", seed: 3, startMs: Self.startMs)
    options.historyMs = 60_000
    options.tradesKept = 256
    var market = try ExchangeMarket(options)
    _ = try Self.run(&market, seconds: 60, streams: [.bookTicker])
    var body: [UInt8] = []
    market.appendTrades(fromId: 0, limit: 1000, to: &body)
    let trades = try #require(try GeneratedMarket.json(body) as? [[String: Any]])
    #expect(trades.count == 256)
    let ids = trades.compactMap { $0["id"] as? Int64 }
    #expect(ids == Array(ids[0]..<ids[0] + 256))
    body = []
    market.appendAggTrades(fromId: 0, startMs: nil, endMs: nil, limit: 1000, to: &body)
    let aggregates = try #require(try GeneratedMarket.json(body) as? [[String: Any]])
    // The oldest kept trade may be the middle of an aggregate: that one is not shown.
    let total = aggregates.reduce(Int64(0)) {
      $0 + ($1["l"] as? Int64 ?? 0) - ($1["f"] as? Int64 ?? 0) + 1
    }
    #expect(total < 256)
    #expect(aggregates.last?["l"] as? Int64 == ids.last)
  }
}
