import Foundation
import Market
import Testing

@testable import Simulation

struct GeneratedRecordingTests {
  static let all: [MarketStream] = [
    .trade, .aggTrade, .bookTicker, .kline(.s1), .kline(.m1), .kline(.m5), .depth(.ms100),
    .depth(.ms1000),
  ]

  /// The number changes with any change of the generator; then every generated recording and what
  /// is expected of it changes too.
  @Test func `the same seed gives the same bytes, on every machine`() throws {
    let market = try GeneratedMarket(minutes: 2, streams: Self.all)
    #expect(market.frames.count == 952)
    #expect(market.hash == 17_928_450_221_197_261_234)
    #expect(try GeneratedMarket(minutes: 2, streams: Self.all).hash == market.hash)
  }

  @Test func `another seed, another market`() throws {
    let hashes = try (1...5).map { try GeneratedMarket(seed: $0, minutes: 1).hash }
    #expect(Set(hashes).count == 5)
  }

  @Test func `what the recorder has done is forgotten`() throws {
    let options = GeneratorOptions(
      symbol: "ADABNB", seed: 1, durationMs: 3_600_000, streams: [.trade])
    var recording = try GeneratedRecording(options)
    var frame = GeneratedFrame()
    while recording.next(into: &frame) {}
    #expect(recording.plannedCount == 1, "the next ping")
  }

