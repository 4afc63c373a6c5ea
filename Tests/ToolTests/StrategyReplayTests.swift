import Foundation
import TestSupport
import Testing

/// `tool replay --strategy`, and where the tape must be there.
struct StrategyReplayTests {
  private static func frame(_ second: Int, _ json: String) -> String {
    "\(1_723_161_600 + second)000000000 \(json)\n"
  }

  private static func trade(_ id: Int, _ second: Int) -> String {
    let ms = "\(1_723_161_600 + second)000"
    return frame(
      second,
      #"{"stream":"btcusdt@trade","data":{"e":"trade","E":\#(ms),"s":"BTCUSDT","t":\#(id),"#
        + #""p":"\#(60_000 + id % 7).00","q":"1.0","T":\#(ms),"m":true,"M":true}}"#)
  }

  /// Six minutes of trades; in between a kline and an exchangeInfo that are none.
  private static func recording(in folder: TemporaryFolder) throws -> String {
    var text = ""
    for second in 0..<360 {
      text += trade(second + 1, second)
      if second == 70 {
        text += frame(second, #"{"stream":"btcusdt@kline_1m","data":{"e":"kline","k":{"t":"x"}}}"#)
      }
    }
    let capture = try folder.write("btcusdt_20240809", Array(text.utf8))
    let recording = folder.file("recording")
    let run = try ToolRun("import", "hftbacktest", capture, "--output", recording)
    #expect(run.status == 0, "\(run.errors)")
    return recording
  }

  @Test func `The digests of a replay do not depend on a strategy beside it`() throws {
    let folder = try TemporaryFolder()
    let recording = try Self.recording(in: folder)
    func digests(_ options: String...) throws -> [Substring] {
      let run = try ToolRun(arguments: ["replay", recording] + options)
      #expect(run.status == 0, "\(run.errors)")
      return run.output.split(separator: "\n").filter {
        $0.contains("sha256") || $0.hasPrefix("events")
      }
    }
    let plain = try digests()
    #expect(plain.count == 3)
    #expect(plain.first?.hasSuffix(" 2") == true, "a connection and a malformed frame: \(plain)")
    #expect(try digests("--strategy", "sma-cross", "--set", "fast=1", "--set", "slow=2") == plain)
    #expect(try digests("--strategy", "buy-and-hold", "--fills", "tape") == plain)
  }

  @Test func `Without trades there is no tape, and that is reported`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<60).map { "\(1_577_836_800_000 + $0 * 60_000),5,7,4,6,1" }
    let csv = try folder.write("BTCUSDT-1m-x.csv", Array(rows.joined(separator: "\n").utf8))
    let recording = folder.file("recording")
    #expect(try ToolRun("import", "binance-archive", csv, "--output", recording).status == 0)
    for arguments in [
      ["backtest", recording], ["replay", recording, "--strategy", "buy-and-hold"],
      ["backtest", recording, "--check"], ["backtest", recording, "--sweep", "fast=1,2"],
    ] {
      let run = try ToolRun(arguments: arguments + ["--fills", "tape"])
      #expect(run.status == 1, "\(arguments)")
      #expect(run.errors.contains("found klines and no trades"), "\(run.errors)")
      #expect(run.errors.contains("use --fills candles"), "\(run.errors)")
    }
    let forced = try ToolRun("backtest", recording, "--fills", "tape", "--source", "trades")
    #expect(forced.status == 1 && !forced.errors.isEmpty, "\(forced.errors)")
    // Without a strategy nothing is filled, and --fills says nothing.
    #expect(try ToolRun("replay", recording, "--fills", "tape").status == 0)
  }
}
