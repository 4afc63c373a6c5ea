#if Network
  import Foundation
  import TestSupport
  import Testing

  /// `tool record` through proxies that are not ours.
  @Suite(.serialized) struct ProxyCommandTests {
    private static let python = "/usr/bin/python3"
    private static let hasPython = FileManager.default.isExecutableFile(atPath: python)

    /// A proxy, and `tool serve` behind it.
    private struct Setting {
      let served: ServedRecording
      let proxy: RunningChild
      let port: String

      init(_ arguments: String...) throws {
        served = try ServedRecording("--start", "2024-08-08", "--speed", "240x")
        proxy = try RunningChild(
          python, [PackageRoot.path + "/Tests/Python/proxy_server.py"] + arguments)
        port = String(try #require(proxy.line(with: "port ")).dropFirst(5))
      }

      /// Records until a candle has come.
      func record(_ environment: [String], _ options: String...) throws {
        let recorder = try RunningChild(
          "/usr/bin/env",
          environment + [
            ToolRun.toolPath, "record", "--websocket-url",
            served.url.replacingOccurrences(of: "http", with: "ws"), "--symbol", served.symbol,
            "--output", served.recording, "--json", "--min-free", "1M", "--show", "candles",
            "--rest", "exchangeInfo",
          ] + options, errors: served.errors)
        try #require(recorder.line(with: #""type":"candle""#) != nil)
        recorder.signal(SIGTERM)
        #expect(recorder.wait() == 0)
      }

      /// The connections that the proxy made.
      func connects() -> Int {
        // Children of a test have SIGTERM blocked.
        proxy.signal(SIGKILL)
        proxy.wait()
        let server = served.url.replacingOccurrences(of: "http://", with: "")
        return proxy.lines.count { $0 == "connect \(server)" }
      }
    }

    @Test(
      .enabled(if: hasPython, "needs python3"),
      arguments: [
        ("http", nil, "HTTP_PROXY=http://"), ("http", "me:you", "http_proxy=http://me:you@"),
        ("socks5", nil, "ALL_PROXY=socks5://"), ("socks5", "me:you", "ALL_PROXY=socks5h://me:you@"),
      ] as [(String, String?, String)])
    func `websockets and REST go through the proxy of the environment`(
      kind: String, user: String?, variable: String
    ) throws {
      let setting =
        if let user { try Setting("--kind", kind, "--user", user) } else {
          try Setting("--kind", kind)
        }
      try setting.record([variable + "127.0.0.1:" + setting.port])
      #expect(setting.connects() >= 2)
      #expect(try ToolRun("verify", setting.served.recording).status == 0)
    }

    @Test(.enabled(if: hasPython, "needs python3"))
    func `--proxy goes before the environment, NO_PROXY too`() throws {
      let broken = "HTTP_PROXY=http://127.0.0.1:1"
      let through = try Setting()
      try through.record([broken], "--proxy", "http://127.0.0.1:" + through.port)
      #expect(through.connects() >= 2)
      let named = try Setting()
      try named.record(
        [broken, "NO_PROXY=localhost,127.0.0.1"], "--proxy", "http://127.0.0.1:" + named.port)
      #expect(named.connects() >= 2)
      let around = try Setting()
      try around.record(["HTTP_PROXY=http://127.0.0.1:" + around.port, "NO_PROXY=127.0.0.0/8"])
      #expect(around.connects() == 0)
      let direct = try Setting()
      try direct.record([broken], "--proxy", "none")
      #expect(direct.connects() == 0)
    }

    @Test(
      .enabled(if: hasPython, "needs python3"),
      arguments: [
        ("http", ["--refuse"], "it answered HTTP 502 to CONNECT 127.0.0.1:9"),
        ("http", ["--user", "a:b"], "it wants a user and a password"),
        ("socks5", ["--refuse"], "its rules forbid a connection to 127.0.0.1:9"),
      ])
    func `a proxy that does not connect is named`(
      kind: String, options: [String], reason: String
    ) throws {
      let folder = try TemporaryFolder()
      let proxy = try RunningChild(
        Self.python,
        [PackageRoot.path + "/Tests/Python/proxy_server.py", "--kind", kind] + options)
      let port = try #require(proxy.line(with: "port ")).dropFirst(5)
      let run = try ToolRun(
        "record", "--websocket-url", "ws://127.0.0.1:9", "--symbol", "A", "--output",
        folder.file("recording"), "--min-free", "1M", "--duration", "500ms", "--proxy",
        "\(kind)://127.0.0.1:\(port)")
      #expect(run.status == 1)
      #expect(
        run.errors.contains("the proxy \(kind)://127.0.0.1:\(port): \(reason)"), "\(run.errors)")
    }

    @Test func `a proxy that is not there is named`() throws {
      let folder = try TemporaryFolder()
      let run = try ToolRun(
        "record", "--symbol", "A", "--output", folder.file("recording"), "--min-free", "1M",
        "--duration", "300ms", "--proxy", "http://127.0.0.1:1")
      #expect(run.status == 1)
      #expect(run.errors.contains("the proxy http://127.0.0.1:1: "), "\(run.errors)")
    }

    /// Proxies as others run them.
    @Test(arguments: ["tinyproxy", "microsocks"])
    func `real proxies lead to the server`(name: String) throws {
      let path = "/usr/bin/" + name
      guard FileManager.default.isExecutableFile(atPath: path) else {
        return print("skipped: \(name) is not installed")
      }
      let folder = try TemporaryFolder()
      let port = Int.random(in: 20_000..<30_000)
      let isSocks = name == "microsocks"
      let configuration = try folder.write(
        "conf", Array("Port \(port)\nListen 127.0.0.1\nTimeout 60\n".utf8))
      let proxy = try RunningChild(
        path,
        isSocks
          ? ["-i", "127.0.0.1", "-p", String(port), "-u", "me", "-P", "you"]
          : ["-d", "-c", configuration])
      defer { proxy.signal(SIGTERM) }
      let served = try ServedRecording("--start", "2024-08-08", "--speed", "240x")
      let address =
        isSocks ? "socks5://me:you@127.0.0.1:\(port)" : "http://127.0.0.1:\(port)"
      let recorder = try served.record(
        "--proxy", address, "--show", "candles", "--rest", "exchangeInfo")
      try #require(recorder.line(with: #""type":"candle""#) != nil)
      recorder.signal(SIGTERM)
      #expect(recorder.wait() == 0)
      #expect(try ToolRun("verify", served.recording).status == 0)
    }
  }
#endif
