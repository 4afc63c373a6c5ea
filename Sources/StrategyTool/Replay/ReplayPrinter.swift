import Backtest
import Basics
import Binance
import Feed
import Market
import Recording
import Runs

/// Writes what a replay shows: as lines for people, or as JSON lines.
final class ReplayPrinter: ReplayView {
  private let shown: ReplayCommand.Shown?
  private let clock: WallClock
  private let json: Bool
  private let step: Bool

  init(shown: ReplayCommand.Shown?, clock: WallClock, json: Bool, step: Bool) {
    self.shown = shown
    self.clock = clock
    self.json = json
    self.step = step
  }

  func show(_ candle: Candle, symbol: String, amended: Bool) throws {
    guard shown == .candles else { return }
    if json {
      let object = CandleJSON.object(candle, symbol: symbol, columns: .all)
      return try line(
        JSONValue.object([("type", .string(amended ? "amended" : "candle")), ("candle", object)])
          .text)
    }
    try line(
      candle.line(symbol: symbol, clock: clock)
        + (candle.caveat.isEmpty ? "" : "  " + candle.caveat)
        + (amended ? "  (amended)" : ""))
  }

  func show(_ fill: Fill, _ symbol: String) throws {
    if json {
      return try line(JSONValue.object([("type", .string("fill"))] + fill.facts(symbol)).text)
    }
    try line(fill.text(symbol))
  }

  func show(_ event: FeedEvent, at moment: borrowing FeedMoment) throws {
    guard shown != nil else { return }
    let text = event.text(moment)
    if json {
      return try line(
        JSONValue.object([
          ("type", .string("event")), ("receivedNs", .integer(moment.receivedNs)),
          ("event", .string(text)),
        ]).text)
    }
    try line("\(clock.text(ms: moment.receivedNs / 1_000_000)) — \(text)")
  }

  func show(_ message: MessageBatch.Entry, _ batch: MessageBatch) throws {
    let fields = MessageFields.of(message, batch)
    if json { return try line(JSONValue.object(fields).text) }
    let text = fields.map { "\($0.0) \($0.1.plain)" }.joined(separator: "  ")
    try line("\(clock.text(ms: message.frame.receivedNs / 1_000_000))  \(text)")
  }

  /// A frame as received: bytes that are no UTF-8 are shown as U+FFFD.
  func show(_ frame: Frame) throws {
    let payload = frame.payload.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    if json {
      return try line(
        JSONValue.object([
          ("type", .string("frame")), ("receivedNs", .integer(frame.receivedNs)),
          ("connection", .integer(Int64(frame.connection))),
          ("kind", .string(String(frame.kind.letter))), ("payload", .string(payload)),
        ]).text)
    }
    try line(
      "\(clock.text(ms: frame.receivedNs / 1_000_000))  \(frame.connection) \(frame.kind.letter)  "
        + payload)
  }

  var showsMessages: Bool { shown == .messages }
  var showsFrames: Bool { shown == .frames }

  /// The facts at the end of a pass.
  func summary(_ result: ReplayResult, speed: String) throws {
    let hex = result.digest.hex
    let facts: [JSONValue.Member] =
      [
        ("frames", .integer(Int64(result.counts.frames))),
        ("payload bytes", .integer(Int64(result.counts.payloadBytes))),
        ("recorded seconds", .number(decimal(Double(result.recordedNs) / 1e9))),
        ("elapsed seconds", .number(decimal(Double(result.elapsedNs) / 1e9))),
        ("speed", .string(speed)),
        ("achieved speed", .number(decimal(result.achievedSpeed))),
        ("candles", .integer(Int64(result.digest.candleCount))),
        ("events", .integer(Int64(result.digest.eventCount))),
        ("missing trades", .integer(result.missingTrades)),
        ("candles sha256", .string(hex.candles)),
        ("events sha256", .string(hex.events)),
      ] + (result.paper?.paperFacts ?? [])
    if json {
      let pairs = facts.map { (JSONValue.key($0.0), $0.1) }
      return try Console.line(JSONValue.object([("type", .string("summary"))] + pairs).text)
    }
    for line in TextTable.pairs(facts.map { ($0.key, $0.value.plain) }) { try Console.line(line) }
  }

  private func line(_ text: String) throws {
    if step {
      try Console.flush()
      Console.report("press Enter for the next line")
      guard readLine() != nil else { throw ToolError("--step: standard input has ended") }
    }
    try Console.line(text)
  }
}

extension JSONValue {
  /// The value without quotes, for people.
  var plain: String {
    if case .string(let value) = self { return value }
    return text
  }
}

/// Three decimals, without a locale.
func decimal(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "null" }
  let thousandths = Int64((value * 1000).rounded())
  let digits = String(abs(thousandths) % 1000 + 1000).dropFirst()
  return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1000).\(digits)"
}
