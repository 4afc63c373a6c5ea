import Foundation
import TestSupport
import Testing

/// Spot and USD-M of one symbol side by side, as a user has them who studies the basis.
struct VenueTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (venue, price, end) in [("spot", 100, "True,True"), ("usdm", 200, "true")] {
      let trades = (0..<15).map { index in
        let (minute, id) = (index / 5, 1000 + index)
        let timeMs = 1_720_000_020_000 + minute * 60_000 + index % 5 * 1000
        let paid = "\(price + index % 5).00000000"
        return "\(id),\(paid),1.00000000,\(paid),\(timeMs),\(end)\n"
      }
      try FileManager.default.createDirectory(
        atPath: folder.file(venue), withIntermediateDirectories: true)
      try folder.write(
        "\(venue)/ABCUSDT-trades-2024-07-03.csv", Array(trades.joined().utf8))
    }
    #expect(try tool("import", "binance-archive", spot, usdm, "--output", "both").status == 0)
    #expect(try tool("import", "binance-archive", spot, "--output", "s").status == 0)
    #expect(try tool("import", "binance-archive", usdm, "--output", "u").status == 0)
  }

  private let spot = "spot/ABCUSDT-trades-2024-07-03.csv"
  private let usdm = "usdm/ABCUSDT-trades-2024-07-03.csv"
  private let refusal =
    "error: ABCUSDT is traded at several venues: spot:ABCUSDT, usdm:ABCUSDT; choose with --venue, "
    + "or by such a name: --symbol usdm:ABCUSDT\n"

  private func tool(_ arguments: String...) throws -> ToolRun {
    try ToolRun(arguments: arguments, in: folder.path)
  }

  private func candles(_ arguments: String...) throws -> ToolRun {
    try ToolRun(
      arguments: ["candles"] + arguments + ["--interval", "1m", "--columns", "ohlcv"],
      in: folder.path)
  }

  @Test(arguments: [["both"], ["s", "u"]])
  func `candles of one symbol at two venues are refused, and each is chosen by name`(
    recording: [String]
  ) throws {
    func candles(_ more: String...) throws -> ToolRun {
      try ToolRun(
        arguments: ["candles"] + recording + more + ["--interval", "1m"], in: folder.path)
    }
    for choice in [[], ["--symbol", "ABCUSDT"]] as [[String]] {
      let refused = try ToolRun(
        arguments: ["candles"] + recording + choice, in: folder.path)
      #expect(refused.status == 1)
      #expect(refused.output == "")
      #expect(refused.errors == refusal)
    }
    let (one, other) = (try tool("candles", "s").output, try tool("candles", "u").output)
    #expect(one != other && one.contains("\n"))
    #expect(try candles("--venue", "spot").output == one)
    #expect(try candles("--venue", "usdm").output == other)
    #expect(try candles("--symbol", "usdm:ABCUSDT").output == other)
    #expect(try candles("--symbol", "ABCUSDT", "--venue", "usdm").output == other)
    #expect(
      try candles("--venue", "coinm").errors
        == "error: the recording holds nothing of coinm, but of spot and usdm\n")
  }

  @Test func `lines of JSON name the venue where two have the symbol, and only there`() throws {
    let lines = try candles("both", "--format", "jsonl").output.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines.filter { $0.contains(#""symbol":"spot:ABCUSDT""#) }.count == 3)
    #expect(lines.filter { $0.contains(#""symbol":"usdm:ABCUSDT""#) }.count == 3)
    #expect(
      try candles("both", "--format", "jsonl", "--venue", "usdm").output
        == candles("u", "--format", "jsonl").output)
  }

  @Test func `a backtest trades the chosen one, with the run hash of its own recording`() throws {
    func backtest(_ arguments: String...) throws -> ToolRun {
      try ToolRun(
        arguments: ["backtest"] + arguments + ["--strategy", "buy-and-hold", "--interval", "1m"],
        in: folder.path)
    }
    #expect(try backtest("both").errors == refusal)
    func hash(_ run: ToolRun) -> Substring? { run.output.split(separator: "\n").last }
    let alone = try backtest("u")
    #expect(alone.status == 0)
    #expect(try hash(backtest("both", "--venue", "usdm")) == hash(alone))
    #expect(try hash(backtest("both", "--symbol", "usdm:ABCUSDT")) == hash(alone))
    #expect(try hash(backtest("both", "--venue", "spot")) != hash(alone))
    let both = try backtest("both", "--symbol", "all")
    #expect(both.status == 0)
    #expect(both.output.contains("usdm:ABCUSDT"))
  }

  @Test func `verify, info and replay tell the two apart`() throws {
    let verified = try tool("verify", "both")
    #expect(verified.status == 0)
    for name in ["spot", "usdm"] {
      #expect(
        verified.output.contains("\(name):ABCUSDT: 15 trades, ids 1000 to 1014, none missing"))
    }
    let streams = try tool("info", "both").output.split(separator: "\n").map {
      $0.split(separator: " ").prefix(4).joined(separator: " ")
    }
    #expect(streams.contains("archive trades ABCUSDT spot"))
    #expect(streams.contains("archive trades ABCUSDT usdm"))
    let replayed = try tool("replay", "both", "--show", "candles", "--interval", "1m")
    #expect(replayed.output.contains(" spot:ABCUSDT 1m  O 100"))
    #expect(replayed.output.contains(" usdm:ABCUSDT 1m  O 200"))
  }
}
