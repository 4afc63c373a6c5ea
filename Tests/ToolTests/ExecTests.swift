import Foundation
import TestSupport
import Testing

/// `tool backtest --exec`: a strategy in another language, as a process.
@Suite(
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "python3 is not here"))
struct ExecTests {
  private static let demo = PackageRoot.path + "/recordings/demo"
  private static let example = PackageRoot.path + "/Tests/ToolTests/Exec/sma_cross.py"

  private static func backtest(_ command: String, _ options: String...) throws -> ToolRun {
    try ToolRun(arguments: ["backtest", demo, "--exec", command] + options)
  }

  /// A script whose body is given.
  private static func script(_ body: String, in folder: TemporaryFolder) throws -> String {
    "exec /usr/bin/python3 -u " + (try folder.write("strategy.py", Array(body.utf8)))
  }

  @Test func `The README's example runs, the same every time`() throws {
    let first = try Self.backtest(Self.example)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.contains("fills             7\n"))
    #expect(first.output.contains("final equity      9971.31662871 "))
    let hash = try #require(first.output.split(separator: "\n").last?.split(separator: " ").last)
    let second = try Self.backtest(Self.example, "--expect", String(hash))
    #expect(second.status == 0, "\(second.errors)")
    let script = try String(contentsOfFile: Self.example, encoding: .utf8)
    #expect(script.split(separator: "\n", omittingEmptySubsequences: false).count == 10)
  }

  @Test func `A strategy in Python trades as the same one in Swift`() throws {
    let folder = try TemporaryFolder()
    let command = try Self.script(
      """
      import json, sys
      closes, last, held = [], None, False
      for line in sys.stdin:
          event, orders = json.loads(line), []
          if "candle" in event:
              closes.append(round(event["candle"]["close"] * 10**8))
              if len(closes) >= 30:
                  side = sum(closes[-10:]) * 3 - sum(closes[-30:])
                  if last is not None and side > 0 >= last and not held:
                      orders, held = [{"target": 1}], True
                  elif last is not None and side < 0 <= last and held:
                      orders, held = [{"target": 0}], False
                  last = side
          print(json.dumps(orders))
      """, in: folder)
    let python = try Self.backtest(command, "--json")
    let swift = try ToolRun("backtest", Self.demo, "--json", "--set", "fast=10", "--set", "slow=30")
    #expect(python.status == 0, "\(python.errors)")
    let list = #/"fillList":\[.*?\],/#
    let fills = try #require(swift.output.firstMatch(of: list))
    #expect(fills.0.count > 100)
    #expect(python.output.firstMatch(of: list)?.0 == fills.0)
  }

  @Test func `The run hash depends on the script and on the command`() throws {
    let folder = try TemporaryFolder()
    let body = "import sys\nfor line in sys.stdin: print('[]')"
    let command = try Self.script(body, in: folder)
    let hashes = try [(command, body), (command + " --x", body), (command, body + "\n#")].map {
      _ = try Self.script($0.1, in: folder)
      return try Self.backtest($0.0).output.split(separator: "\n").last
    }
    #expect(Set(hashes).count == 3)
  }

  @Test func `A strategy that keeps what it saw for its next run is caught by --check`() throws {
    let folder = try TemporaryFolder()
    // Its first run writes the closes down as they come; later ones know them all, and buy before the
    // price rises.
    let command = try Self.script(
      """
      import json, os, sys
      book = os.path.join(os.path.dirname(sys.argv[0]), "book")
      known = json.load(open(book)) if os.path.exists(book) else []
      seen = []
      for line in sys.stdin:
          event, orders = json.loads(line), []
          if "candle" in event:
              seen.append(event["candle"]["close"])
              if len(known) > len(seen):
                  orders = [{"target": 1 if known[len(seen)] > seen[-1] else 0}]
              if not known: json.dump(seen, open(book, "w"))
          print(json.dumps(orders))
      """, in: folder)
    let peeking = try Self.backtest(command, "--check", "--interval", "15m")
    #expect(peeking.status == 3, "\(peeking.errors)")
    #expect(peeking.output.contains("run again: DIFFERENT, first at the candle that closed "))
    #expect(peeking.output.contains("what an earlier run left behind"))
    let honest = try Self.backtest(Self.example, "--check")
    #expect(honest.status == 0, "\(honest.output)")
  }

  @Test func `The helper for Python plays a strategy of ten lines`() throws {
    let folder = try TemporaryFolder()
    for file in ["Sources/Python/tapedeck.py", "Tests/ToolTests/Exec/reversion.py"] {
      let text = try Data(contentsOf: URL(filePath: PackageRoot.path + "/" + file))
      try folder.write(file.split(separator: "/").last.map(String.init) ?? file, Array(text))
    }
    let run = try ToolRun(
      arguments: [
        "backtest", Self.demo, "--exec", "exec /usr/bin/python3 reversion.py", "--json",
      ], in: folder.path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains(#""reason":"signal","tag":"oversold""#))
    #expect(run.output.contains(#""plots":[{"name":"rsi","points":[["#))
    let helper = try String(
      contentsOfFile: PackageRoot.path + "/Sources/Python/tapedeck.py", encoding: .utf8)
    #expect(helper.split(separator: "\n", omittingEmptySubsequences: false).count < 150)
  }

  @Test func `A command hears its parameters, and can be swept`() throws {
    let folder = try TemporaryFolder()
    let command = try Self.script(
      """
      import json, sys
      count = 0
      for line in sys.stdin:
          event = json.loads(line)
          if "start" in event: at = int(event["start"]["parameters"]["at"])
          count += "candle" in event
          print(json.dumps([{"target": 1}] if count == at else []), flush=True)
      """, in: folder)
    let sweep = try Self.backtest(command, "--sweep", "at=5,9,13", "--json")
    #expect(sweep.status == 0, "\(sweep.errors)")
    for value in [5, 9, 13] { #expect(sweep.output.contains("\"at\":\"\(value)\"")) }
    let single = try Self.backtest(command, "--set", "at=9", "--optimism", "quick")
    #expect(single.status == 0, "\(single.errors)")
    #expect(single.output.contains("fills             1\n"))
    #expect(single.output.contains("optimism  "))
    let walk = try Self.backtest(
      command, "--sweep", "at=1,2", "--walk-forward", "train=4h,test=1h")
    #expect(walk.status == 0, "\(walk.errors)")
  }

  @Test func `A strategy that reads the future from its own CSV is caught by --check`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<200).map { hour in
      let (open, close) = hour % 3 == 0 ? (100, 105) : (105, 100)
      return "\(1_704_067_200_000 + hour * 3_600_000),\(open),106,99,\(close),9"
    }
    let csv = "BTCUSDT-1h-2024-01.csv"
    try folder.write(csv, Array((rows.joined(separator: "\n") + "\n").utf8))
    try folder.write(
      "peek.py",
      Array(
        """
        import json, sys
        rows = [line.split(",") for line in open("\(csv)")]
        rises = {int(a[0]): float(b[4]) > float(b[1]) for a, b in zip(rows, rows[1:])}
        for line in sys.stdin:
            event = json.loads(line)
            rise = "candle" in event and rises.get(event["candle"]["openTimeMs"], False)
            print(json.dumps([{"target": int(rise)}] if "candle" in event else []), flush=True)
        """.utf8))
    let run = try ToolRun(
      arguments: ["backtest", csv, "--exec", "/usr/bin/python3 peek.py", "--check"],
      in: folder.path)
    #expect(run.output.contains("run again: the same"), "\(run.errors)")
    // Where the kernel has no Landlock, that is said.
    #expect(
      run.output.contains("without the market's files: DIFFERENT") && run.status == 3
        || run.output.contains("files that the command opens itself are not cut off"),
      "\(run.output)")
  }

  @Test func `A script beside its helper, above the market, is clean`() throws {
    let folder = try TemporaryFolder()
    let helper = try Data(
      contentsOf: URL(filePath: PackageRoot.path + "/Sources/Python/tapedeck.py"))
    try folder.write("tapedeck.py", Array(helper))
    try folder.write(
      "mine.py",
      Array(
        """
        from tapedeck import Strategy, run
        class Mine(Strategy):
            def on_candle(self, candle):
                if candle.close < candle.open: self.buy(quote=10)
        run(Mine)
        """.utf8))
    try FileManager.default.createDirectory(
      atPath: folder.file("data"), withIntermediateDirectories: false)
    try FileManager.default.copyItem(atPath: Self.demo, toPath: folder.file("data/demo"))
    let run = try ToolRun(
      arguments: [
        "backtest", "data/demo", "--interval", "1h", "--exec", "/usr/bin/python3 mine.py",
        "--check",
      ], in: folder.path)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(
      run.output.contains("the same (files that were not named stay readable")
        || run.output.contains("the kernel has no Landlock"), "\(run.output)")
  }

  static let failures: [(body: String, options: [String], errors: [String])] = [
    (
      "import sys\nsys.stdin.readline(); print('[]')\nsys.stdin.readline(); 1 / 0", [],
      ["ended with exit status 1 before it answered line 2", "ZeroDivisionError: division by zero"]
    ),
    (
      "import os, sys\nsys.stdin.readline(); os.kill(os.getpid(), 9)", [],
      ["was ended by signal 9 before it answered line 1"]
    ),
    (
      "import sys, time\nfor line in sys.stdin: time.sleep(1000)", ["--exec-timeout", "200ms"],
      ["gave no answer to line 1 within 200ms", "--exec-timeout"]
    ),
    (
      "import sys\nfor line in sys.stdin: print('hello')", [],
      [
        "answer to line 1 is no array of orders", "found     hello",
        "expected  one line such as []",
      ]
    ),
    (
      "import sys\nfor line in sys.stdin: print('[]\\nloading')", [],
      ["wrote more than one line for line", "loading"]
    ),
    (
      "import sys\nwhile True: sys.stdout.write('x' * 65536)", [],
      ["answer to line 1 is longer than 1048576 bytes"]
    ),
    (
      "import os, sys, time\nos.close(1)\ntime.sleep(1000)", [],
      ["closed its pipes and runs on before it answered line 1"]
    ),
    (
      "import sys\nfor line in sys.stdin: print('[]')\nsys.exit('no model saved')", [],
      ["ended with exit status 1 at the end", "no model saved"]
    ),
    (
      "import sys, time\nfor line in sys.stdin: print('[]')\ntime.sleep(1000)",
      ["--exec-timeout", "3s"], ["has not ended after its standard input did within 3s"]
    ),
  ]

  @Test(arguments: failures)
  func `What goes wrong on the other side is reported`(
    body: String, options: [String], errors: [String]
  ) throws {
    let folder = try TemporaryFolder()
    let command = try Self.script(body, in: folder)
    let run = try ToolRun(arguments: ["backtest", Self.demo, "--exec", command] + options)
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    for text in errors { #expect(run.errors.contains(text), "\(run.errors)") }
  }

  @Test func `A command that is not there, and wrong usage`() throws {
    let run = try Self.backtest("./no-such-strategy")
    #expect(run.status == 1)
    #expect(run.errors.contains("ended with exit status 127"), "\(run.errors)")
    // Once: by the shell, and in the error only how that ended.
    #expect(run.errors.ranges(of: "not found").count == 1, "\(run.errors)")
    for options in [["--strategy", "grid"], ["--set", "fast"], ["--exec-timeout", "0s"]] {
      let run = try ToolRun(arguments: ["backtest", Self.demo, "--exec", "cat"] + options)
      #expect(run.status == 2, "\(options)")
    }
  }
}
