import ArgumentParser
import Basics
import Feed
import Foundation
import Market
import Runs

/// `tool candles`: rebuilds candles from a recording.
struct CandlesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "candles",
    abstract: "Rebuild candles from a recording.",
    discussion: """
      Candles are built from the recorded trades by Binance's own rules, and equal its klines text \
      for text. A candle is printed if a trade fell into it; --fill prints the empty ones too, flat.

      Exit status: 3 if part of the recording is damaged or malformed, or trades are missing or came too \
      late: the candles are printed, and what is wrong is said; else 0.

      Examples:
        tool candles recordings/demo --interval 5m
        tool candles btc --interval 1h --format csv --header --output btc-1h.csv
        tool candles btc --interval 1h --format html --output btc.html
        tool candles btc --interval 3d --anchor 2017-08-17 --format csv
        tool candles recordings/seed --source klines --columns ohlcv \\
          --time-zone America/Sao_Paulo
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, csv, jsonl, sqlite, html
  }

  @OptionGroup var recordings: RecordingArguments
  @OptionGroup var timeZone: TimeZoneArgument

  @Option(
    help: ArgumentHelp(
      "1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M.",
      discussion: "Unless given: 1m, or the finest interval of the klines they are made from."))
  var interval: IntervalArgument?

  @Option(
    help: "Build from these; auto takes trades if there are any, then aggTrades, then klines.")
  var source: CandleSource = .auto

  @Option(help: "all: Binance's twelve kline columns; ohlcv: the first six.")
  var columns: CandleColumns = .all

  @Option(help: "How to write them.")
  var format: Format = .table

  @Flag(help: "A first line with the columns' names (csv).")
  var header = false

  @Flag(help: "Print the empty candles too, flat at the close before them.")
  var fill = false

  @Flag(
    name: .customLong("complete-only"), help: "Leave out candles that lack a trade at either end.")
  var completeOnly = false

  @Option(help: "The symbol's first trading day: where its 3d candles are counted from.")
  var anchor: AnchorArgument?

  @OptionGroup var instruments: InstrumentArguments

  @Option(help: "Write to this file. It appears when it is whole.")
  var output: String?

  func validate() throws {
    guard format == .html else { return }
    if completeOnly || header || columns != .all || timeZone.name != nil {
      throw ValidationError(
        "--format html draws all candles in UTC; leave out --complete-only, --header, --columns and "
          + "--time-zone.")
    }
  }

  func run() throws {
    let interval = try interval?.get()
    let recording = try recordings.open(demo: true)
    let zone = try timeZone.zone()
    let range = try recordings.range(in: zone ?? .gmt)
    let isSingleSymbol = ![.jsonl, .sqlite, .html].contains(format)
    let request = CandleRequest(
      source, interval.map { [$0] } ?? [],
      of: instruments.request(takesNamesakes: !isSingleSymbol), anchorDay: anchor?.epochDay)
    let plan = try CandlePlan(request, of: recording, range: range)
    let sink = try Console.output(to: format == .sqlite ? nil : output)
    let writer = CandleWriter(
      try makeOutput(sink, plan.interval, zone), isSingleSymbol: isSingleSymbol,
      completeOnly: completeOnly,
      makeFiller: fill
        ? { CandleFiller(interval: plan.interval, anchorDay: plan.anchors.day(of: $0)) } : nil)
    let run = FeedRun(
      recording, range: range, title: "\(plan.interval.rawValue) candles", observe: Console.show)
    let made = try CandlesMade(plan, of: run) { candle, name in
      try writer.add(candle, symbol: name)
    }
    try writer.finish()
    try sink.finish()
    for warning in made.warnings { Console.show(.warning(warning)) }
    if made.candleCount == 0 && made.hasFrames { reportNoCandle(plan.source) }
    if !made.isWhole { throw ExitCode(3) }
  }

  /// An empty table is what was asked for, but seldom what was meant.
  private func reportNoCandle(_ source: CandleSource) {
    Console.report(
      "note: no candle: nothing recorded there serves --source \(source.rawValue); "
        + "'tool info' shows what the recording holds, and --source auto takes what there is")
  }

  private func makeOutput(
    _ sink: any TextOutput, _ interval: Interval, _ zone: TimeZone?
  ) throws -> any CandleOutput {
    let clock = zone.map { WallClock(zone: $0) }
    switch format {
    case .csv:
      return try CSVCandleOutput(columns: columns, header: header, clock: clock, sink: sink)
    case .jsonl: return JSONLinesCandleOutput(columns: columns, sink: sink)
    case .table:
      return TableCandleOutput(columns: columns, clock: clock ?? WallClock(zone: .gmt), sink: sink)
    case .html: return HTMLCandleOutput(interval: interval, sink: sink)
    case .sqlite: return try makeSQLiteOutput()
    }
  }

  private func makeSQLiteOutput() throws -> any CandleOutput {
    guard let output else {
      throw ValidationError("--format sqlite writes a database: name it with --output FILE.")
    }
    #if SQLite
      return try SQLiteCandleOutput(path: output)
    #else
      throw ToolError(
        "this tool was built without SQLite, so \(output) was not written; build it with "
          + "libsqlite3-dev installed: swift build -c release --traits SQLite")
    #endif
  }
}

/// `--interval`, with the list of all in its error.
struct IntervalArgument: ExpressibleByArgument {
  private let text: String

  init(_ interval: Interval) { text = interval.rawValue }
  init(_ text: String) { self.text = text }
  init?(argument: String) { text = argument }

  var defaultValueDescription: String { text }

  func get() throws -> Interval {
    if let interval = Interval(text) { return interval }
    throw ValidationError(
      "'\(text)' is no interval. \(Nearest.advice(for: text, among: Interval.names)) "
        + "m is minutes, M is months.")
  }
}
