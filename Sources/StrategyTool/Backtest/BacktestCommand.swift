import ArgumentParser
import Backtest
import Feed
import Foundation
import Market
import Recording

/// `tool backtest`: runs a strategy on a recording.
struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Run a strategy on a recording.",
    discussion: """
      The strategy is handed one closed candle at a time and speaks in orders, which meet the market \
      at its next motion: a market order fills at the next open in candle mode, at the next trade on \
      the tape. Filters come from the recording's exchangeInfo. Money is exact. The last line is the run hash: the same on every machine, and different if \
      any candle, setting or fill differs.

      Strategies:
      \(strategyList)

      Examples:
        tool backtest
        tool backtest btc --strategy sma-cross --set fast=10 --set slow=30 --interval 5m
        tool backtest btc --fills tape --latency 50ms --slippage 1tick --fee 0.075% --json
        tool backtest market --symbol BTCUSDT,ETHUSDT --interval 1m,1h --warm-up 60
        tool backtest btc --strategy buy-and-hold --expect 3f2a…
        tool backtest btc --out report && tool why 17 report
        tool backtest btc --exec './strategy.py --fast 10'
        tool backtest btc --check
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

  @Option(help: "Which strategy; sma-cross unless told.")
  var strategy: String?

  @OptionGroup var exec: ExecArguments

  @Option(
    name: .customLong("set"), help: "A parameter of the strategy: NAME=VALUE. May be repeated.")
  var assignments: [String] = []

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
      discussion: "Or several of one quote asset, as BTCUSDT,ETHUSDT, or all."))
  var symbol: NamesArgument?

  @Option(help: "The symbol's first trading day, for 3d candles.")
  var anchor: AnchorArgument?

  @Option(help: "Quote currency at the start.")
  var cash = AmountArgument(Amount(units: 10_000 * Amount.unitsPerOne))

  @Option(help: "Fee of each fill: 0.1%, 10bp or 0.001.")
  var fee = RatioArgument(Ratio(parts: 100_000))

  @Option(
    name: .customLong("maker-fee"),
    help: "Fee of a fill of an order that rested; the fee, unless told.")
  var makerFee: RatioArgument?

  @Option(
    name: .customLong("fee-asset"),
    help: "received: from what the fill brings, as Binance does; or quote.")
  var feeAsset: FeeAsset = .received

  @Option(help: "How much worse a fill is than the market: 1tick, 5bp, 0.05% or none.")
  var slippage = SlippageArgument(.none)

  @Option(help: "From a decision to the moment its order can meet the market, such as 50ms.")
  var latency = DurationArgument(ns: 0)

  @Option(
    help: ArgumentHelp(
      "candles: each a jump to its open and three glides; tape: every recorded trade.",
      discussion: "touch, or tape,touch: a limit order fills when its price is touched, not only "
        + "when it is passed."))
  var fills = FillsArgument()

  @Option(
    name: .customLong("warm-up"),
    help: "Candles that the strategy is handed before the account opens.")
  var warmUp = 0

  @Option(help: "Fail with exit status 3 unless the run hash is this: a regression test.")
  var expect: String?

  @Option(
    help: ArgumentHelp(
      "Write a report there: report.html, report.json, fills.ndjson, equity.csv.",
      valueName: "folder"))
  var out: String?

  @OptionGroup var trials: TrialArguments

  @Flag(help: "Print the result as JSON, fills and round trips included.")
  var json = false

  func validate() throws {
    try trials.validate(expect: expect)
    guard exec.exec != nil else { return }
    if strategy != nil { throw ValidationError("give --strategy or --exec, not both") }
    if !assignments.isEmpty {
      throw ValidationError("--set is for --strategy: write what a command needs behind it")
    }
    if trials.sweep != nil {
      throw ValidationError(
        "--sweep is for --strategy: a command's parameters are not known, write a loop around it")
    }
  }

  func run() throws {
    let sweep = try trials.sweep.map { text in
      try asUsage { try SweepJob(text, strategy: strategyName, set: assignments) }
    }
    let intervals = try intervals()
    var settings = BacktestSettings(interval: intervals.first ?? .m5, fills: fills.source)
    settings.limitFills = fills.limits
    settings.cash = cash.amount
    settings.fee = fee.ratio
    settings.makerFee = makerFee?.ratio
    settings.feeAsset = feeAsset
    settings.slippage = slippage.slippage
    settings.latencyUs = latency.ns / 1000
    settings.warmUp = warmUp
    // Wrong names and values are told before the recording is opened.
    if sweep == nil && exec.exec == nil { _ = try start(settings) }
    let recording = try recordings.open(demo: true)
    let isAll = symbol?.names == ["all"]
    let plan = try CandlePlan(
      recording, source: source, interval: intervals.first, orElse: .m5,
      symbols: isAll ? [] : symbol?.names ?? [], anchor: anchor, also: Array(intervals.dropFirst()))
    if fills.source == .tape && plan.source == .klines {
      throw ToolError("the recording holds klines and no trades: use --fills candles")
    }
    settings.interval = plan.interval
    let feed = FeedRun(recording: recording, range: try recordings.range(), title: "backtest")
    if let sweep { return try run(sweep, settings, plan, feed) }
    if trials.check { return try check(settings, plan, feed) }
    let keepsMax = trials.optimism == .off ? 0 : Self.optimismKeepsMax
    let run = CollectingRun(try start(settings), keepsMax: keepsMax)
    let session = BacktestSession(run, plan, takesAll: symbol != nil)
    let result = try session.run(feed)
    let metrics = Metrics(result, session.history)
    let evidence = session.evidence(
      recordings.paths.isEmpty ? recording.directories : recordings.paths)
    let market = (session.backtest as? CollectingRun)?.market
    let optimism = try optimism(result, market, plan, feed)
    let time = { (us: Int64) in isoText(ns: us * 1000, decimals: 0) }
    if json {
      try Console.line(result.json(metrics: metrics, evidence: evidence, optimism: optimism))
    } else {
      let lines = result.tableLines(
        metrics: metrics, evidence: evidence, optimism: optimism, time: time)
      for line in lines { try Console.line(line) }
    }
    if let out, let metrics {
      let page = ReportPage(
        result, metrics, session.history, evidence: evidence,
        more: optimism.map { [.optimism($0)] } ?? [], time: time)
      try ReportFolder(out).write(ReportFiles(result, metrics, evidence, optimism), page)
    }
    try checkHash(result)
  }

  /// As asked for, the finest first.
  private func intervals() throws -> [Interval] {
    let asked = try interval?.names.map { try IntervalArgument($0).get() } ?? []
    return Interval.allCases.filter { asked.contains($0) }
  }

  /// Sets the strategy up; a wrong name or value is wrong usage.
  func start(_ settings: BacktestSettings) throws -> any BacktestRun {
    if let run = try exec.start(settings) { return run }
    return try asUsage {
      try StrategyTool.registry.start(
        strategyName, set: assignments, settings: settings)
    }
  }

  /// As given, or the usual one.
  var strategyName: String { strategy ?? "sma-cross" }

  /// Throws what is wrong with names and values as wrong usage.
  private func asUsage<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as StrategyError {
      guard let found = error.found else { throw ValidationError(error.description) }
      throw ValidationError("\(error.summary). \(Nearest.advice(for: found, among: error.known))")
    } catch let error as BacktestError {
      throw ValidationError(error.description)
    }
  }

  private func checkHash(_ result: BacktestResult) throws {
    guard let expect, let hash = result.runHash, expect.lowercased() != hash else { return }
    Console.report(
      "error: the run hash is \(hash), expected \(expect): the recording, the settings or the "
        + "program differ; compare the assumptions above with the earlier run's")
    throw ExitCode(3)
  }
}
