import Backtest
import Foundation
import Market
import Runs
import TestSupport
import Testing

/// What an embedder sees of a recording.
struct SavedRecordingTests {
  private static let demo = PackageRoot.path + "/recordings/demo"

  /// Half of the account after a fall, nothing after a rise.
  private struct BuyTheDip: Strategy {
    var last: Amount?

    mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
      if let last {
        broker.target(candle.symbol, share: candle.close < last ? .percent(50) : .zero)
      }
      last = candle.close
    }
  }

  private struct Enough: Error {}

  @Test func `its candles are the expected ones, to the byte`() throws {
    var csv = ""
    var symbols: Set<String> = []
    try SavedRecording(Self.demo).forEachCandle(of: .m5) { candle, symbol in
      csv += KlineText.line(candle) + "\n"
      symbols.insert(symbol)
    }
    let expected = try String(
      contentsOfFile: Self.demo + "/expected/candles-5m.csv", encoding: .utf8)
    #expect(csv == expected)
    #expect(symbols == ["ADABNB"])
  }

  @Test func `its trades have ascending ids, and a range leaves some out`() throws {
    var (ids, timesUs): ([Int64], [Int64]) = ([], [])
    try SavedRecording(Self.demo).forEachTrade(of: ["ADABNB"]) { trade, _ in
      ids.append(trade.id)
      timesUs.append(trade.tradeTimeUs)
    }
    #expect(ids.count > 1000)
    #expect(ids == ids.sorted())
    let middleNs = timesUs[timesUs.count / 2] * 1000
    var count = 0
    try SavedRecording(Self.demo, fromNs: middleNs).forEachTrade { _, _ in count += 1 }
    #expect(count > 0 && count < ids.count)
  }

  @Test func `a strategy of one's own gives the run hash of the command line`() throws {
    let recording = try SavedRecording(Self.demo)
    let label = StrategyLabel(name: "buy-the-dip")
    let result = try recording.backtest(
      BuyTheDip(), BacktestSettings(interval: .m5), label: label)
    #expect(
      result.runHash == "48ece4220771be9cb6dafcb4b21083edb463e19d1b4fc95cfaaf69c13cf256d0")
    var tape = BacktestSettings(interval: .m5)
    tape.fills = .tape
    let onTape = try recording.backtest(BuyTheDip(), tape, label: label)
    #expect(onTape.runHash != result.runHash)
  }

  @Test func `what is thrown from within ends the reading and comes out`() throws {
    let recording = try SavedRecording(Self.demo)
    var count = 0
    #expect(throws: Enough.self) {
      try recording.forEachTrade { _, _ in
        count += 1
        throw Enough()
      }
    }
    #expect(count == 1)
    #expect(throws: Enough.self) {
      try recording.forEachCandle(of: .m1) { _, _ in throw Enough() }
    }
    let watched = try SavedRecording(Self.demo) { _ in throw Enough() }
    #expect(throws: Enough.self) { try watched.forEachTrade { _, _ in } }
  }

  @Test func `a recording without trades says so, and its klines serve`() throws {
    let recording = try SavedRecording(PackageRoot.path + "/recordings/seed")
    let error = #expect(throws: RunError.self) { try recording.forEachTrade { _, _ in } }
    #expect(error?.description.contains("no trades") == true)
    var count = 0
    try recording.forEachCandle(of: .h1) { _, _ in count += 1 }
    #expect(count > 0)
  }

  @Test func `progress reaches the end, and an unknown symbol is named`() throws {
    var last: RunProgress?
    let recording = try SavedRecording(Self.demo) { event in
      if case .progress(let progress) = event { last = progress }
    }
    try recording.forEachCandle(of: .h1) { _, _ in }
    let progress = try #require(last)
    #expect(progress.work == "candles")
    #expect(progress.done <= progress.total && progress.total > 0)
    let error = #expect(throws: RunError.self) {
      try recording.forEachCandle(of: .h1, symbols: ["ADABNC"]) { _, _ in }
    }
    #expect(error?.description.contains("Did you mean 'ADABNB'?") == true)
  }
}
