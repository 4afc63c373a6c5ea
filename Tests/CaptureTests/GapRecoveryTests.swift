import Basics
import Binance
import Capture
import Market
import TestSupport
import Testing

@Suite struct GapRecoveryTests {
  private static let secondNs = CaptureLimits.secondNs

  private static func gap(_ ids: ClosedRange<Int64>, _ endpoint: Endpoint = .historicalTrades)
    -> MissingTrades
  {
    MissingTrades(symbol: "BTCUSDT", endpoint: endpoint, ids: ids)
  }

  /// Takes in a gap and gives the request that begins to fill it.
  private static func begin(_ gap: MissingTrades, _ recovery: inout GapRecovery) -> MarketRequest? {
    #expect(recovery.found(gap, nowNs: 0) == nil)
    return recovery.due(nowNs: CaptureLimits.gapGraceNs).begun.last?.request
  }

  @Test func `a gap that fills by itself within two seconds is never asked for`() {
    var recovery = GapRecovery(venue: .spot)
    let graceNs = CaptureLimits.gapGraceNs
    #expect(recovery.found(Self.gap(5...5), nowNs: 0) == nil)
    #expect(recovery.found(Self.gap(7...9), nowNs: 1) == nil)
    #expect(recovery.due(nowNs: graceNs - 1).begun.isEmpty)
    #expect(recovery.seen(Self.gap(5...5), missing: 0).report == nil)
    #expect(recovery.due(nowNs: graceNs).begun.isEmpty)
    let begun = recovery.due(nowNs: graceNs + 1).begun
    #expect(begun.map(\.trades) == [Self.gap(7...9)])
    #expect(recovery.due(nowNs: graceNs + 1).begun.isEmpty)
    // One that comes while the request waits is filled as well, and the request is withdrawn.
    let (report, withdrawn) = recovery.seen(Self.gap(7...9), missing: 0)
    #expect(
      report
        == GapReport(trades: Self.gap(7...9), fetchedCount: 0, missingCount: 0, outcome: .filled))
    #expect(report?.text == "0 of 3 fetched, the others came by themselves")
    #expect(withdrawn == begun.first?.request)
    #expect(recovery.answered(begun[0].request, ids: [7, 8, 9], nowNs: graceNs) == nil)
    #expect(recovery.stop() == [])
  }

  @Test func `a gap that fills while its request is under way is not asked for again`() {
    var recovery = GapRecovery(venue: .spot)
    var queue = RestQueue(weightPerMinute: 6000, seed: 1)
    let request = Self.begin(Self.gap(7...9), &recovery)!
    _ = queue.add(request)
    #expect(queue.next(nowNs: 0) == request)
    let (_, withdrawn) = recovery.seen(Self.gap(7...9), missing: 0)
    queue.withdraw(withdrawn!)
    let verdict = queue.finish(request, .failed(reason: "no answer"), nowNs: 0)
    #expect(verdict == .withdrawn)
    #expect(queue.isEmpty)
    #expect(recovery.openCount == 0)
  }

  @Test func `what the exchange does not give is lost after a minute, unless it comes by itself`() {
    var recovery = GapRecovery(venue: .spot)
    for ids in [1...2, 5...6] as [ClosedRange<Int64>] {
      let request = Self.begin(Self.gap(ids), &recovery)!
      recovery.refused(request, reason: "HTTP 400", nowNs: 5)
    }
    let lateNs = CaptureLimits.gapLateNs
    #expect(recovery.due(nowNs: 4 + lateNs).lost == [])
    // A stalled connection brings one of them after all.
    #expect(recovery.seen(Self.gap(1...2), missing: 0).report?.outcome == .filled)
    #expect(
      recovery.due(nowNs: 5 + lateNs).lost
        == [
          GapReport(
            trades: Self.gap(5...6), fetchedCount: 0, missingCount: 2,
            outcome: .lost(reason: "HTTP 400"))
        ])
    #expect(recovery.openCount == 0)
  }

  @Test func `a gap is asked for by id, a page at a time, and no trade beyond it`() {
    var recovery = GapRecovery(venue: .spot)
    var request = Self.begin(Self.gap(100...2600), &recovery)
    var targets: [String] = []
    var next: Int64 = 100
    while let asked = request {
      targets.append(asked.target)
      let page = Array(next...min(next + 999, 2600))
      next += 1000
      request = recovery.answered(asked, ids: page, nowNs: 0)
      // The feed sees the first two pages late, together.
      if page.count < 1000 {
        #expect(recovery.seen(Self.gap(100...2600), missing: 501, fetched: 2000).report == nil)
      }
    }
    let (report, _) = recovery.seen(Self.gap(100...2600), missing: 0, fetched: 501)
    #expect(
      targets == [
        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=100&limit=1000",
        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=1100&limit=1000",
        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=2100&limit=501",
      ])
    #expect(
      report
        == GapReport(
          trades: Self.gap(100...2600), fetchedCount: 2501, missingCount: 0, outcome: .filled))
    #expect(report?.text == "2501 of 2501 fetched")
    #expect(recovery.openCount == 0)
  }

  @Test func `ids that the exchange hides are reported as lost`() {
    var recovery = GapRecovery(venue: .usdm)
    let request = Self.begin(Self.gap(10...19), &recovery)!
    #expect(request.needsKey)
    #expect(request.target.hasPrefix("/fapi/v1/historicalTrades?"))
    let next = recovery.answered(request, ids: [10, 11, 14, 15], nowNs: 0)
    #expect(recovery.answered(next!, ids: [16, 18, 19, 20], nowNs: 0) == nil)
    _ = recovery.seen(Self.gap(10...19), missing: 3, fetched: 7)
    let report = recovery.due(nowNs: CaptureLimits.gapLateNs).lost.first
    #expect(report?.text == "7 of 10 fetched; the exchange does not give the others")
    #expect(report?.missingCount == 3)
  }

  /// The queue to the disk was full: the exchange gave everything, and half of it was not recorded.
  @Test func `an answer that was dropped on its way to the disk is asked for once more`() {
    var recovery = GapRecovery(venue: .spot)
    let gap = Self.gap(1...2000)
    let lateNs = CaptureLimits.gapLateNs
    let first = Self.begin(gap, &recovery)!
    for round in [0, 1] as [Int64] {
      let request = round == 0 ? first : recovery.due(nowNs: lateNs).again.first!
      #expect(request.target == first.target)
      let next = recovery.answered(request, ids: Array(1...1000), nowNs: round * lateNs)!
      #expect(recovery.answered(next, ids: Array(1001...2000), nowNs: round * lateNs) == nil)
      #expect(recovery.seen(gap, missing: 1000, fetched: round == 0 ? 1000 : 0).report == nil)
    }
    let report = recovery.due(nowNs: 2 * lateNs).lost.first
    #expect(report?.missingCount == 1000)
    #expect(report?.text == "1000 of 2000 fetched; an answer did not get into the recording")
  }

  @Test func `an answer that was recorded and not looked at is not called lost`() throws {
    for isStop in [false, true] {
      var recovery = GapRecovery(venue: .spot)
      let gap = Self.gap(1...10)
      var request = Self.begin(gap, &recovery)!
      if !isStop {
        #expect(recovery.answered(request, ids: Array(1...10), nowNs: 0) == nil)
        request = recovery.due(nowNs: CaptureLimits.gapLateNs).again[0]
      }
      #expect(recovery.answered(request, ids: Array(1...10), nowNs: 0) == nil)
      _ = recovery.seen(gap, missing: 6, fetched: 4)
      #expect(recovery.handle(.overlooked, nowNs: 0) == [])
      let reports = isStop ? recovery.stop() : recovery.due(nowNs: CaptureLimits.gapLateNs).lost
      let report = try #require(reports.first)
      #expect(
        report.text == "4 of 10 fetched; an answer was not looked at, and may be in the recording")
      let record = try JSONParser.parse(CapturePayload.unfilled(report))
      #expect(record.string("reason") == "trades were fetched and not looked at")
    }
    // What no answer brought is missing for its own reason.
    var recovery = GapRecovery(venue: .spot)
    let request = Self.begin(Self.gap(1...10), &recovery)!
    recovery.refused(request, reason: "HTTP 400", nowNs: 0)
    _ = recovery.handle(.overlooked, nowNs: 0)
    #expect(recovery.stop().map(\.outcome) == [.lost(reason: "HTTP 400")])
  }

  @Test(arguments: [[], [1, 2, 3], [Int64.min], [-1]] as [[Int64]])
  func `an answer without the trades is "not yet": asked again for ten minutes, then every day`(
    ids: [Int64]
  ) {
    var recovery = GapRecovery(venue: .spot)
    let gap = Self.gap(100...105)
    var request = Self.begin(gap, &recovery)!
    var nowNs: Int64 = 0
    var waits: [Int64] = []
    var reported: [Int64] = []
    while waits.count < 19 {
      let outcome = Outcome(
        recovery.handle(.answered(request, ids.map { .mock($0) }), nowNs: nowNs))
      if let rest = outcome.rests.first {
        #expect(rest.reason == "the exchange gives no trades from id 100 on")
        reported.append(rest.waitNs / Self.secondNs)
      }
      let sinceNs = nowNs
      var again = recovery.due(nowNs: nowNs).again
      while again.isEmpty {
        nowNs += Self.secondNs
        again = recovery.due(nowNs: nowNs).again
      }
      request = again[0]
      waits.append((nowNs - sinceNs) / Self.secondNs)
    }
    let day: Int64 = 86_400
    let growing = [1, 2, 4, 8, 16, 32] + Array(repeating: 60, count: 9) as [Int64]
    #expect(waits == growing + [day, day, day, day])
    #expect(reported == [1, day, day, day, day])
    #expect(!recovery.isAtWork)
    // The next day's answer has them.
    #expect(recovery.answered(request, ids: Array(100...105), nowNs: nowNs) == nil)
    #expect(recovery.isAtWork)
    let (report, _) = recovery.seen(gap, missing: 0, fetched: 6)
    #expect(report?.text == "6 of 6 fetched")
  }

  /// REST was four seconds behind: it gave 580 of 2,500 trades, then an empty list.
  @Test func `a gap goes on where REST had come to`() {
    var recovery = GapRecovery(venue: .spot)
    let gap = Self.gap(1021...3520)
    let first = Self.begin(gap, &recovery)!
    let second = recovery.answered(first, ids: Array(1021...1600), nowNs: 0)!
    #expect(recovery.answered(second, ids: [], nowNs: 0) == nil)
    let third = recovery.due(nowNs: Self.secondNs).again[0]
    #expect(third.target.hasSuffix("fromId=1601&limit=1000"))
    #expect(recovery.answered(third, ids: [], nowNs: Self.secondNs) == nil)
    #expect(recovery.due(nowNs: 2 * Self.secondNs).again == [])
    let fourth = recovery.due(nowNs: 3 * Self.secondNs).again[0]
    let fifth = recovery.answered(fourth, ids: Array(1601...2600), nowNs: 0)!
    #expect(recovery.answered(fifth, ids: Array(2601...3520), nowNs: 0) == nil)
    #expect(recovery.seen(gap, missing: 0, fetched: 2500).report?.text == "2500 of 2500 fetched")
  }

  @Test func `an exchange that is down for an hour has the trades afterwards`() {
    var recovery = GapRecovery(venue: .spot)
    let request = Self.begin(Self.gap(1...2), &recovery)!
    let outcome = Outcome(
      recovery.handle(.failed(request, reason: "HTTP 503, after 8 attempts"), nowNs: 0))
    #expect(outcome.rests.map(\.reason) == ["HTTP 503, after 8 attempts"])
    #expect(recovery.due(nowNs: Self.secondNs).again == [request])
    // At the end it is said what it was waiting for.
    _ = recovery.handle(.failed(request, reason: "HTTP 503"), nowNs: Self.secondNs)
    #expect(recovery.stop().map(\.outcome) == [.lost(reason: "HTTP 503")])
  }

  @Test func `any pages end, and say that ids are missing when some are`() throws {
    for seed in UInt64(1)...200 {
      var random = SeededRandom(seed: seed)
      let size = Int64.random(in: 1...5000, using: &random)
      var recovery = GapRecovery(venue: .spot)
      var request = Self.begin(Self.gap(1000...(999 + size)), &recovery)
      var given: Set<Int64> = []
      var nowNs: Int64 = 0
      var report: GapReport?
      while report == nil, nowNs < 1_000_000 * Self.secondNs {
        if let asked = request {
          let count = Int.random(in: 0...1500, using: &random)
          let ids = (0..<count).map { _ in Int64.random(in: 900...(1200 + size), using: &random) }
          given.formUnion(ids)
          request = recovery.answered(asked, ids: ids, nowNs: nowNs)
        } else {
          nowNs += 60 * Self.secondNs
          let due = recovery.due(nowNs: nowNs)
          (request, report) = (due.again.first, due.lost.first)
        }
      }
      let reason = try #require(report?.reason, "seed \(seed)")
      if reason == "an answer did not get into the recording" {
        #expect(given.isSuperset(of: 1000..<1000 + size), "seed \(seed)")
      }
    }
  }

  @Test func `what cannot be asked for is reported`() {
    var recovery = GapRecovery(venue: .spot)
    let huge = Self.gap(0...(Int64.max - 1))
    #expect(recovery.found(huge, nowNs: 0)?.reason == "more than 50000000 trades are missing")
    let request = Self.begin(Self.gap(5...9), &recovery)!
    recovery.refused(request, reason: "HTTP 451", nowNs: 0)
    #expect(recovery.stop().map(\.outcome) == [.lost(reason: "HTTP 451")])
    #expect(recovery.stop() == [])
  }

  @Test func `at a stop, what was never asked for differs from what was`() {
    let stopped = "the recorder stopped"
    for isUnsent in [true, false] {
      var recovery = GapRecovery(venue: .spot)
      let request = Self.begin(Self.gap(5...9), &recovery)!
      if !isUnsent { _ = recovery.handle(.sent(request), nowNs: CaptureLimits.gapGraceNs) }
      _ = recovery.found(Self.gap(20...21), nowNs: CaptureLimits.gapGraceNs)
      let reports = recovery.stop()
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
    var recovery = GapRecovery(venue: .spot)
    let request = Self.begin(Self.gap(1...1500), &recovery)!
    _ = recovery.answered(request, ids: Array(1...1000), nowNs: 0)
    _ = recovery.seen(Self.gap(1...1500), missing: 500, fetched: 1000)
    let report = recovery.stop().first
    #expect(report?.text == "1000 of 1500 fetched; the recorder stopped")
    #expect(report?.missingCount == 500)
    // What is found after the stop is reported at once.
    let last = recovery.found(Self.gap(1600...1602), nowNs: 0)
    #expect(last?.text == "not asked for; the recorder stopped")
    #expect(last?.missingCount == 3)
    #expect(recovery.openCount == 0)
  }

  @Test func `trades that came by themselves are not reported as missing`() throws {
    for isAsked in [false, true] {
      var recovery = GapRecovery(venue: .spot)
      let gap = Self.gap(1...10)
      #expect(recovery.found(gap, nowNs: 0) == nil)
      if isAsked {
        let request = recovery.due(nowNs: CaptureLimits.gapGraceNs).begun[0].request
        _ = recovery.handle(.sent(request), nowNs: CaptureLimits.gapGraceNs)
      }
      for missing in [10, 8, 6, 6] as [Int64] {
        let (report, request) = recovery.seen(gap, missing: missing)
        #expect(report == nil && request == nil)
      }
      let report = try #require(recovery.stop().first)
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

extension GapRecovery {
  fileprivate mutating func found(_ trades: MissingTrades, nowNs: Int64) -> GapReport? {
    Outcome(handle(.found(trades), nowNs: nowNs)).reports.first
  }

  fileprivate mutating func due(
    nowNs: Int64
  ) -> (
    begun: [(trades: MissingTrades, request: MarketRequest)], again: [MarketRequest],
    lost: [GapReport]
  ) {
    let outcome = Outcome(handle(.tick, nowNs: nowNs))
    let begun = zip(outcome.begun, outcome.requests).map { ($0, $1) }
    return (begun, outcome.begun.isEmpty ? outcome.requests : [], outcome.reports)
  }

  fileprivate mutating func seen(
    _ trades: MissingTrades, missing: Int64, fetched: Int64 = 0
  ) -> (report: GapReport?, withdrawn: MarketRequest?) {
    let outcome = Outcome(
      handle(.narrowed(trades, missingCount: missing, fetchedCount: fetched), nowNs: 0))
    return (outcome.reports.first, outcome.withdrawn.first)
  }

  /// Gives the request for the next page.
  fileprivate mutating func answered(
    _ request: MarketRequest, ids: [Int64], nowNs: Int64
  ) -> MarketRequest? {
    let outcome = Outcome(handle(.answered(request, ids.map { .mock($0) }), nowNs: nowNs))
    #expect(outcome.reports == [])
    return outcome.requests.first
  }

  fileprivate mutating func refused(_ request: MarketRequest, reason: String, nowNs: Int64) {
    #expect(handle(.refused(request, reason: reason), nowNs: nowNs) == [])
  }

  fileprivate mutating func stop() -> [GapReport] { Outcome(handle(.stop, nowNs: 0)).reports }
}

/// Actions by their kind.
private struct Outcome {
  var begun: [MissingTrades] = []
  var requests: [MarketRequest] = []
  var rests: [(reason: String, waitNs: Int64)] = []
  var withdrawn: [MarketRequest] = []
  var reports: [GapReport] = []

  init(_ actions: [GapRecovery.Action]) {
    for action in actions {
      switch action {
      case .begun(let trades): begun.append(trades)
      case .ask(let request): requests.append(request)
      case .resting(_, let reason, let waitNs): rests.append((reason, waitNs))
      case .withdraw(let request): withdrawn.append(request)
      case .closed(let report): reports.append(report)
      }
    }
  }
}
