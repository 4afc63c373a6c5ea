import Binance
import Capture
import TestSupport
import Testing

@Suite struct BackfillTests {
  private static func hole(_ ids: ClosedRange<Int64>, _ endpoint: Endpoint = .historicalTrades)
    -> Hole
  {
    Hole(symbol: "BTCUSDT", endpoint: endpoint, ids: ids)
  }

  @Test func `a hole is asked for by id, a page at a time, and no trade beyond it`() {
    var backfill = Backfill(venue: .spot)
    var request = backfill.found(Self.hole(100...2600)).request
    var targets: [String] = []
    var report: Backfill.Report?
    var next: Int64 = 100
    while let asked = request {
      targets.append(asked.target)
      let page = Array(next...min(next + 999, 2600))
      next += 1000
      (request, report) = backfill.answered(asked, ids: page)
    }
    #expect(
      targets == [
        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=100&limit=1000",
        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=1100&limit=1000",
        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=2100&limit=501",
      ])
    #expect(report == Backfill.Report(hole: Self.hole(100...2600), filledCount: 2501, reason: nil))
    #expect(backfill.openCount == 0)
  }

  @Test func `ids that the exchange hides are told as lost`() {
    var backfill = Backfill(venue: .usdm)
    let request = backfill.found(Self.hole(10...19)).request!
    #expect(request.needsKey)
    #expect(request.target.hasPrefix("/fapi/v1/historicalTrades?"))
    let (next, none) = backfill.answered(request, ids: [10, 11, 14, 15])
    #expect(none == nil)
    let (end, report) = backfill.answered(next!, ids: [16, 18, 19, 20])
    #expect(end == nil)
    #expect(report?.filledCount == 7)
    #expect(report?.reason == "the exchange does not give the others")
  }

  @Test func `an answer that does not get on ends the hole`() {
    for ids in [[], [1, 2, 3], [Int64.min], [-1]] {
      var backfill = Backfill(venue: .spot)
      let request = backfill.found(Self.hole(100...105, .aggTrades)).request!
      let (next, report) = backfill.answered(request, ids: ids)
      #expect(next == nil)
      #expect(report?.filledCount == 0)
      #expect(report?.reason == "the exchange gives no trades from id 100 on")
    }
  }

  @Test func `any pages end, and count each id once`() {
    for seed in UInt64(1)...200 {
      var random = SeededRandom(seed: seed)
      let size = Int64.random(in: 1...5000, using: &random)
      var backfill = Backfill(venue: .spot)
      var request = backfill.found(Self.hole(1000...(999 + size))).request
      var seen: Set<Int64> = []
      var report: Backfill.Report?
      var steps = 0
      while let asked = request, steps < 20_000 {
        steps += 1
        let count = Int.random(in: 0...1500, using: &random)
        let ids = (0..<count).map { _ in Int64.random(in: 900...(1200 + size), using: &random) }
        seen.formUnion(ids)
        (request, report) = backfill.answered(asked, ids: ids)
      }
      #expect(request == nil, "seed \(seed)")
      #expect(report!.filledCount <= seen.count { (1000..<1000 + size).contains($0) })
    }
  }

  @Test func `what cannot be asked for is told`() {
    var backfill = Backfill(venue: .spot)
    let huge = Self.hole(0...(Int64.max - 1))
    #expect(backfill.found(huge).report?.reason == "more than 5000000 trades are missing")
    let request = backfill.found(Self.hole(5...9)).request!
    #expect(backfill.failed(request, reason: "HTTP 451")?.reason == "HTTP 451")
    #expect(backfill.failed(request, reason: "HTTP 451") == nil)
    _ = backfill.found(Self.hole(20...21))
    #expect(backfill.stop().map(\.reason) == ["the recorder stopped"])
    #expect(backfill.stop() == [])
  }
}
