import Basics
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

  /// Takes in a hole and gives the request that begins to fill it.
  private static func begin(_ hole: Hole, _ backfill: inout Backfill) -> RestRequest? {
    #expect(backfill.found(hole, nowNs: 0) == nil)
    return backfill.due(nowNs: CaptureLimits.holeGraceNs).begun.last?.request
  }

  @Test func `a hole that fills by itself within two seconds is never asked for`() {
    var backfill = Backfill(venue: .spot)
    let graceNs = CaptureLimits.holeGraceNs
    #expect(backfill.found(Self.hole(5...5), nowNs: 0) == nil)
    #expect(backfill.found(Self.hole(7...9), nowNs: 1) == nil)
    #expect(backfill.due(nowNs: graceNs - 1).begun.isEmpty)
    #expect(backfill.arrived(Self.hole(5...5), missing: 0).report == nil)
    #expect(backfill.due(nowNs: graceNs).begun.isEmpty)
    let begun = backfill.due(nowNs: graceNs + 1).begun
    #expect(begun.map(\.hole) == [Self.hole(7...9)])
    #expect(backfill.due(nowNs: graceNs + 1).begun.isEmpty)
    // One that comes while the request waits is filled as well, and the request is withdrawn.
    let arrived = backfill.arrived(Self.hole(7...9), missing: 0)
    #expect(
      arrived.report
        == Backfill.Report(
          hole: Self.hole(7...9), filledCount: 0, missingCount: 0, outcome: .arrived))
    #expect(arrived.report?.text == "0 of 3 fetched, the others came by themselves")
    #expect(arrived.request == begun.first?.request)
    #expect(backfill.answered(begun[0].request, ids: [7, 8, 9], nowNs: graceNs).report == nil)
    #expect(backfill.stop { _ in true } == [])
  }

  @Test func `a hole that fills while its request is under way is not asked for again`() {
    var backfill = Backfill(venue: .spot)
    var queue = RestQueue(weightPerMinute: 6000, seed: 1)
    let request = Self.begin(Self.hole(7...9), &backfill)!
    _ = queue.add(request)
    #expect(queue.next(nowNs: 0) == request)
    let arrived = backfill.arrived(Self.hole(7...9), missing: 0)
    queue.withdraw(arrived.request!)
    let verdict = queue.finish(request, .failed(reason: "no answer"), nowNs: 0)
    #expect(verdict == .withdrawn)
    #expect(queue.isEmpty)
    #expect(backfill.openCount == 0)
  }

  @Test func `what the exchange does not give is lost after a minute, unless it comes by itself`() {
    var backfill = Backfill(venue: .spot)
    for ids in [1...2, 5...6] as [ClosedRange<Int64>] {
      let request = Self.begin(Self.hole(ids), &backfill)!
      backfill.failed(request, reason: "HTTP 400", nowNs: 5)
    }
    let lateNs = CaptureLimits.holeLateNs
    #expect(backfill.due(nowNs: 4 + lateNs).lost == [])
    // A stalled connection brings one of them after all.
    #expect(backfill.arrived(Self.hole(1...2), missing: 0).report?.reason == nil)
    #expect(
      backfill.due(nowNs: 5 + lateNs).lost
        == [
          Backfill.Report(
            hole: Self.hole(5...6), filledCount: 0, missingCount: 2,
            outcome: .lost(reason: "HTTP 400"))
        ])
    #expect(backfill.openCount == 0)
  }

  @Test func `a hole is asked for by id, a page at a time, and no trade beyond it`() {
    var backfill = Backfill(venue: .spot)
    var request = Self.begin(Self.hole(100...2600), &backfill)
    var targets: [String] = []
    var report: Backfill.Report?
    var next: Int64 = 100
    while let asked = request {
      targets.append(asked.target)
      let page = Array(next...min(next + 999, 2600))
      next += 1000
      (request, report) = backfill.answered(asked, ids: page, nowNs: 0)
    }
    #expect(
      targets == [
        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=100&limit=1000",
        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=1100&limit=1000",
        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=2100&limit=501",
      ])
    #expect(
      report
        == Backfill.Report(
          hole: Self.hole(100...2600), filledCount: 2501, missingCount: 0, outcome: .fetched))
    #expect(backfill.openCount == 0)
  }

  @Test func `ids that the exchange hides are told as lost`() {
    var backfill = Backfill(venue: .usdm)
    let request = Self.begin(Self.hole(10...19), &backfill)!
    #expect(request.needsKey)
    #expect(request.target.hasPrefix("/fapi/v1/historicalTrades?"))
    let (next, none) = backfill.answered(request, ids: [10, 11, 14, 15], nowNs: 0)
    #expect(none == nil)
    let (end, _) = backfill.answered(next!, ids: [16, 18, 19, 20], nowNs: 0)
    #expect(end == nil)
    let report = backfill.due(nowNs: CaptureLimits.holeLateNs).lost.first
    #expect(report?.filledCount == 7)
    #expect(report?.reason == "the exchange does not give the others")
  }

  @Test func `an answer that does not get on ends the hole`() {
    for ids in [[], [1, 2, 3], [Int64.min], [-1]] {
      var backfill = Backfill(venue: .spot)
      let request = Self.begin(Self.hole(100...105, .aggTrades), &backfill)!
      let (next, _) = backfill.answered(request, ids: ids, nowNs: 0)
      #expect(next == nil)
      let report = backfill.due(nowNs: CaptureLimits.holeLateNs).lost.first
      #expect(report?.filledCount == 0)
      #expect(report?.reason == "the exchange gives no trades from id 100 on")
    }
  }

  @Test func `any pages end, and count each id once`() {
    for seed in UInt64(1)...200 {
      var random = SeededRandom(seed: seed)
      let size = Int64.random(in: 1...5000, using: &random)
      var backfill = Backfill(venue: .spot)
      var request = Self.begin(Self.hole(1000...(999 + size)), &backfill)
      var seen: Set<Int64> = []
      var report: Backfill.Report?
      var steps = 0
      while let asked = request, steps < 20_000 {
        steps += 1
        let count = Int.random(in: 0...1500, using: &random)
        let ids = (0..<count).map { _ in Int64.random(in: 900...(1200 + size), using: &random) }
        seen.formUnion(ids)
        (request, report) = backfill.answered(asked, ids: ids, nowNs: 0)
      }
      #expect(request == nil, "seed \(seed)")
      report = report ?? backfill.due(nowNs: CaptureLimits.holeLateNs).lost.first
      #expect(report!.filledCount <= seen.count { (1000..<1000 + size).contains($0) })
    }
  }

  @Test func `what cannot be asked for is told`() {
    var backfill = Backfill(venue: .spot)
    let huge = Self.hole(0...(Int64.max - 1))
    #expect(backfill.found(huge, nowNs: 0)?.reason == "more than 5000000 trades are missing")
    let request = Self.begin(Self.hole(5...9), &backfill)!
    backfill.failed(request, reason: "HTTP 451", nowNs: 0)
    #expect(backfill.stop { _ in false }.map(\.outcome) == [.lost(reason: "HTTP 451")])
    #expect(backfill.stop { _ in false } == [])
  }

  @Test func `at a stop, what was never asked for is told apart from what was`() {
    let stopped = "the recorder stopped"
    for isUnsent in [true, false] {
      var backfill = Backfill(venue: .spot)
      _ = Self.begin(Self.hole(5...9), &backfill)
      _ = backfill.found(Self.hole(20...21), nowNs: CaptureLimits.holeGraceNs)
      let reports = backfill.stop { _ in isUnsent }
      #expect(
        reports.map(\.outcome) == [
          isUnsent ? .notAsked(reason: stopped) : .lost(reason: stopped),
          .notAsked(reason: stopped),
        ])
      #expect(reports[1].text == "not asked for; the recorder stopped")
      let record = String(decoding: CapturePayload.unfilled(reports[1]), as: UTF8.self)
      #expect(record.contains("trades are missing and were not asked for"))
    }
    // A page of it was given: it was asked for.
    var backfill = Backfill(venue: .spot)
    let request = Self.begin(Self.hole(1...1500), &backfill)!
    _ = backfill.answered(request, ids: Array(1...1000), nowNs: 0)
    let report = backfill.stop { _ in true }.first
    #expect(report?.text == "1000 of 1500 fetched; the recorder stopped")
    #expect(report?.missingCount == 500)
    // What is found after the stop is told at once.
    let last = backfill.found(Self.hole(1600...1602), nowNs: 0)
    #expect(last?.text == "not asked for; the recorder stopped")
    #expect(last?.missingCount == 3)
    #expect(backfill.openCount == 0)
  }

  @Test func `trades that came by themselves are not told as missing`() throws {
    for isAsked in [false, true] {
      var backfill = Backfill(venue: .spot)
      var watch = HoleWatch()
      let hole = Self.hole(1...10)
      watch.found(hole)
      #expect(backfill.found(hole, nowNs: 0) == nil)
      if isAsked { _ = backfill.due(nowNs: CaptureLimits.holeGraceNs) }
      for missing in [10, 8, 6, 6] as [Int64] {
        for come in watch.arrived({ _ in missing }) {
          let (report, request) = backfill.arrived(come.hole, missing: come.missing)
          #expect(report == nil && request == nil)
        }
      }
      let report = try #require(backfill.stop { _ in false }.first)
      #expect(report.missingCount == 6)
      #expect(
        report.text
          == (isAsked
            ? "4 came by themselves, 0 of 10 fetched; the recorder stopped"
            : "4 came by themselves, the others not asked for; the recorder stopped"))
      let record = try JSONParser.parse(CapturePayload.unfilled(report))
      #expect(record.integer("missing") == 6)
    }
  }
}
