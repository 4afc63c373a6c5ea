import Backtest
import Foundation
import Market
import TestSupport
import Testing

/// The same random plans of orders through this broker and through one in Python that was written from
/// the rules alone.
@Suite(
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "python3 is not here"))
struct TapeOracleTests {
  private struct Answer: Decodable, Equatable {
    struct Fill: Decodable, Equatable {
      let order: Int
      let trade: Int64
      let price: Int64
      let quantity: Int64
      let isMaker: Bool

      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        order = try list.decode(Int.self)
        trade = try list.decode(Int64.self)
        price = try list.decode(Int64.self)
        quantity = try list.decode(Int64.self)
        isMaker = try list.decode(Bool.self)
      }

      init(_ fill: Backtest.Fill) {
        order = fill.order.rawValue
        trade = if case .trade(let id) = fill.evidence { id } else { -1 }
        price = fill.price.units
        quantity = Int64(clamping: fill.quantity.units)
        isMaker = fill.isMaker
      }
    }

    let candles: Int
    let fills: [Fill]
    let rejections: [Int]
    let expired: Int
    let open: Int
    let cash: Int64
    let base: Int64

    init(_ result: BacktestResult) {
      candles = result.candleCount
      fills = result.fills.map { Fill($0) }
      rejections = result.rejections.map(\.id.rawValue)
      expired = result.expiredCount
      open = result.openOrderCount
      cash = result.cash.units
      base = Int64(clamping: result.positions.first?.quantity.units ?? 0)
    }
  }

  private static func oracle(_ episodes: [TapeEpisode]) throws -> [Answer] {
    let scratch = try TemporaryFolder()
    try scratch.write("episodes", Array(episodes.map { $0.json + "\n" }.joined().utf8))
    let script = PackageRoot.path + "/Tests/RunsTests/Tape/tape_oracle.py"
    let run = try ToolRun(shell: "/usr/bin/python3 '\(script)' < episodes", in: scratch.path)
    #expect(run.status == 0, "\(run.errors)")
    return try run.output.split(separator: "\n").map {
      try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
    }
  }

  @Test func `500 plans of orders come to the same, fill by fill`() throws {
    var random = SeededRandom(seed: 20_261_201)
    let episodes = (0..<500).map { _ in TapeEpisode(&random) }
    let answers = try Self.oracle(episodes)
    try #require(answers.count == episodes.count)
    var (fills, makers, rejections, expired) = (0, 0, 0, 0)
    for (number, (episode, answer)) in zip(episodes, answers).enumerated() {
      let ours = Answer(try episode.play())
      #expect(ours == answer, "episode \(number): \(episode.json)")
      fills += answer.fills.count
      makers += answer.fills.count { $0.isMaker }
      rejections += answer.rejections.count
      expired += answer.expired
    }
    // Each of these is at work often enough to mean something.
    #expect(fills > 2000 && makers > 300 && rejections > 300 && expired > 50)
  }
}
