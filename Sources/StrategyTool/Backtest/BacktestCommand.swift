import ArgumentParser
import Backtest
import Basics
import Market
import Recording
import Runs

/// `tool backtest`: runs a strategy on a recording.
struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Run a strategy on a recording.",
    discussion: """
      The strategy is handed one closed candle at a time and speaks in orders, which meet the market \
      at its next motion: a market order fills at the next open in candle mode, at the next trade on \
      the tape. Filters come from the recording's exchangeInfo. Money is exact. The last \
      line is the run hash: the same on every machine, and different if any candle, setting or fill \
      differs. Candle files of other programs, and zips of data.binance.vision, are taken as \
      recordings are.

      Exit status: 0, 3 if part of the market is damaged, missing, contradicted or was passed over: the \
      result is shown, and what is wrong is said. --require-complete makes it an error.

      Strategies:
      \(strategyList)

      Examples:
        tool backtest
        tool backtest btc --strategy sma-cross --set fast=10 --set slow=30 \\
          --interval 5m
        tool backtest btc --fills tape --latency 50ms --slippage 1tick \\
          --fee 0.075% --json
        tool backtest market --symbol BTCUSDT,ETHUSDT --interval 1m,1h --warm-up 60
        tool backtest btc --strategy buy-and-hold --expect 3f2a…
        tool backtest btc --out report && tool why 17 report
        tool backtest btc --exec './strategy.py --fast 10'
        tool backtest btc --check
        tool backtest btc --compare-fills
        tool backtest BTCUSDT-1m-2024-*.zip --strategy donchian-breakout
        tool backtest btc --sweep fast=5...20:5,slow=20,30 --ledger trials.ndjson
      """)

  private static var strategyList: String {
    StrategyTool.registry.strategies.map { strategy in
      let parameters = strategy.parameters.map {
        "    --set \($0.name)=\($0.defaultText ?? $0.absentText)  \($0.meaning)"
      }
      return (["  \(strategy.name): \(strategy.summary)"] + parameters).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  @OptionGroup var recordings: RecordingArguments

  @OptionGroup var chosen: StrategyArguments

  @Option(
    help: ArgumentHelp(
      "Interval of the candles; 5m, or that of the klines they are made from.",
      discussion: "Several, as 1m,1h: the finest moves the market and marks the account."))
  var interval: NamesArgument?

  @Option(help: "Build candles from these.")
  var source: CandleSource = .auto

  @Option(
    help: ArgumentHelp(
      "The symbol to trade, where the recording holds several.",
      discussion: "Or several of one quote asset, as BTCUSDT,ETHUSDT, or all; usdm:BTCUSDT where "
        + "several venues have it."))
  var symbol: NamesArgument?

  @Option(help: "Only what is of this venue: spot, usdm or coinm.")
  var venue: Venue?

  @Option(help: "The symbol's first trading day, for 3d candles.")
  var anchor: AnchorArgument?

  @OptionGroup var account: AccountArguments

  @OptionGroup var rows: RowArguments

  @Flag(
    help: "Fail, without a result, if anything of the market is missing, damaged or contradicted.")
  var requireComplete = false

  @Option(help: "Fail with exit status 3 unless the run hash is this: a regression test.")
  var expect: String?

  @Option(
    help: ArgumentHelp(
      "Write a report there: report.html, report.json, fills.ndjson, equity.csv.",
      discussion: "With --check the findings as check.json, with --compare-fills the comparison as "
        + "fill-comparison.json.",
      valueName: "folder"))
  var out: String?

  @OptionGroup var trials: TrialArguments

  @Flag(help: "Print the result as JSON, fills and round trips included.")
  var json = false

  func validate() throws {
    try trials.validate(expect: expect)
  }

  func run() throws {
    let choice = try chosen.choice(sweep: trials.sweep)
    let sweep = try trials.sweep.map { text in
      try StrategyArguments.asUsage { try SweepJob(text, of: choice) }
    }
    let settings = account.settings(try intervals().first ?? .m5)
    // Wrong names and values are reported before the recording is opened.
    if sweep == nil { try chosen.check(settings) }
    let job = BacktestJob(
      choice, on: try market(), settings: settings, observe: Console.show)
    if let sweep { return try run(sweep, job) }
    if trials.check { return try check(job) }
    if trials.comparesFills { return try compareFills(job) }
    let folder = try out.map { try ReportFolder($0) }
    let (played, optimism) = try job.play(trials.optimism(of: choice))
    if requireComplete, !played.isWhole {
      throw ToolError("the market is not complete, which --require-complete asks for: see above")
    }
    let (result, evidence) = (played.result, played.evidence)
    if result.exposure == nil, settings.warmUp > 0 {
      Console.report(
        "warning: the warm-up of \(settings.warmUp) candles took all there are, and the account never "
          + "opened: use a smaller --warm-up, or a longer recording")
    }
    let metrics = Metrics(result, played.history)
    let time = { (us: Int64) in isoText(us: us, decimals: 0) }
    try Console.lines(
      json
        ? [result.json(metrics: metrics, evidence: evidence, optimism: optimism)]
        : result.tableLines(
          metrics: metrics, evidence: evidence, optimism: optimism, time: time))
    if !json, Console.isOnTerminal, let metrics,
      let line = EquitySparkline.text(metrics, width: 60)
    {
      try Console.line("equity            \(line)")
    }
    if let folder, let metrics {
      let page = ReportPage(
        result, metrics, played.history, evidence: evidence, optimism: optimism, trials: nil,
        time: time)
      try folder.write(ReportFiles(result, metrics, evidence: evidence, optimism: optimism), page)
    }
    try checkHash(result)
    try checkWhole(played)
  }

  /// As asked for, the finest first.
  func intervals() throws -> [Interval] {
    let asked = try interval?.names.map { try IntervalArgument($0).get() } ?? []
    return Interval.allCases.filter { asked.contains($0) }
  }

  /// What the arguments name: candles in files, or a recording.
  private func market() throws -> any BacktestMarket {
    var request = CandleRequest(
      source, try intervals(),
      of: InstrumentRequest(
        symbol?.names == ["all"] ? [] : symbol?.names ?? [], venue: venue,
        takesNamesakes: symbol != nil), anchorDay: anchor?.epochDay)
    request.usualInterval = .m5
    if CandleFileMarket.isMeant(by: recordings.paths) {
      return try CandleFileMarket(
        recordings.paths, range: try recordings.range(), request: request,
        fills: account.fills.source, skipsBadRows: rows.skipBadRows)
    }
    let recording = try recordings.open(demo: true)
    let market = try RecordingMarket(
      recording, range: try recordings.range(),
      paths: recordings.paths.isEmpty ? recording.directories : recordings.paths,
      request: request, takesAll: symbol != nil)
    if account.fills.source == .tape, !trials.comparesFills { try market.checkTape() }
    return market
  }

  /// A result that rests on less than the whole market is reported by the exit status too.
  func checkWhole(_ played: PlayedBacktest) throws {
    if !played.isWhole { throw ExitCode(3) }
  }

  private func checkHash(_ result: BacktestResult) throws {
    guard let expect, let hash = result.runHash, expect.lowercased() != hash else { return }
    Console.report(
      "error: the run hash is \(hash), expected \(expect): the recording, the settings or the "
        + "program differ; compare the assumptions above with the earlier run's")
    throw ExitCode(3)
  }
}
