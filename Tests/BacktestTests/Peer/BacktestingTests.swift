import Backtest
import Market
import TestSupport
import Testing

/// The same random episodes through this harness and through pip's `backtesting`.
///
/// Where the two differ, the difference is the sum of named policies: the driver holds a model of
/// the library's broker in which each can be switched on. With none it must be the library, with
/// all of them it must be us, for every episode.
@Suite(.enabled(if: BacktestingPeer.isInstalled, Comment(rawValue: BacktestingPeer.absent)))
struct BacktestingTests {
  private struct Bracket {
    var candles: [[Int]] = []
    var kind = "market"
    var limit: Int?
    var stop: Int?
    var stopLoss = 0
    var takeProfit = 0

    /// Small numbers, so that touches, gaps and candles with both ends are frequent.
    init(_ random: inout SeededRandom) {
      var price = 100
      for _ in 0..<10 {
        let open = price + ([0, 0, 0, 1, -1, 3, -3, 9, -9].randomElement(using: &random) ?? 0)
        let close = open + Int.random(in: -4...4, using: &random)
        let reach = Int.random(in: 0..<6, using: &random) == 0 ? 20 : 5
        let high = max(open, close) + Int.random(in: 0...reach, using: &random)
        let low = min(open, close) - Int.random(in: 0...reach, using: &random)
        candles.append([open, high, low, close])
        price = close
      }
      let close = candles[1][3]
      var reference = close
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        (kind, reference) = ("limit", close - Int.random(in: -2...6, using: &random))
        limit = reference
      case 1:
        (kind, reference) = ("stop", close + Int.random(in: 1...6, using: &random))
        stop = reference
      case 2:
        kind = "stopLimit"
        let stop = close + Int.random(in: 1...6, using: &random)
        reference = stop + Int.random(in: -3...3, using: &random)
        (self.stop, limit) = (stop, reference)
      default: break
      }
      stopLoss = reference - Int.random(in: 2...11, using: &random)
      takeProfit = reference + Int.random(in: 2...11, using: &random)
    }

    var json: String {
      func text(_ number: Int?) -> String { number.map(String.init) ?? "null" }
      return #"{"candles":\#(candles),"entry":{"kind":"\#(kind)","limit":\#(text(limit)),"#
        + #""stop":\#(text(stop)),"sl":\#(stopLoss),"tp":\#(takeProfit)}}"#
    }

    /// Bar and price of each fill, here.
    func fills() throws -> [[Double]] {
      let (entry, exits) = (
        entry,
        Order.Exits(
          takeProfit: BacktestingTests.units(takeProfit), stopLoss: BacktestingTests.units(stopLoss)
        )
      )
      let strategy = Scripted(script: [
        1: { $0.buy(coin, quantity: amount("1"), entry, exits: exits) }
      ])
      let result = try run(strategy, BacktestingTests.bars(candles), settings(cash: "1000000"))
        .result
      #expect(result.rejectedCount == 0)
      return BacktestingTests.bars(of: result)
    }

    private var entry: Order.Kind {
      switch (stop, limit) {
      case (nil, nil): .market
      case (nil, let limit?): .limit(BacktestingTests.units(limit))
      case (let stop?, nil): .stop(BacktestingTests.units(stop))
      case (let stop?, let limit?):
        .stopLimit(stop: BacktestingTests.units(stop), limit: BacktestingTests.units(limit))
      }
    }
  }

  private static func units(_ price: Int) -> Amount {
    Amount(units: Int64(price) * Amount.unitsPerOne)
  }

  private static func bars(_ candles: [[Int]]) -> [Candle] {
    candles.enumerated().map { number, prices in
      candle(Int64(number), prices.map(String.init).joined(separator: " "))
    }
  }

  private static func bars(of result: BacktestResult) -> [[Double]] {
    result.fills.map { fill in
      guard case .candle(let openTimeMs, _) = fill.evidence else { return [] }
      return [Double(openTimeMs / minuteMs), Double(fill.price.units) / 1e8]
    }
  }

  @Test func `Bracket episodes are equal, or differ by named policies`() throws {
    var random = SeededRandom(seed: 20_261_125)
    let episodes = (0..<1800).map { _ in Bracket(&random) }
    let answers = try BacktestingPeer.play(episodes.map(\.json))
    var equal = 0
    var explained: [String: Int] = [:]
    for (number, (episode, answer)) in zip(episodes, answers).enumerated() {
      let ours = try episode.fills()
      let episodeText: Comment = "episode \(number): \(episode.json)"
      #expect(answer.isModelled == true, episodeText)
      #expect(ours == answer.model, episodeText)
      if ours == answer.library { equal += 1 }
      for policy in answer.policies ?? [] { explained[policy, default: 0] += 1 }
    }
    // Each policy is at work somewhere, and most episodes need none.
    let names = ["arrival", "passed", "own-price", "open-first", "same-candle", "stop-limit-walk"]
    #expect(Set(explained.keys) == Set(names))
    let counts = names.map { "\($0) \(explained[$0] ?? 0)" }.joined(separator: ", ")
    #expect(equal > 700, "of \(episodes.count); \(counts)")
  }

  @Test func `Crossover episodes are equal to the cent`() throws {
    var random = SeededRandom(seed: 6)
    var episodes: [(json: String, fills: [[Double]], profit: Double)] = []
    for _ in 0..<200 {
      var price = 1000
      let candles = (0..<50).map { _ in
        let open = price + Int.random(in: -5...5, using: &random)
        price = open + Int.random(in: -20...20, using: &random)
        return [open, max(open, price) + 3, min(open, price) - 3, price]
      }
      let fast = Int.random(in: 1...5, using: &random)
      let slow = fast + Int.random(in: 1...10, using: &random)
      var backtest = try Backtester(
        strategy: SMACross(fast: fast, slow: slow, quantity: amount("7")),
        settings: settings(cash: "1000000", fee: "0.1%", feeAsset: .quote))
      try backtest.add(Self.bars(candles))
      let result = try backtest.finish(symbols: names)
      let json =
        #"{"candles":\#(candles),"fast":\#(fast),"slow":\#(slow),"size":7,"fee":0.001}"#
      episodes.append((json, Self.bars(of: result), Double(result.netProfit.units) / 1e8))
    }
    let answers = try BacktestingPeer.play(episodes.map(\.json))
    var fillCount = 0
    for (episode, answer) in zip(episodes, answers) {
      #expect(episode.fills == answer.library, "\(episode.json)")
      let profit = try #require(answer.profit)
      #expect(abs(profit - episode.profit) < 1e-6, "\(episode.json)")
      fillCount += episode.fills.count
    }
    #expect(fillCount > 500)
  }
}
