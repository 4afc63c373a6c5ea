#if Network
  import Foundation
  import TestSupport
  import Testing

  /// `tool serve` in one terminal, and `tool record` in another.
  struct ServedRecording {
    let folder: TemporaryFolder
    let server: RunningChild
    /// `http://127.0.0.1:PORT`
    let url: String
    let symbol: String
    /// Where the venue's REST is: `/api/v3`.
    let api: String

    var recording: String { folder.file("recording") }
    var errors: String { folder.file("errors") }
    var truth: String { folder.file("truth.jsonl") }

    init(_ more: String..., symbol: String = "ADABNB", api: String = "/api/v3") throws {
      (self.symbol, self.api) = (symbol, api)
      folder = try TemporaryFolder()
      server = try RunningChild(
        ToolRun.toolPath,
        [
          "serve", "--generate", "7", "--symbol", symbol, "--port", "0", "--truth",
          folder.file("truth.jsonl"),
        ] + more,
        errors: folder.file("serve.errors"))
      url = try #require(server.nextLine())
    }

    /// `tool record --json`, into `recording` unless `output` says where.
    func record(_ more: String..., output: String? = nil) throws -> RunningChild {
      try record(arguments: more, output: output)
    }

    func record(arguments more: [String], output: String? = nil) throws -> RunningChild {
      try RunningChild(
        ToolRun.toolPath,
        [
          "record", "--websocket-url", url.replacingOccurrences(of: "http", with: "ws"),
          "--symbol", symbol, "--output", output ?? recording, "--json",
        ] + (more.contains("--min-free") ? [] : ["--min-free", "1M"]) + more,
        errors: errors)
    }

    /// The body of a REST answer.
    func get(_ target: String) throws -> Data {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [
        "curl", "--silent", "--fail", "--output", folder.file("body"), url + target,
      ]
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "curl is needed to ask \(url + target)")
      return try Data(contentsOf: URL(fileURLWithPath: folder.file("body")))
    }

    /// The server's closed klines, as `tool candles --format csv` writes them.
    func klines(_ interval: String) throws -> [String] {
      let body = try get("\(api)/klines?symbol=\(symbol)&interval=\(interval)&limit=1000")
      let rows = try #require(JSONSerialization.jsonObject(with: body) as? [[Any]])
      return rows.map { row in row.map { "\($0)" }.joined(separator: ",") }
    }
  }
#endif
