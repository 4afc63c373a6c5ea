import ArgumentParser
import Backtest
import Foundation
import Market
import Replay
import Runs

/// `tool replay`: plays a recording back at its own pace, faster, or as fast as the machine can.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Play a recording through the code that runs live.",
    discussion: """
      Frames come at the pace they were received at, times --speed. Every frame's moment is counted \
      from the first frame's, so delays do not add up. The last lines show the speed that was \
      reached and the digests of candles and events, which are the same at any speed.

      Examples:
        tool replay --speed 10x --show candles --interval 1m
        tool replay btc --speed max --json
        tool replay btc --from 2024-08-08T23:59:30Z \\
          --to 2024-08-09T00:00:30Z --show messages
        tool replay btc --show frames --step
        tool replay btc --speed 60x --strategy sma-cross --set fast=5 --interval 1m
      """)

  enum Shown: String, CaseIterable, ExpressibleByArgument {
    case candles, messages, frames
  }

  @OptionGroup var recordings: RecordingArguments
  @OptionGroup var timeZone: TimeZoneArgument

  @Option(help: "A multiple of the recorded pace, such as 10x or 0.5x, or max.")
  var speed = SpeedArgument(.max)

  @Option(help: "Print candles as they close, messages as they are decoded, or frames as received.")
  var show: Shown?

  @Option(help: "Interval of the candles; 1m, or that of the klines they are made from.")
  var interval: IntervalArgument?

  @Option(help: "Build candles from these.")
  var source: CandleSource = .auto

  @Option(help: "The symbol's first trading day, for 3d candles.")
  var anchor: AnchorArgument?

  @OptionGroup var instruments: InstrumentArguments

  @OptionGroup(title: "A strategy that trades on paper meanwhile")
  var chosen: StrategyArguments

  @OptionGroup(title: "Its account")
  var account: AccountArguments

  @Flag(help: "Wait for the Enter key before every line that is shown.")
  var step = false

  @Flag(help: "Begin again at the end, until interrupted.")
  var loop = false

  @Flag(help: "Print the facts at the end, and what is shown, as JSON lines.")
  var json = false

  func validate() throws {
    if step && show == nil {
      throw ValidationError(
        "--step waits before what is shown: add --show candles, messages or frames.")
    }
  }

  func run() throws {
    let interval = try interval?.get()
    let recording = try recordings.open(demo: true)
    let zone = try timeZone.zone() ?? .gmt
    let range = try recordings.range(in: zone)
    let request = CandleRequest(
      source, interval.map { [$0] } ?? [], of: instruments.request(takesNamesakes: true),
      anchorDay: anchor?.epochDay)
    let plan = try CandlePlan(request, of: recording, range: range)
    let settings = account.settings(plan.interval)
    try chosen.check(settings)
    if chosen.isGiven, account.fills.source == .tape { try plan.checkTape() }
    repeat {
      let printer = ReplayPrinter(
        shown: show, clock: WallClock(zone: zone), json: json, step: step)
      let paper =
        chosen.isGiven
        ? PaperRun(
          try chosen.start(settings), takesAll: instruments.symbol == nil, observe: Console.show,
          onFill: printer.show) : nil
      var session = ReplaySession(
        plan, of: recording, view: printer, paper: paper, clock: Clock.replay)
      let run = FeedRun(recording, range: range, title: "replay", observe: Console.show)
      if speed.speed == .max && show != .frames {
        try session.playFast(run)
      } else {
        try session.play(run, at: speed.speed)
      }
      let result = try session.finish()
      try printer.summary(result, speed: speed.defaultValueDescription)
      for warning in result.warnings { Console.show(.warning(warning)) }
    } while loop
  }
}

/// `--speed`, kept as it was written.
struct SpeedArgument: ExpressibleByArgument {
  let speed: Speed
  private let text: String

  init(_ speed: Speed) {
    self.speed = speed
    text = "max"
  }

  init?(argument: String) {
    guard let speed = Speed(argument) else { return nil }
    self.speed = speed
    text = argument
  }

  var defaultValueDescription: String { text }
}
