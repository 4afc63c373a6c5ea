import ArgumentParser
import Basics
import Foundation
import Market
import Recording
import Runs
import Simulation

/// Writes a recording of a market that is made here.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Make a market here, as Binance would have sent it.",
    discussion: """
      The same options give the same recording, byte for byte, on every machine. Trades, klines, \
      book and REST answers are consistent with each other.

      Examples:
        tool generate --symbol ADABNB --seed 1 --duration 6h --output demo
        tool generate --symbol BTCUSDT --duration 2h --output busy \\
          --stream trade,bookTicker,depth@100ms
        tool generate --duration 1h --output broken --fault reconnect,duplicate \\
          --expected 1m,5m
      """)

  @Option(help: "Any name of a spot pair; the better known ones have Binance's own filters.")
  var symbol = "ADABNB"

  @Option(help: "Another seed, another market.")
  var seed: UInt64 = 1

  @Option(help: "How long the recording lasts, for example 90m or 6h.")
  var duration = DurationArgument(ns: 6 * 3_600_000_000_000)

  @Option(help: "The folder to write the recording to.")
  var output: String

  @Option(help: "When the recording begins, UTC. (default: 22 May, 2021)")
  var start: TimeArgument?

  @Option(help: "Streams: trade, aggTrade, bookTicker, kline_<i>, depth, depth@100ms.")
  var stream: [String] = []

  @Option(help: "Short for kline streams, for example 1m,5m.")
  var klineInterval: [String] = []

  @Option(help: "How busy the market is: 20 is twenty times as many events, 0.5 half as many.")
  var rate = "1"

  @Option(
    help: "What goes wrong: reconnect, duplicate, out-of-order, error, server-shutdown.")
  var fault: [String] = []

  @Option(help: "Time after which a new segment begins.")
  var rotate = DurationArgument(ns: 3_600_000_000_000)

  @Option(help: "Disk space to leave free.")
  var minFree = SizeArgument(argument: "1G")!

  @Option(
    help: "Intervals whose true candles go to OUTPUT/expected/candles-<i>.csv, for example 1m,5m.")
  var expected: [String] = []

  @Flag(help: "Print the summary as JSON.")
  var json = false

  func validate() throws {
    do {
      try options().check()
    } catch let error as GeneratorError {
      throw ValidationError(error.message)
    }
  }

  func run() throws {
    try NewFolder.check(output)
    var recording = try GeneratedRecording(options())
    let writer = try RecordingWriter(
      directory: output, session: try session(), options: writerOptions(),
      startNs: recording.options.startMs * 1_000_000)
    var frame = GeneratedFrame()
    var frames: Int64 = 0
    var bytes: Int64 = 0
    let startNs = recording.options.startMs * 1_000_000
    while recording.next(into: &frame) {
      try writer.append(
        receivedNs: frame.receivedNs, connection: frame.connection,
        kind: FrameKind(rawValue: frame.kind.rawValue), payload: frame.payload.span)
      frames += 1
      bytes += Int64(frame.payload.count)
      if frames % 1024 == 0 {
        Console.show(
          .progress(
            RunProgress(
              "generate", done: (frame.receivedNs - startNs) / 1_000_000,
              total: recording.options.durationMs)))
      }
    }
    try writer.close(receivedNs: frame.receivedNs)
    let files = try writeExpected(recording)
    try summarise(recording, frames: frames, bytes: bytes, expectedFiles: files)
  }
}

extension GenerateCommand {
  /// The true candles of what was recorded, in the form of `tool candles --columns all`.
  private func writeExpected(_ recording: GeneratedRecording) throws -> [String] {
    try recording.options.trackedIntervals.map { interval in
      let folder = output + "/expected"
      let path = "\(folder)/\(Self.fileName(interval))"
      let rows = recording.candles(interval).map { KlineText.line($0) + "\n" }
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
        try Data(rows.joined().utf8).write(to: URL(fileURLWithPath: path))
      } catch {
        throw ToolError("cannot write \(path): \(error.localizedDescription)")
      }
      return path
    }
  }

  /// 1M and 1m would be one file where names do not mind their case.
  static func fileName(_ interval: Interval) -> String {
    "candles-\(interval == .mo1 ? "1mon" : interval.rawValue).csv"
  }

  private func summarise(
    _ recording: GeneratedRecording, frames: Int64, bytes: Int64, expectedFiles: [String]
  ) throws {
    let options = recording.options
    if json {
      let summary = JSONValue.object([
        ("recording", .string(output)), ("symbol", .string(options.symbol)),
        ("seed", .number(String(options.seed))), ("startMs", .integer(options.startMs)),
        ("durationMs", .integer(options.durationMs)), ("frames", .integer(frames)),
        ("tradeFrames", .integer(recording.tradeFrameCount)), ("payloadBytes", .integer(bytes)),
        ("expected", .array(expectedFiles.map { .string($0) })),
      ])
      return try Console.line(summary.text)
    }
    try Console.line(
      "\(options.symbol), seed \(options.seed), from \(isoText(ns: options.startMs * 1_000_000))"
        + ": \(frames) frames (\(recording.tradeFrameCount) trades, \(bytes) bytes) in \(output)")
    for path in expectedFiles { try Console.line("true candles: \(path)") }
  }
}
