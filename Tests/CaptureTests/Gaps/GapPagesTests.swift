import Binance
import Capture
import Market
import Testing

/// Gaps on hosts without a history of single trades.
@Suite struct GapPagesTests {
  private static let secondNs = CaptureLimits.secondNs
  private static let gap = MissingTrades(
    symbol: "BTCUSDT", endpoint: .historicalTrades, ids: 1001...3500, sinceMs: 1_700_000_000_123)

  /// The gap begins to be asked for, and the exchange has no such endpoint.
  private static func begin(
    _ gap: MissingTrades = gap, venue: Venue = .spot
  ) -> (recovery: GapRecovery, request: MarketRequest?) {
    var recovery = GapRecovery(venue: venue)
    _ = recovery.handle(.found(gap), nowNs: 0)
    let first = asked(recovery.handle(.tick, nowNs: CaptureLimits.gapGraceNs))
    guard let first else { return (recovery, nil) }
    let second = asked(recovery.handle(.notServed(first, reason: "HTTP 404"), nowNs: 0))
    return (recovery, second)
  }

  private static func asked(_ actions: [GapRecovery.Action]) -> MarketRequest? {
    actions.compactMap { if case .ask(let request) = $0 { request } else { nil } }.first
  }

  private static func lost(_ recovery: inout GapRecovery) -> String? {
    let actions = recovery.handle(.tick, nowNs: 1000 * secondNs)
    return actions.compactMap { if case .closed(let report) = $0 { report.reason } else { nil } }
      .first
  }

  @Test func `the latest trades fill a gap that they reach back to`() throws {
    var (recovery, request) = Self.begin(
      MissingTrades(symbol: "BTCUSDT", endpoint: .historicalTrades, ids: 3000...3500))
    let latest = try #require(request)
    #expect(latest.target == "/api/v3/trades?symbol=BTCUSDT&limit=1000")
    #expect(!latest.needsKey)
    let actions = recovery.handle(
      .answered(latest, (2600...3599).map { .mock($0) }), nowNs: 0)
    #expect(actions == [])
    // Another gap there is asked for in that way at once.
    let other = MissingTrades(symbol: "ETHUSDT", endpoint: .historicalTrades, ids: 5...6)
    _ = recovery.handle(.found(other), nowNs: 0)
    let next = Self.asked(recovery.handle(.tick, nowNs: CaptureLimits.gapGraceNs))
    #expect(next?.target == "/api/v3/trades?symbol=ETHUSDT&limit=1000")
  }

