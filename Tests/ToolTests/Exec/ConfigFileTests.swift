#if Network
  import Foundation
  import TestSupport
  import Testing

  /// `tool record --config FILE`.
  @Suite(.serialized) struct ConfigFileTests {
    private static func record(_ text: String, _ more: String...) throws -> (
      run: ToolRun, folder: TemporaryFolder
    ) {
      let folder = try TemporaryFolder()
      let path = try folder.write("recorder", Array(text.utf8))
      return (
        try ToolRun(
          arguments: ["record", "--config", path] + more, in: folder.path), folder
      )
    }

    @Test(arguments: [false, true])
    func `options come from a file, and those beside it count more`(isJSON: Bool) throws {
      let setting = try ServedRecording("--start", "2024-08-08", "--speed", "60x")
      let url = setting.url.replacingOccurrences(of: "http", with: "ws")
      let toml = """
        # A comment
        websocket-url = "\(url)"   # another
        symbol = [
          "ADABNB",
        ]
        stream = ["trade", "kline_1m"]
        output = "nowhere"
        min-free = "1M"
        fill = false
        redundant = true
        json = false
        """
      let json = """
        {"websocket-url":"\(url)","symbol":"ADABNB","stream":["trade","kline_1m"],
        "output":"nowhere","min-free":"1M","fill":false,"redundant":true,"json":false}
        """
      // As an editor of Windows saves it, and with the other quotes.
      let windows =
        "\u{FEFF}"
        + toml.replacingOccurrences(of: "\n", with: "\r\n")
        .replacingOccurrences(of: "\"", with: "'")
      let (run, folder) = try Self.record(
        isJSON ? json : windows, "--output", "here", "--duration", "2s", "--stream", "trade")
      #expect(run.status == 0, "\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.file("nowhere")))
      let info = try ToolRun("info", folder.file("here"), "--json")
      #expect(info.output.contains("adabnb@trade"), "\(info.output)")
      // A list on the command line replaces the file's.
      #expect(!info.output.contains("adabnb@kline_1m"), "\(info.output)")
    }

    @Test(
      arguments: [
        ("symbol", "line 1: expected 'key = value', found 'symbol'"),
        ("\nsymbol = BTCUSDT", "line 2: 'BTCUSDT' is no value: write text in quotes"),
        ("[table]\na = 1", "line 1: expected 'key = value', found '[table]'"),
        ("symbol = [\"A\"", "ends in 'symbol = [\"A\"'"),
        ("a b = 1", "'a b' is no option"), ("{\"symbol\":", "is no JSON object"),
        ("{\"symbol\":null}", "symbol = null: expected text, a number, true, false or a list"),
        (
          "symbol = \"A\"\nsymbl = \"A\"",
          "'symbl' is no option of tool record. Did you mean 'symbol'?"
        ),
        ("symbol = 7", "symbol = 7: expected text in quotes"),
        ("symbol = true", "symbol = true: expected text"),
        ("redundant = \"yes\"", "redundant = \"yes\": expected true or false"),
        ("output = [\"a\", \"b\"]", "expected one value, and no list"),
        ("symbol = \"A\"\nsymbol = \"B\"", "'symbol' stands there twice"),
        ("fill = true\nno-fill = true", "'no-fill' stands there twice"),
        ("config = \"x\"", "names another file"),
      ])
    func `what is no option is refused`(text: String, reason: String) throws {
      let (run, _) = try Self.record(text, "--output", "x")
      #expect(run.status == 2)
      #expect(run.errors.contains(reason), "\(run.errors)")
    }

    @Test func `a file that is not there is refused`() throws {
      let run = try ToolRun("record", "--config=/nowhere/at/all", "--output", "x")
      #expect(run.status == 2)
      #expect(run.errors.contains("--config /nowhere/at/all: cannot be read"), "\(run.errors)")
    }
  }
#endif