  @Test func `the market is the same whatever is recorded of it`() throws {
    func trades(_ market: GeneratedMarket) -> [[UInt8]] {
      market.frames.map(\.payload).filter { $0.starts(with: #"{"stream":"adabnb@trade""#.utf8) }
    }
    let alone = trades(try GeneratedMarket(minutes: 10, streams: [.trade]))
    let among = trades(try GeneratedMarket(minutes: 10, streams: Self.all))
    let longer = trades(try GeneratedMarket(minutes: 15, streams: [.trade]))
    #expect(alone.count > 100)
    #expect(alone == among)
    #expect(longer.starts(with: alone))
  }

  @Test func `every payload that should be JSON is`() throws {
    let market = try GeneratedMarket(minutes: 5, streams: Self.all)
    for frame in market.frames {
      switch frame.kind {
      case .text, .opened, .lost, .request: _ = try GeneratedMarket.json(frame.payload)
      case .response:
        let end = try #require(frame.payload.firstIndex(of: 10))
        _ = try GeneratedMarket.json(Array(frame.payload[..<end]))
        _ = try GeneratedMarket.json(Array(frame.payload[(end + 1)...]))
      case .ping, .pongSent, .close: break
      }
    }
  }

  @Test func `frames come in receive order, 20 to 80 ms after they were sent`() throws {
    let market = try GeneratedMarket(minutes: 5, streams: Self.all)
    let times = market.frames.map(\.receivedNs)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(try #require(times.first) >= GeneratorOptions.startMsDefault * 1_000_000)
    #expect(times.last == (GeneratorOptions.startMsDefault + 300_000) * 1_000_000 - 1)
    for message in try market.messages() where message.data["E"] != nil {
      let delayMs = message.receivedNs / 1_000_000 - message.integer("E")
      #expect((20...82).contains(delayMs), "\(message)")
    }
  }

  @Test func `trades are unbroken, in order, on the grid and shortly before they are sent`() throws
  {
    let market = try GeneratedMarket(minutes: 30)
    let trades = try market.messages("trade")
    #expect(trades.count > 600)
    for (a, b) in zip(trades, trades.dropFirst()) {
      #expect(b.integer("t") == a.integer("t") + 1)
      #expect(b.integer("T") >= a.integer("T"))
      #expect(b.integer("E") >= a.integer("E"))
    }
    for trade in trades {
      #expect((0...220).contains(trade.integer("E") - trade.integer("T")))
      #expect(trade.text("s") == "ADABNB")
      #expect(trade.flag("M") == true)
      #expect(trade.units("p") % 100 == 0 && trade.units("p") > 0)
      #expect(trade.units("q") % 10_000_000 == 0 && trade.units("q") > 0)
    }
  }

  @Test func `an aggregate holds the trades of one order at one price`() throws {
    let market = try GeneratedMarket(minutes: 30, streams: [.trade, .aggTrade])
    let aggregates = try market.messages("aggTrade")
    let trades = try market.messages("trade")
    var rest = trades[...]
    var nextId = try #require(aggregates.first).integer("a")
    for aggregate in aggregates {
      #expect(aggregate.integer("a") == nextId)
      nextId += 1
      let count = Int(aggregate.integer("l") - aggregate.integer("f") + 1)
      let part = rest.prefix(count)
      rest = rest.dropFirst(count)
      #expect(part.first?.integer("t") == aggregate.integer("f"))
      #expect(part.reduce(0) { $0 + $1.units("q") } == aggregate.units("q"))
      #expect(part.allSatisfy { $0.units("p") == aggregate.units("p") })
      #expect(part.allSatisfy { $0.integer("T") == aggregate.integer("T") })
      #expect(part.allSatisfy { $0.flag("m") == aggregate.flag("m") })
    }
    #expect(aggregates.count > 300 && aggregates.count < trades.count)
  }

  @Test func `a thin market sleeps for whole minutes and has bursts`() throws {
    var perMinute = Array(repeating: 0, count: 180)
    for seed in 0..<3 {
      let market = try GeneratedMarket(seed: UInt64(seed), minutes: 60, streams: [.trade])
      for trade in try market.messages("trade") {
        let timeMs = trade.integer("T") - GeneratorOptions.startMsDefault
        perMinute[seed * 60 + Int(timeMs) / 60_000] += 1
      }
    }
    #expect(perMinute.contains(0))
    #expect(try #require(perMinute.max()) > 4 * perMinute.reduce(0, +) / 180)
  }

  @Test func `pings come every 20 s and are answered with their payload`() throws {
    let market = try GeneratedMarket(minutes: 5)
    #expect(market.bytes(.ping).count == 14)
    #expect(market.bytes(.pongSent) == market.bytes(.ping))
    let opened = try #require(market.frames.first { $0.kind == .opened })
    let json = try #require(try GeneratedMarket.json(opened.payload) as? [String: Any])
    #expect(
      json["url"] as? String
        == "wss://stream.binance.com:9443/stream?streams="
        + "adabnb@trade/adabnb@kline_5m/adabnb@depth@100ms")
    #expect(market.frames.last?.kind == .lost)
  }

  @Test(arguments: ["ADABNB", "BTCUSDT", "ETHBTC", "SHIBUSDT", "ABC", "币安人生USDT", "A_B1"])
  func `any symbol makes a market`(symbol: String) throws {
    let market = try GeneratedMarket(symbol, minutes: 2, streams: [.trade, .bookTicker])
    #expect(market.frames.count > 10)
    for frame in market.frames where frame.kind == .text {
      _ = try GeneratedMarket.json(frame.payload)
    }
  }

  @Test func `a higher rate sends more`() throws {
    let slow = try GeneratedMarket(minutes: 20, streams: [.trade]) { $0.rateMilli = 500 }
    let fast = try GeneratedMarket(minutes: 20, streams: [.trade]) { $0.rateMilli = 5000 }
    #expect(fast.frames.count > 3 * slow.frames.count)
  }

  @Test func `six hours of ADABNB stay below 4 MB compressed`() throws {
    // Deflate makes it 7.5 times smaller (measured): half an hour may have 2.5 MB.
    let market = try GeneratedMarket(minutes: 30)
    #expect(market.frames.reduce(0) { $0 + $1.payload.count + 30 } < 2_000_000)
  }

  @Test func `BTCUSDT has the mix of the real captures`() throws {
    // Over 20,000 s: 31 trades, 108 bookTickers, 10 depth frames a second; a minute varies.
    let market = try GeneratedMarket(
      "BTCUSDT", minutes: 1, streams: [.trade, .bookTicker, .depth(.ms100)])
    let messages = try market.messages()
    let counts = Dictionary(grouping: messages, by: \.stream).mapValues(\.count)
    #expect((400...8000).contains(counts["trade"] ?? 0))
    #expect((3000...20_000).contains(counts["bookTicker"] ?? 0))
    #expect((580...600).contains(counts["depth@100ms"] ?? 0))
  }
}