  @Test func `what lies before the latest trades comes as aggregates, from the time of the gap on`()
    throws
  {
    var (recovery, request) = Self.begin()
    let latest = try #require(request)
    let first = Self.asked(
      recovery.handle(.answered(latest, (2901...3900).map { .mock($0) }), nowNs: 0))
    let from = try #require(first)
    #expect(
      from.target == "/api/v3/aggTrades?symbol=BTCUSDT&startTime=1700000000123&limit=1000")
    // Begins with what was recorded, and ends in the gap.
    let page = [Trade.mock(70, of: 990...1000), .mock(71, of: 1001...1900)]
    let second = try #require(Self.asked(recovery.handle(.answered(from, page), nowNs: 0)))
    #expect(second.target == "/api/v3/aggTrades?symbol=BTCUSDT&fromId=72&limit=1000")
    #expect(Self.asked(recovery.handle(.answered(second, []), nowNs: 0)) == nil)
    let again = Self.asked(recovery.handle(.tick, nowNs: Self.secondNs))
    #expect(again == second)
    let last = [Trade.mock(72, of: 1901...2900), .mock(73, of: 2901...2950)]
    #expect(recovery.handle(.answered(second, last), nowNs: 0) == [])
    let filled = recovery.handle(
      .narrowed(Self.gap, missingCount: 0, fetchedCount: 2500), nowNs: 0)
    #expect(filled.count == 1)
    #expect(recovery.openCount == 0)
  }

  @Test func `trades in an aggregate that was recorded in part are reported as lost`() throws {
    var (recovery, request) = Self.begin()
    let latest = try #require(request)
    let from = try #require(
      Self.asked(recovery.handle(.answered(latest, (3501...3900).map { .mock($0) }), nowNs: 0)))
    let page = [Trade.mock(71, of: 999...1010), .mock(72, of: 1011...3500)]
    #expect(recovery.handle(.answered(from, page), nowNs: 0) == [])
    _ = recovery.handle(.narrowed(Self.gap, missingCount: 10, fetchedCount: 2490), nowNs: 0)
    #expect(
      Self.lost(&recovery) == "the others lie in aggregates of which a part was recorded")
  }

  @Test func `a futures gap without a key is asked for in another way`() throws {
    let (_, request) = Self.begin(venue: .usdm)
    #expect(request?.target == "/fapi/v1/trades?symbol=BTCUSDT&limit=1000")
    #expect(request?.weight == 5)
  }

  @Test func `where neither is served the gap is lost`() throws {
    var (recovery, request) = Self.begin()
    let latest = try #require(request)
    #expect(recovery.handle(.notServed(latest, reason: "HTTP 404"), nowNs: 0) == [])
    #expect(Self.lost(&recovery) == "HTTP 404")
    // Aggregates that are missing have no other way either.
    let (_, none) = Self.begin(
      MissingTrades(
        symbol: "BTCUSDT", endpoint: .aggTrades, ids: 1...2, sinceMs: 1, firstAggregateId: 1))
    #expect(none == nil)
  }

  @Test func `latest trades that lag behind the gap are asked for again`() throws {
    var (recovery, request) = Self.begin()
    let latest = try #require(request)
    let actions = recovery.handle(.answered(latest, (2001...3000).map { .mock($0) }), nowNs: 0)
    #expect(Self.asked(actions) == nil)
    #expect(Self.asked(recovery.handle(.tick, nowNs: Self.secondNs)) == latest)
  }

  @Test func `two gaps of a symbol take their trades out of one answer`() throws {
    var (recovery, request) = Self.begin()
    let other = MissingTrades(symbol: "BTCUSDT", endpoint: .historicalTrades, ids: 3600...3601)
    _ = recovery.handle(.found(other), nowNs: 0)
    let latest = try #require(request)
    #expect(Self.asked(recovery.handle(.tick, nowNs: CaptureLimits.gapGraceNs)) == latest)
    let actions = recovery.handle(.answered(latest, (3000...3999).map { .mock($0) }), nowNs: 0)
    #expect(actions.count == 1)
    #expect(Self.asked(actions)?.endpoint == .aggTrades)
  }

  @Test func `hostile aggregates end nothing and trap nothing`() throws {
    for (id, first, last) in [
      (Int64.max, 1001, 3500), (5, Int64.max, 0), (5, .min, .max), (.min, .min, .min),
    ] as [(Int64, Int64, Int64)] {
      var (recovery, request) = Self.begin()
      let latest = try #require(request)
      let from = try #require(
        Self.asked(recovery.handle(.answered(latest, [.mock(5000)]), nowNs: 0)))
      var trade = Trade.mock(id)
      (trade.firstTradeId, trade.lastTradeId) = (first, last)
      _ = recovery.handle(.answered(from, [trade]), nowNs: 0)
      #expect(recovery.openCount == 1)
    }
  }

  @Test func `aggregates behind single trades are asked for from the time of the last one on`() {
    var recovery = GapRecovery(venue: .usdm)
    let gap = MissingTrades(
      symbol: "BTCUSDT", endpoint: .aggTrades, ids: 11...14, sinceMs: 1_700_000_000_123)
    _ = recovery.handle(.found(gap), nowNs: 0)
    let asked = Self.asked(recovery.handle(.tick, nowNs: CaptureLimits.gapGraceNs))
    #expect(
      asked?.target == "/fapi/v1/aggTrades?symbol=BTCUSDT&startTime=1700000000123&limit=1000")
  }
}
