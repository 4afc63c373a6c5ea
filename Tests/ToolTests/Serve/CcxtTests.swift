#if Network
  import Foundation
  import TestSupport
  import Testing

  /// A client of another kind against `tool serve`: ccxt, which subscribes by messages.
  struct CcxtTests {
    @Test(.enabled(if: PythonClient.ccxt.isInstalled, Comment(rawValue: PythonClient.absent)))
    func `ccxt gets the recorded trades, and builds the candles that tool candles does`() throws {
      let server = try ServeProcess(
        "recordings/demo", "--speed", "max", "--max-rate", "1000", "--start-on-connect")
      let run = try PythonClient.ccxt.run(
        PythonClient.ours + "/ccxt_trades.py", server.url, "ADA/BNB", "1500")
      #expect(run.status == 0, "\(run.output.suffix(500))\(run.errors)")
      let lines = run.output.split(separator: "\n")
      let trades = lines.filter { $0.hasPrefix("trade ") }
      let recorded = try ToolRun(
        shell: "tool cat recordings/demo --kind t --payload | grep '@trade\"' | head -1500",
        in: PackageRoot.path
      ).output.split(separator: "\n").map { frame in
        let fields = ["t", "p", "q", "T", "m"].map { key -> String in
          let value = frame.components(separatedBy: "\"\(key)\":").last ?? ""
          return value.prefix { $0 != "," && $0 != "}" }.filter { $0 != "\"" }
        }
        return "trade "
          + fields.joined(separator: " ").replacing("false", with: "False")
          .replacing("true", with: "True")
      }
      #expect(trades.count >= 1500)
      #expect(trades.prefix(1500).map(String.init) == recorded)
      let candles = lines.filter { $0.hasPrefix("candle ") }
      let ours = try ToolRun(
        "candles", PackageRoot.path + "/recordings/demo", "--interval", "1m",
        "--format", "csv"
      ).output.split(separator: "\n").map { row in
        "candle " + row.split(separator: ",").prefix(6).joined(separator: " ")
      }
      // Its last candle is not over.
      #expect(candles.count > 10)
      #expect(candles.dropLast().map(String.init) == Array(ours.prefix(candles.count - 1)))
      #expect(server.stop().status == 0)
    }
  }
#endif
