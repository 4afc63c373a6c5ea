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
      The strategy is handed one closed candle at a time and speaks in market orders, which fill at \
      the next motion of the market: at the next open in candle mode, at the next trade on the tape. \
      Money is exact. The last line is the run hash: the same on every machine, and different if \
      any candle, setting or fill differs.

      Strategies:
      \(strategyList)

      Examples:
        tool backtest
        tool backtest btc --strategy sma-cross --set fast=10 --set slow=30 --interval 5m
        tool backtest btc --fills tape --latency 50ms --slippage 1tick --fee 0.075% --json
        tool backtest btc --strategy buy-and-hold --expect 3f2a…
      """)

  private static var strategyList: String {
    StrategyRegistry.builtIn.strategies.map { strategy in
      let parameters = strategy.parameters.map {
        "    --set \($0.name)=\($0.defaultText ?? $0.absentText)  \($0.meaning)"
      }
      return (["  \(strategy.name): \(strategy.summary)"] + parameters).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  @OptionGroup var recordings: RecordingArguments

  @Option(help: "Which strategy.")
  var strategy = "sma-cross"

  @Option(
    name: .customLong("set"), help: "A parameter of the strategy: NAME=VALUE. May be repeated.")
  var assignments: [String] = []

  @Option(help: "Interval of the candles; 5m, or that of the klines they are made from.")
  var interval: IntervalArgument?

  @Option(help: "Build candles from these.")
  var source: CandleSource = .auto

  @Option(help: "The symbol to trade, where the recording holds several.")
  var symbol: String?

  @Option(help: "The symbol's first trading day, for 3d candles.")
  var anchor: AnchorArgument?

  @Option(help: "Quote currency at the start.")
  var cash = AmountArgument(Amount(units: 10_000 * Amount.unitsPerOne))

  @Option(help: "Fee of each fill: 0.1%, 10bp or 0.001.")
  var fee = RatioArgument(Ratio(parts: 100_000))

  @Option(
    name: .customLong("fee-asset"),
    help: "received: from what the fill brings, as Binance does; or quote.")
  var feeAsset: FeeAsset = .received

  @Option(help: "How much worse a fill is than the market: 1tick, 5bp, 0.05% or none.")
  var slippage = SlippageArgument(.none)

  @Option(help: "From a decision to the moment its order can meet the market, such as 50ms.")
  var latency = DurationArgument(ns: 0)

  @Option(help: "candles: each a jump to its open and three glides; tape: every recorded trade.")
  var fills: BacktestSettings.FillSource = .candles

  @Option(help: "Fail with exit status 3 unless the run hash is this: a regression test.")
  var expect: String?

  @Flag(help: "Print the result as JSON, fills and round trips included.")
  var json = false

  func run() throws {
    let interval = try interval?.get()
    var settings = BacktestSettings(interval: interval ?? .m5, fills: fills)
    settings.cash = cash.amount
    settings.fee = fee.ratio
    settings.feeAsset = feeAsset
    settings.slippage = slippage.slippage
    settings.latencyUs = latency.ns / 1000
    // Wrong names and values are told before the recording is opened.
    _ = try start(settings)
    let recording = try recordings.open(demo: true)
    let plan = try CandlePlan(
      recording, source: source, interval: interval, orElse: .m5, symbol: symbol,
      anchor: anchor)
    if fills == .tape && plan.source == .klines {
      throw ToolError("the recording holds klines and no trades: use --fills candles")
    }
    settings.interval = plan.interval
    let session = BacktestSession(try start(settings), plan, symbol: symbol, fills: fills)
    let result = try session.run(
      FeedRun(recording: recording, range: try recordings.range(), title: "backtest"))
    if json {
      try Console.line(result.json())
    } else {
      for line in result.tableLines(time: { isoText(ns: $0 * 1000, decimals: 0) }) {
        try Console.line(line)
      }
    }
    try checkHash(result)
  }

  /// Sets the strategy up; a wrong name or value is wrong usage.
  private func start(_ settings: BacktestSettings) throws -> any BacktestRun {
    do {
      return try StrategyRegistry.builtIn.start(strategy, set: assignments, settings: settings)
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
