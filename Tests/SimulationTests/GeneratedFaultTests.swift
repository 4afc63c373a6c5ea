import Foundation
import Market
import Simulation
import Testing

struct GeneratedFaultTests {
  private func market(_ faults: GeneratorFault..., minutes: Int64 = 20) throws -> GeneratedMarket {
    try GeneratedMarket(minutes: minutes, streams: [.trade, .kline(.m5), .depth(.ms100)]) {
      $0.faults = faults
      $0.trackedIntervals = [.m1]
    }
  }

  private func ids(_ market: GeneratedMarket) throws -> [Int64] {
    try market.messages("trade").map { $0.integer("t") }
  }

  private func count(_ market: GeneratedMarket, _ kind: GeneratedFrame.Kind) -> Int {
    market.frames.count { $0.kind == kind }
  }

  /// Ids missing between the first and the last.
  private func missing(_ ids: [Int64]) -> Int {
    guard let first = ids.min(), let last = ids.max() else { return 0 }
    return Int(last - first + 1) - Set(ids).count
  }

  @Test func `without faults there is nothing to find`() throws {
    let market = try market()
    let ids = try ids(market)
    #expect(missing(ids) == 0 && ids == ids.sorted() && Set(ids).count == ids.count)
    #expect(count(market, .opened) == 1 && count(market, .lost) == 1)
  }

  @Test func `a reconnect leaves a gap and fetches the book again`() throws {
    let market = try market(.reconnect)
    let ids = try ids(market)
    #expect(missing(ids) >= 3)
    #expect(ids == ids.sorted() && Set(ids).count == ids.count)
    #expect(count(market, .opened) == 2 && count(market, .lost) == 2)
    #expect(try market.responses("/api/v3/depth?").count == 2)
    let lost = try #require(market.frames.firstIndex { $0.kind == .lost })
    let opened = try #require(market.frames.lastIndex { $0.kind == .opened })
    #expect(lost < opened)
    #expect(market.frames[..<lost].allSatisfy { $0.connection <= 1 })
    #expect(market.frames[opened...].allSatisfy { $0.connection != 1 })
  }

  @Test func `a second connection delivers the same bytes again`() throws {
    let market = try market(.duplicate)
    let ids = try ids(market)
    #expect(missing(ids) == 0 && Set(ids).count < ids.count)
    let first = market.frames.filter { $0.kind == .text && $0.connection == 1 }.map(\.payload)
    let second = market.frames.filter { $0.kind == .text && $0.connection == 2 }.map(\.payload)
    #expect(second.count > 50)
    let start = try #require(first.firstIndex(of: second[0]))
    #expect(Array(first[start...].prefix(second.count)) == second)
  }

  @Test func `some trades arrive after later ones`() throws {
    let market = try market(.outOfOrder)
    let ids = try ids(market)
    #expect(missing(ids) == 0 && Set(ids).count == ids.count)
    let late = zip(ids, ids.dropFirst()).count { $0 > $1 }
    #expect((1...6).contains(late))
    let shifts = zip(ids, ids.sorted()).map { $0 - $1 }
    #expect(shifts.allSatisfy { abs($0) <= 3 })
  }

  @Test func `an error message ends the connection`() throws {
    let market = try market(.error)
    let error = try #require(
      market.frames.firstIndex { $0.payload.starts(with: #"{"e":"error""#.utf8) })
    #expect(market.frames[error].kind == .text && market.frames[error].connection == 1)
    let rest = market.frames[(error + 1)...]
    let lost = try #require(rest.firstIndex { $0.kind == .lost })
    #expect(market.frames[(lost + 1)...].allSatisfy { $0.connection != 1 })
    #expect(count(market, .opened) == 2)
  }

  @Test func `an announced shutdown loses nothing`() throws {
    let market = try market(.serverShutdown)
    let announcement = #"{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":"#
    #expect(market.frames.count { $0.payload.starts(with: announcement.utf8) } == 1)
    #expect(missing(try ids(market)) == 0)
    #expect(count(market, .close) == 1 && count(market, .opened) == 2)
    let close = try #require(market.frames.first { $0.kind == .close })
    #expect(close.payload.starts(with: [0x03, 0xE9]) && close.connection == 1)
  }

  @Test func `all faults together, and the true klines of what was recorded`() throws {
    let market = try market(
      .reconnect, .duplicate, .outOfOrder, .error, .serverShutdown, minutes: 30)
    var seen: Set<Int64> = []
    var volumes: [Int64: Int128] = [:]
    for trade in try market.messages("trade") where seen.insert(trade.integer("t")).inserted {
      volumes[trade.integer("T") / 60_000 * 60_000, default: 0] += trade.units("q")
    }
    let klines = try market.klines(.m1, of: .recording)
    #expect(klines.map(\.openTimeMs) == volumes.keys.sorted())
    #expect(klines.allSatisfy { volumes[$0.openTimeMs] == $0.volumeUnits })
    #expect(market.recording.candles(.m1).map { KlineText.line($0) } == klines.map(\.csvRow))
    let times = market.frames.map(\.receivedNs)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    // The market went on as if nothing had happened.
    let quiet = try self.market(minutes: 30)
    #expect(try quiet.klines(.m1, of: .market) == market.klines(.m1, of: .market))
  }
}
