import Market
import TestSupport
import Testing

@testable import Backtest

struct SweepSpaceTests {
  private let cross = SMACross.description

  @Test func `Ranges, steps and lists make every combination once`() throws {
    let space = try SweepSpace("fast=5...20:5,slow=20,30", cross)
    #expect(space.axes.map(\.name) == ["fast", "slow"])
    #expect(space.axes.map(\.values) == [["5", "10", "15", "20"], ["20", "30"]])
    #expect(space.count == 8)
    #expect(space.assignments(0) == ["fast=5", "slow=20"])
    #expect(space.assignments(1) == ["fast=5", "slow=30"])
    #expect(space.assignments(7) == ["fast=20", "slow=30"])
    #expect(try SweepSpace("fast=3...5", cross).axes[0].values == ["3", "4", "5"])
    #expect(try SweepSpace("fast=1...6:2", cross).axes[0].values == ["1", "3", "5"])
    #expect(try SweepSpace("fast=1...2,9", cross).axes[0].values == ["1", "2", "9"])
    #expect(
      try SweepSpace("quantity=all,0.5...1:0.25,share=10%", cross).axes.map(\.values)
        == [["all", "0.5", "0.75", "1"], ["0.1"]])
  }

  @Test(arguments: [
    "", "fast", "fast=", "=5", "fest=5", "fast=5,5", "fast=5,05", "fast=5,fast=6", "fast=0",
    "fast=5...4", "fast=5...9:0", "fast=5...9:-1", "fast=5...", "fast=...5", "fast=1...2:", ",",
    "fast=1...1500,slow=2...1500", "fast=1...92233720368:0.00000001", "fast=1.5",
    "fast=-92233720368...92233720368", "fast=1...2...3",
  ])
  func `What is no space of this strategy is refused`(text: String) {
    #expect(throws: StrategyError.self) { try SweepSpace(text, cross) }
  }
}

struct SweepTests {
  /// A walk of whole prices.
  static func walk(_ count: Int64, seed: UInt64 = 7, symbol: SymbolID = coin) -> [Candle] {
    var random = SeededRandom(seed: seed)
    var last: Int64 = 1000
    return (0..<count).map { number in
      let open = last
      let close = max(100, open + Int64.random(in: -9...9, using: &random))
      let high = max(open, close) + Int64.random(in: 0...5, using: &random)
      let low = min(open, close) - Int64.random(in: 0...5, using: &random)
      last = close
      return candle(number, "\(open) \(high) \(low) \(close)", symbol: symbol)
    }
  }

  private func start(
    _ settings: BacktestSettings, _ set: [String], hashes: Bool = false
  ) throws -> any BacktestRun {
    try StrategyRegistry.builtIn.start(
      "sma-cross", set: set, settings: settings, hashesInput: hashes)
  }

