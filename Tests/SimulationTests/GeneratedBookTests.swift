import Foundation
import Market
import Simulation
import Testing

/// The rules for keeping a local order book, applied to what was generated.
struct GeneratedBookTests {
  /// Prices and quantities in units of 10⁻⁸.
  struct LocalBook {
    var id: Int64
    var bids: [Int128: Int128] = [:]
    var asks: [Int128: Int128] = [:]

    static func set(_ levels: Any?, in side: inout [Int128: Int128]) throws {
      for level in try #require(levels as? [[String]]) {
        let quantity = GeneratedMarket.amount(level[1])
        side[GeneratedMarket.amount(level[0])] = quantity == 0 ? nil : quantity
      }
    }

    init(snapshot: Any) throws {
      let json = try #require(snapshot as? [String: Any])
      id = try #require(json["lastUpdateId"] as? NSNumber).int64Value
      try Self.set(json["bids"], in: &bids)
      try Self.set(json["asks"], in: &asks)
    }
  }

  @Test(arguments: ["ADABNB", "BTCUSDT"], [MarketStream.depth(.ms100), .depth(.ms1000)])
  func `diffs chain, join the snapshot and agree with bookTicker`(
    symbol: String, stream: MarketStream
  ) throws {
    let market = try GeneratedMarket(
      symbol, minutes: symbol == "BTCUSDT" ? 1 : 30, streams: [.bookTicker, stream]
    ) { $0.rateMilli = symbol == "BTCUSDT" ? 200 : 1000 }
    let diffs = try market.messages(stream.suffix)
    let tickers = try market.messages("bookTicker")
    #expect(diffs.count > 50)
    for (a, b) in zip(diffs, diffs.dropFirst()) {
      #expect(b.integer("U") == a.integer("u") + 1)
      #expect((b.integer("E") - a.integer("E")) % (stream == .depth(.ms100) ? 100 : 1000) == 0)
    }
    for (a, b) in zip(tickers, tickers.dropFirst()) {
      #expect(a.integer("u") < b.integer("u"))
      #expect(["b", "B", "a", "A"].contains { a.text($0) != b.text($0) })
    }

    let answers = try market.responses("/api/v3/depth?")
    #expect(answers.count == 1)
    var book = try LocalBook(snapshot: try #require(answers.first).body)
    #expect(try #require(diffs.first).integer("U") <= book.id + 1)
    var nextTicker = 0
    for diff in diffs where diff.integer("u") > book.id {
      #expect(diff.integer("U") <= book.id + 1)
      book.id = diff.integer("u")
      try LocalBook.set(diff.data["b"], in: &book.bids)
      try LocalBook.set(diff.data["a"], in: &book.asks)
      while nextTicker < tickers.count, tickers[nextTicker].integer("u") <= book.id {
        nextTicker += 1
      }
      let bid = try #require(book.bids.keys.max())
      let ask = try #require(book.asks.keys.min())
      #expect(bid < ask)
      let ticker = tickers[nextTicker - 1]
      #expect(ticker.units("b") == bid && ticker.units("B") == book.bids[bid])
      #expect(ticker.units("a") == ask && ticker.units("A") == book.asks[ask])
    }
  }

  @Test func `levels of a diff are sorted, each price once, and never both sides empty`() throws {
    let market = try GeneratedMarket("BTCUSDT", minutes: 1, streams: [.depth(.ms100)]) {
      $0.rateMilli = 200
    }
    for diff in try market.messages("depth@100ms") {
      let bids = try prices(diff.data["b"])
      let asks = try prices(diff.data["a"])
      #expect(!bids.isEmpty || !asks.isEmpty)
      #expect(zip(bids, bids.dropFirst()).allSatisfy { $0 > $1 })
      #expect(zip(asks, asks.dropFirst()).allSatisfy { $0 < $1 })
      #expect(diff.integer("U") <= diff.integer("u"))
    }
    let snapshot = try #require(try market.responses("/api/v3/depth?").first)
    let json = try #require(snapshot.body as? [String: Any])
    let bids = try prices(json["bids"])
    let asks = try prices(json["asks"])
    #expect(bids.count > 500 && bids.count <= 1000 && asks.count <= 1000)
    #expect(zip(bids, bids.dropFirst()).allSatisfy { $0 > $1 })
    #expect(zip(asks, asks.dropFirst()).allSatisfy { $0 < $1 })
  }

  private func prices(_ levels: Any?) throws -> [Int128] {
    try #require(levels as? [[String]]).map { GeneratedMarket.units($0[0]) }
  }

  @Test func `a trade happens at the best price before it`() throws {
    let market = try GeneratedMarket(minutes: 30, streams: [.trade, .bookTicker])
    // A taker's first trade is at the best price of its side; the frames of one order share T.
    var best: GeneratedMarket.Message?
    var lastT: Int64 = 0
    var checked = 0
    var before: GeneratedMarket.Message?
    for message in try market.messages() {
      if message.stream == "bookTicker" {
        before = best
        best = message
      } else if message.integer("T") != lastT {
        lastT = message.integer("T")
        let side = message.flag("m") == true ? "b" : "a"
        let seen = [before, best].compactMap { $0?.units(side) }
        if seen.contains(message.units("p")) { checked += 1 }
      }
    }
    // Frames of trades may lag behind those of the book, so not every one can be matched.
    #expect(checked > 200)
  }
}
