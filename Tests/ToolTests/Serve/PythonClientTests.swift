#if Network
  import Foundation
  import TestSupport
  import Testing

  /// Unmodified python-binance against `tool serve`: the newest, and the one that the seed notebook
  /// was written for.
  @Suite(.enabled(if: PythonClient.hasScripts, Comment(rawValue: PythonClient.scriptsAbsent)))
  struct PythonClientTests {
    @Test(
      .enabled(if: PythonClient.current.isInstalled, Comment(rawValue: PythonClient.absent)),
      arguments: [
        ["--generate", "7", "--symbol", "ADABNB,BTCUSDT", "--rate", "20"],
        ["recordings/demo", "--speed", "60x"], ["recordings/demo", "--speed", "max"],
      ])
    func `today's python-binance passes its thirteen checks`(arguments: [String]) throws {
      try check(arguments, .current, "accept_current.py", "all 13 checks passed")
    }

    @Test(
      .enabled(if: PythonClient.seed.isInstalled, Comment(rawValue: PythonClient.absent)),
      arguments: [
        ["--generate", "7", "--rate", "20"], ["recordings/demo", "--speed", "60x"],
        ["recordings/demo", "--speed", "max", "--start-on-connect"],
      ])
    func `the seed notebook's calls work with the python-binance of its time`(
      arguments: [String]
    ) throws {
      try check(arguments, .seed, "accept_seed_0711.py", "seed calls on 0.7.11: ok")
    }

    @Test(
      .enabled(if: PythonClient.current.isInstalled, Comment(rawValue: PythonClient.absent)),
      .enabled(if: SharedReal.exists, Comment(rawValue: SharedReal.absent)))
    func `python-binance passes against real captures`() throws {
      let folder = try TemporaryFolder()
      let files = ["08", "09"].map { SharedReal.path("frames/spot_btcusdt_202408\($0).gz") }
      let imported = try ToolRun(
        arguments: ["import", "hftbacktest"] + files + ["--output", folder.file("btc")])
      try #require(imported.status == 0, "\(imported.errors)")
      // Behind midnight there are two klines of 5m.
      let server = try ServeProcess(folder.file("btc"), "--from", "2024-08-09T00:00:30Z")
      let run = try PythonClient.current.run(
        PythonClient.scripts + "/accept_current.py", server.url, "BTCUSDT")
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(run.output.contains("all 13 checks passed"))
      #expect(server.stop().said.contains(#"exchangeInfo of "BTCUSDT" was not recorded"#))
    }

    @Test(.enabled(if: PythonClient.seed.isInstalled, Comment(rawValue: PythonClient.absent)))
    func `the seed notebook's steps print its table`() throws {
      let server = try ServeProcess("recordings/seed")
      let script = PythonClient.ours + "/seed_notebook.py"
      let run = try PythonClient.seed.run(script, server.url)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(
        run.output == """
          1621758600000,0.005055,0.005063,0.005014,0.005046,81838.0,1621758899999,412.45858,263,\
          29382.0,148.028742,0
          1621758900000,0.005042,0.005066,0.005004,0.005004,120175.0,1621759199999,605.997488,348,\
          53294.0,268.389678,0
          1621759200000,0.005011,0.005022,0.004983,0.005,90252.0,1621759499999,451.051579,268,\
          21405.0,106.943231,0
          1621759500000,0.005004,0.005025,0.004983,0.004983,162699.0,1621759799999,814.714768,370,\
          84077.0,421.093838,0
          1621759800000,0.004991,0.004995,0.004936,0.00494,167842.0,1621760099999,833.686664,512,\
          53889.0,267.76022,0
          2021-05-23 05:30:00,0.005055,0.005063,0.005014,0.005046,81838.0
          2021-05-23 05:35:00,0.005042,0.005066,0.005004,0.005004,120175.0
          2021-05-23 05:40:00,0.005011,0.005022,0.004983,0.005,90252.0
          2021-05-23 05:45:00,0.005004,0.005025,0.004983,0.004983,162699.0
          2021-05-23 05:50:00,0.004991,0.004995,0.004936,0.00494,167842.0

          """)
      #expect(server.stop().status == 0)
    }

    private func check(
      _ arguments: [String], _ client: PythonClient, _ script: String, _ expected: String
    ) throws {
      let server = try ServeProcess(arguments)
      let run = try client.run(PythonClient.scripts + "/" + script, server.url)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      #expect(run.output.contains(expected), "\(run.output)\(run.errors)")
      #expect(server.stop().status == 0)
    }
  }
#endif
