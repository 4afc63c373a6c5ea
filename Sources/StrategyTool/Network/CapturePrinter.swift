#if Network
  import Backtest
  import Basics
  import Binance
  import Capture
  import Feed
  import Market
  import Runs

  /// Shows what a recording run does: lines on stderr for people, JSON lines on stdout for programs, a
  /// status line on a terminal.
  final class CapturePrinter {
    private let showsCandles: Bool
    private let json: Bool
    private let clock: WallClock

    init(showsCandles: Bool, json: Bool, clock: WallClock) {
      self.showsCandles = showsCandles
      self.json = json
      self.clock = clock
    }

    func show(_ candle: Candle, _ symbol: String, isAmended: Bool) throws {
      guard showsCandles else { return }
      Console.clearProgress()
      if json {
        return try printJSON(
          isAmended ? "amended" : "candle",
          [("candle", CandleJSON.object(candle, symbol: symbol, columns: .all))])
      }
      try Console.line(
        candle.line(symbol: symbol, clock: clock) + (isAmended ? "  (amended)" : ""))
      try Console.flush()
    }

    func show(_ fill: Fill, _ symbol: String) throws {
      if json { return try printJSON("fill", fill.facts(symbol)) }
      Console.clearProgress()
      try Console.line(fill.text(symbol))
      try Console.flush()
    }

    /// What the frames themselves say. Connections and gaps are reported by the recorder.
    func show(_ event: FeedEvent, at moment: borrowing FeedMoment) throws {
      switch event {
      case .connectionOpened, .connectionLost, .gap: return
      default: break
      }
      let text = Self.text(event, moment)
      if json {
        return try printJSON(
          "message",
          [("receivedNs", .integer(moment.receivedNs)), ("text", .string(text))])
      }
      Console.report("\(now()) \(text)")
    }

    /// Without what is there for programs.
    private static func text(_ event: FeedEvent, _ moment: borrowing FeedMoment) -> String {
      switch event {
      case .exchangeError(nil, let text): "exchange error: \(text)"
      case .recordedLoss(let record):
        JSONValue(text: record)?.string("reason").map { "recorded loss: \($0)" }
          ?? event.text(moment)
      default: event.text(moment)
      }
    }

    func show(_ event: CaptureReport) throws {
      if json { return try printJSON(event.name, event.facts + [("text", .string(event.text))]) }
      Console.report("\(now()) \(event.text)")
    }

    /// Where the line stays, once a minute is often enough.
    var statusEverySeconds: Int64 { json ? 10 : Console.drawsProgress ? 1 : 60 }

    func status(_ status: RecordStatus) throws {
      if json { return try printJSON("status", status.facts) }
      if Console.drawsProgress {
        Console.progress(status.line)
      } else {
        Console.report("\(now()) \(status.line)")
      }
    }

    func summary(_ facts: [JSONValue.Member]) throws {
      Console.clearProgress()
      if json { return try printJSON("summary", facts.map { (JSONValue.key($0.0), $0.1) }) }
      for line in TextTable.pairs(facts.map { ($0.key, $0.value.plain) }) { try Console.line(line) }
    }

    private func printJSON(_ type: String, _ facts: [JSONValue.Member]) throws {
      let head: [JSONValue.Member] = [
        ("type", .string(type)), ("timeNs", .integer(Clock.wallNs())),
      ]
      try Console.line(JSONValue.object(head + facts).text)
      try Console.flush()
    }

    private func now() -> String { clock.text(ms: Clock.wallNs() / 1_000_000_000 * 1000) }
  }

  extension CaptureReport {
    /// The numbers and names in it.
    var facts: [JSONValue.Member] {
      switch self {
      case .opening(let connection, let reason), .refused(let connection, let reason):
        [("connection", .integer(Int64(connection))), ("reason", .string(reason))]
      case .opened(let connection, _, _, let streamCount):
        [("connection", .integer(Int64(connection))), ("streams", .integer(Int64(streamCount)))]
      case .lost(let connection, let reason, let isWanted):
        [
          ("connection", .integer(Int64(connection))), ("reason", .string(reason)),
          ("isWanted", .bool(isWanted)),
        ]
      case .outage(let outage, let firstStream):
        [
          ("streams", .integer(Int64(outage.streamCount))), ("first", .string(firstStream)),
          ("fromNs", .integer(outage.fromNs)), ("toNs", .integer(outage.toNs)),
          ("reason", .string(outage.reason)), ("isAtEnd", .bool(outage.isAtEnd)),
        ]
      case .requestFailed(let target, let reason, let isRepeated):
        [
          ("target", .string(target)), ("reason", .string(reason)),
          ("isRepeated", .bool(isRepeated)),
        ]
      case .requestsBlocked(let seconds): [("seconds", .integer(seconds))]
      case .gapFound(let gap): Self.facts(gap)
      case .gapRests(let gap, let reason, let waitNs):
        Self.facts(gap) + [("reason", .string(reason)), ("waitNs", .integer(waitNs))]
      case .gapClosed(let report):
        Self.facts(report.trades) + [
          ("fetched", .integer(report.fetchedCount)), ("missing", .integer(report.missingCount)),
          ("isFilled", .bool(report.reason == nil)),
        ]
      case .bookTurned(let standing):
        [
          ("symbol", .string(standing.symbol)), ("updateId", .integer(standing.lastUpdateId)),
          ("reason", standing.reason.map { .string($0.name) } ?? .null),
        ]
      case .clockStepped(let deviationNs): [("deviationNs", .integer(deviationNs))]
      case .symbolStatus(let symbol, let status):
        [("symbol", .string(symbol)), ("status", status.map { .string($0) } ?? .null)]
      case .symbolsJoined(let symbols, _): [("symbols", .array(symbols.map { .string($0) }))]
      case .streamsUnanswered(let connection, let streams):
        [
          ("connection", .integer(Int64(connection))),
          ("streams", .array(streams.map { .string($0) })),
        ]
      case .streamRefused(let connection, let stream, let reason):
        [
          ("connection", .integer(Int64(connection))), ("stream", .string(stream)),
          ("reason", .string(reason)),
        ]
      case .streamSilent(let finding):
        [
          ("connection", .integer(Int64(finding.connection))), ("stream", .string(finding.stream)),
          ("silentNs", .integer(finding.silentNs)), ("hasCome", .bool(finding.hasCome)),
        ]
      }
    }

    private static func facts(_ gap: MissingTrades) -> [JSONValue.Member] {
      [
        ("symbol", .string(gap.symbol)), ("endpoint", .string(gap.endpoint.rawValue)),
        ("fromId", .integer(gap.ids.lowerBound)), ("toId", .integer(gap.ids.upperBound)),
      ]
    }
  }
#endif
