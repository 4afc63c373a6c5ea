#if Network
  import Basics
  import Binance
  import Capture
  import CaptureSockets
  import Feed
  import Foundation
  import Market
  import Recording
  import Runs

  /// One run of `tool backfill`: finds what is missing, and records what the exchange still has of it.
  final class BackfillRun {
    private let recording: Recording
    private let command: BackfillCommand
    private let printer: CapturePrinter
    private let interruption = Interruption(also: [SIGHUP])
    /// Streams of which nothing can be had again, without their symbols.
    private let lostKinds: [String]
    private var options: CaptureOptions

    init(_ recording: Recording, _ command: BackfillCommand) throws {
      self.recording = recording
      self.command = command
      printer = CapturePrinter(
        showsCandles: false, json: command.json, clock: WallClock(zone: .gmt))
      let sessions = try recording.segments.indices.compactMap {
        try recording.session(ofSegment: $0)
      }
      options = try command.captureOptions(sessions)
      lostKinds = Self.withoutHistory(sessions)
    }

    /// - Returns: how many trades are still missing.
    func run() throws -> Int64 {
      var feed = FeedProcessor(Self.feedOptions)
      var sink = BackfillSink()
      try FeedRun(recording, title: "backfill", observe: interruption.checked(Console.show)).run(
        &feed, into: &sink)
      let missing = feed.tradeLedgers.flatMap(\.openGaps)
      let before = feed.missingTrades
      options.missing = missing.prefix(CaptureLimits.gapsMax).compactMap {
        MissingTrades($0, feed.symbols)
      }
      guard !options.missing.isEmpty else {
        try summarise(gaps: missing.count, before: before, after: before)
        return before
      }
      let live = try LiveRecording(
        options, directory: command.path,
        info: SessionInfo(options, tool: Version.text), writing: RecordingWriter.Options(),
        feed: LiveFeed(after: feed, sink: sink))
      let interruption = interruption
      try live.run(
        stopReason: { interruption.reason },
        observe: { event in
          if case .report(let report) = event { try printer.show(report) }
        })
      if let error = live.failure { throw error }
      try summarise(gaps: missing.count, before: before, after: live.feed.missingTrades)
      return live.feed.missingTrades
    }

    private static var feedOptions: FeedProcessor.Options {
      var options = FeedProcessor.Options()
      options.source = nil
      options.wanted = .trades
      return options
    }

    private func summarise(gaps: Int, before: Int64, after: Int64) throws {
      var facts: [JSONValue.Member] = [
        ("gaps", .integer(Int64(gaps))), ("missing before", .integer(before)),
        ("fetched", .integer(before - after)), ("missing now", .integer(after)),
      ]
      if gaps > CaptureLimits.gapsMax {
        facts.append(("gaps left for another run", .integer(Int64(gaps - CaptureLimits.gapsMax))))
      }
      if !lostKinds.isEmpty {
        facts.append(("without a history", .string(lostKinds.joined(separator: ", "))))
      }
      try printer.summary(facts)
    }

    /// The streams whose frames nobody gives again.
    private static func withoutHistory(_ sessions: [SessionInfo]) -> [String] {
      var kinds: [String] = []
      for name in sessions.flatMap(\.streamNames) {
        let stream = StreamName(name)
        guard ![.trade, .aggTrade].contains(stream.kind), !kinds.contains(stream.suffix) else {
          continue
        }
        kinds.append(stream.suffix)
      }
      return kinds
    }
  }

  /// Nothing is made of the trades but what the feed counts.
  private struct BackfillSink: FeedSink {
    typealias Failure = any Error
  }
#endif
