import Binance
import Feed
import Market
import Recording
import Replay

/// One pass of a shipped recording through the feed, with what came out of it.
final class CandleRun: FeedHandler {
  private(set) var digest = FeedDigest()
  private(set) var csv = ""
  private var processor: FeedProcessor!
  private var klines: KlineShelf?

  /// The seed has klines alone; everything else has trades.
  init(_ name: String, interval: Interval) {
    var options = FeedProcessor.Options()
    options.intervals = [interval]
    if name == "seed" {
      options.source = nil
      options.wanted = MessageKinds(.kline)
      klines = KlineShelf(
        interval: .m5, inputs: ["ADABNB": .m5], anchors: CandleShelf.Anchors())
    }
    processor = FeedProcessor(options, handler: self)
  }

  func atFullSpeed(
    _ recording: Recording, workerCount: Int = 2, range: TimeRange = .all
  ) throws -> Self {
    try BlockPipeline(
      recording, decoder: processor.decoder, range: range, workerCount: workerCount
    ).run {
      processor.apply(&$0)
      return true
    }
    return finished()
  }

  /// Frame by frame with a clock that a test owns: it jumps to each frame's moment, and time must
  /// never run backwards.
  func paced(_ recording: Recording, _ speed: Speed, range: TimeRange = .all) throws -> Self {
    var clockNs: Int64 = 1_000
    var pacer = Pacer(speed: speed, startNs: clockNs)
    try RecordingPlayer(recording, range: range).play { step, bytes in
      switch step {
      case .damage(let damage): processor.apply(damage)
      case .context(let header): processor.processContext(header, in: bytes)
      case .frame(let header, let record, let location):
        if let dueNs = pacer.dueNs(receivedNs: header.receivedNs) {
          precondition(dueNs >= clockNs, "a frame is due before the one before it")
          clockNs = dueNs
        }
        processor.process(
          header, record: record, in: bytes, at: BlockPlace(location, in: recording))
      }
      return true
    }
    return finished()
  }

  private func finished() -> Self {
    processor.finish()
    klines?.finish { handle(candle: $0) }
    return self
  }

  func handle(candle: CandleEvent) {
    guard case .settled(let candle) = candle else { return }
    digest.add(candle, symbol: processor.symbols.name(candle.symbol))
    csv += KlineText.line(candle) + "\n"
  }

  func handle(kline: Kline) {
    klines?.add(
      kline, receivedNs: processor.frame.receivedNs, symbols: processor.symbols
    ) { handle(candle: $0) }
  }

  func handle(event: FeedEvent) {
    digest.add(event, receivedNs: processor.frame.receivedNs, symbols: processor.symbols)
  }
}