  /// The market with its idle run, as a command reads it.
  private func read(
    _ candles: [Candle], _ settings: BacktestSettings
  ) throws -> (RecordedMarket, BacktestResult) {
    var run = CollectingRun(try settings.idleRun())
    let rules = SymbolRules(tickSize: amount("0.5"))
    for (index, candle) in candles.enumerated() {
      if index == candles.count / 3 { try run.setRules(rules, for: coin) }
      try run.add(candle)
    }
    let result = try run.finish(symbols: names)
    return (try #require(run.market), result)
  }

  @Test func `A trial is the backtest of its parameters, to the run hash`() throws {
    let candles = Self.walk(3000)
    let sets = [["fast=3", "slow=8"], ["fast=5", "slow=20"], ["fast=2", "slow=400"]]
    let plain = settings(fee: "0.1%")
    let (again, idle) = try read(candles, plain)
    let whole = try #require(SlicedMarket(again, idle))
    let trials = try whole.play(try sets.map { try start(plain, $0) })
    for (set, trial) in zip(sets, trials) {
      let alone = try RecordedMarket.play([again], try start(plain, set, hashes: true))
      #expect(trial.runHash == alone.runHash)
      #expect(trial.finalEquity == alone.finalEquity)
      #expect(trial.netReturn == alone.netReturn)
      #expect(trial.fillCount == alone.fills.count)
      #expect(trial.equity.count == 129)
      #expect(trial.equity.first == sum("1000"))
    }
    #expect(Set(trials.map(\.runHash)).count == 3)
  }

  @Test func `Slices are the market again, cut between instants`() throws {
    let two = zip(Self.walk(500), Self.walk(500, seed: 8, symbol: other)).flatMap { [$0, $1] }
    let market = RecordedMarket(two, interval: .m1, symbols: names)
    let slices = market.slices(16)
    #expect(slices.count == 16)
    var candles: [Candle] = []
    for slice in slices {
      #expect([31, 32].contains(slice.instantCount))
      #expect(slice.candleCount == slice.instantCount * 2)
      slice.forEachCandle { candles.append($0) }
    }
    #expect(candles == two)
  }

  @Test func `A part begins with the rules that were known before`() throws {
    let (market, _) = try read(Self.walk(300), settings())
    let parts = market.parts { $0.instantCount == 200 }
    #expect(parts.map(\.candleCount) == [200, 100])
    #expect(parts[0].rulesBefore.isEmpty)
    #expect(parts[1].rulesBefore.map(\.rules.tickSize) == [amount("0.5")])
  }

  @Test func `A market on the tape is cut before trades only`() throws {
    var market = RecordedMarket(interval: .m1, fills: .tape)
    for number in 0..<Int64(40) {
      market.add(trade(number, atUs: number * minuteUs, "100"))
      if number > 0 { market.add(flat(number - 1, "100")) }
    }
    let slices = market.slices(16)
    #expect(slices.count == 16)
    #expect(slices.map(\.tradeCount).reduce(0, +) == 40)
    for slice in slices.dropFirst() {
      guard case .trades = try #require(slice.pieces.first) else {
        Issue.record("a slice begins with a candle")
        return
      }
    }
  }

  @Test func `Too short a market is not sliced, too long a one not kept`() throws {
    let (market, result) = try read(Self.walk(15), settings())
    #expect(SlicedMarket(market, result) == nil)
    var run = CollectingRun(try settings().idleRun(), keepsMax: 10)
    try run.add(Self.walk(10))
    #expect(run.market?.candleCount == 10)
    try run.add(candle(10, "1 1 1 1"))
    #expect(run.market == nil)
  }

  @Test func `The report ranks, draws and escapes`() throws {
    let (market, idle) = try read(Self.walk(600), settings())
    let sliced = try #require(SlicedMarket(market, idle))
    let space = try SweepSpace("fast=2,3,slow=5,9", SMACross.description)
    let trials = try sliced.play(
      try (0..<space.count).map { try start(settings(), space.assignments($0)) })
    let report = SweepReport(space, trials, skippedCount: 0)
    #expect(report.ranked.map(\.finalEquity) == trials.map(\.finalEquity).sorted(by: >))
    let map = try #require(report.heatMap)
    #expect(map.returns == [trials[0...1].map(\.netReturn), trials[2...3].map(\.netReturn)])
    #expect(map.svg().matches(of: #/<rect /#).count == 4)
    #expect(map.svg().contains("fast=2 slow=9: \(trials[1].netReturn!.roundedPercentText)<"))

    let odd = StrategyDescription(
      name: "odd", summary: "",
      parameters: [
        .init("<a&\"", .integer(1...9), default: "1", ""), .init("b", .amount, default: "1", ""),
      ])
    let names = try SweepSpace("<a&\"=1,2,b=1,2", odd)
    let svg = try #require(HeatMap(names, trials)).svg()
    #expect(svg.contains("&lt;a&amp;&quot;"))
    #expect(!svg.contains("<a&"))
  }
}
