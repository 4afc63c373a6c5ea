import Basics
import Binance
import Feed
import Glibc
import Market
import Recording
import Replay

/// One pass over a recording: frames through the feed, what was asked for onto the terminal, facts
/// and digests at the end.
final class ReplaySession: FeedHandler {
  private var processor: FeedProcessor!
  private var klines: KlineShelf?
  private var digest = FeedDigest()
  private var troubles = Troubles()
  private let printer: ReplayPrinter
  private var failure: (any Error)?
  private var achieved: Double?
  private let startNs = Int64(clamping: Clock.monotonicNs())

  private let paper: PaperRun?

  init(_ plan: CandlePlan, printer: ReplayPrinter, paper: PaperRun? = nil) {
    self.printer = printer
    self.paper = paper
    klines = plan.klineShelf()
    var options = plan.options()
    // Always what a strategy needs, so that the same frames are found malformed with one and without.
    PaperRun.widen(&options)
    if printer.shown == .messages { options.wanted = .everything }
    options.deliversMessages = printer.shown == .messages || paper != nil
    processor = FeedProcessor(options, handler: self)
  }

  /// As fast as the machine can, blocks decoded beside each other.
  func playFast(_ run: FeedRun) throws {
    try run.run(processor) { try self.check() }
    settle()
  }

  /// Frame by frame, each when it is due.
  func play(_ recording: Recording, range: TimeRange, speed: Speed) throws {
    var pacer = Pacer(speed: speed, startNs: startNs)
    var lastReceivedNs: Int64 = 0
    try RecordingPlayer(recording, range: range).play { step, bytes in
      switch step {
      case .damage(let damage): processor.apply(damage)
      case .context(let header): processor.processContext(header, in: bytes)
      case .frame(let header, let record, let location):
        if let dueNs = pacer.dueNs(receivedNs: header.receivedNs) { try wait(untilNs: dueNs) }
        lastReceivedNs = header.receivedNs
        if printer.shown == .frames { try printer.show(header, bytes) }
        processor.process(
          header, record: record, in: bytes, at: BlockPlace(location, in: recording))
      }
      return try !check()
    }
    achieved = pacer.achieved(
      lastReceivedNs: lastReceivedNs, nowNs: Int64(clamping: Clock.monotonicNs()))
    processor.finish()
    settle()
    if processor.counts.frames == 0 { try EmptyRange.report(range, recording) }
  }

  /// Prints the facts of the pass.
  func finish(speed: SpeedArgument) throws {
    let counts = processor.counts
    let elapsedNs = Int64(clamping: Clock.monotonicNs()) - startNs
    let recordedNs = (counts.lastReceivedNs ?? 0) - (counts.firstReceivedNs ?? 0)
    let hex = digest.hex
    let missing = Int64(
      clamping: processor.tradeLedgers.reduce(Int128(0)) { $0 + Int128($1.missingCount) })
    try printer.summary(
      [
        ("frames", .integer(Int64(counts.frames))),
        ("payload bytes", .integer(Int64(counts.payloadBytes))),
        ("recorded seconds", .number(decimal(Double(recordedNs) / 1e9))),
        ("elapsed seconds", .number(decimal(Double(elapsedNs) / 1e9))),
        ("speed", .string(speed.defaultValueDescription)),
        (
          "achieved speed",
          .number(decimal(achieved ?? Double(recordedNs) / Double(max(elapsedNs, 1))))
        ),
        ("candles", .integer(Int64(digest.candleCount))),
        ("events", .integer(Int64(digest.eventCount))),
        ("missing trades", .integer(missing)),
        ("candles sha256", .string(hex.candles)),
        ("events sha256", .string(hex.events)),
      ] + (try paper?.finish(processor.symbols) ?? []))
    troubles.report(processor)
  }

  func handle(message: MessageBatch.Entry, in batch: MessageBatch) {
    attempt {
      if printer.shown == .messages { try printer.show(message, batch) }
      try paper?.add(message, in: batch, processor.symbols)
    }
  }

  func handle(trade: Trade, source: TradeSource) {
    guard let paper, source == processor.options.source else { return }
    attempt { try paper.add(trade, processor.symbols) }
  }

  func handle(candle: CandleEvent) {
    let symbol: String
    switch candle {
    case .closed(let candle):
      symbol = processor.symbols.name(candle.symbol)
      attempt {
        try printer.show(candle, symbol: symbol, amended: false)
        try paper?.add(candle, processor.symbols)
      }
    case .amended(let candle):
      symbol = processor.symbols.name(candle.symbol)
      attempt { try printer.show(candle, symbol: symbol, amended: true) }
    case .settled(let candle):
      digest.add(candle, symbol: processor.symbols.name(candle.symbol))
    }
  }

  func handle(kline: Kline) {
    klines?.add(
      kline, receivedNs: processor.frame.receivedNs, symbols: processor.symbols
    ) { handle(candle: $0) }
  }

  func handle(event: FeedEvent) {
    troubles.note(event, at: processor.frame)
    digest.add(event, receivedNs: processor.frame.receivedNs, symbols: processor.symbols)
    attempt { try printer.show(event, symbols: processor.symbols, processor.frame) }
  }

  private func settle() {
    klines?.finish { handle(candle: $0) }
  }

  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do { try body() } catch { failure = error }
  }

  /// Throws what printing has thrown; otherwise false: go on.
  private func check() throws -> Bool {
    if let failure { throw failure }
    return false
  }

  /// Sleeps until an instant of the monotonic clock; what was printed is shown before.
  private func wait(untilNs: Int64) throws {
    guard untilNs > Int64(clamping: Clock.monotonicNs()) else { return }
    try Console.flush()
    var until = timespec(
      tv_sec: Int(untilNs / 1_000_000_000), tv_nsec: Int(untilNs % 1_000_000_000))
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nil) == EINTR {}
  }
}

/// Three decimals, without a locale.
func decimal(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "null" }
  let thousandths = Int64((value * 1000).rounded())
  let digits = String(abs(thousandths) % 1000 + 1000).dropFirst()
  return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1000).\(digits)"
}
