import Binance
import Feed
import Market
import Recording
import Replay

/// One pass of a shipped recording through the feed, with what came out of it.
struct CandleRun: FeedSink {
  typealias Failure = Never

  private(set) var digest = FeedDigest()
  private(set) var csv = ""
  private let options: FeedProcessor.Options

  /// The seed has klines alone; everything else has trades.
  init(_ name: String, interval: Interval) {
    var options = FeedProcessor.Options()
    options.intervals = [interval]
    if name == "seed" {
      options.source = nil
      options.klineCandles = [
        KlineCandles(interval: .m5, inputs: ["ADABNB": .m5], anchors: CandleAnchors())
      ]
    }
    self.options = options
  }

  func atFullSpeed(
    _ recording: Recording, workerCount: Int = 2, range: TimeRange = .all
  ) throws -> Self {
    var run = self
    var feed = FeedProcessor(options)
    try BatchReader(
      recording, decoder: feed.decoder, range: range, workerCount: workerCount
    ).run {
      feed.fold(&$0, into: &run)
      return true
    }
    feed.finish(into: &run)
    return run
  }

  /// Frame by frame with a clock that a test owns: it jumps to each frame's moment, and time must
  /// never run backwards.
  func paced(_ recording: Recording, _ speed: Speed, range: TimeRange = .all) throws -> Self {
    var run = self
    var feed = FeedProcessor(options)
    var clockNs: Int64 = 1_000
    var pacer = Pacer(speed: speed, startNs: clockNs)
    var reader = RecordingReader(recording, range: range)
    while let step = try reader.next() {
      switch step {
      case .damage(let damage): feed.process(damage, into: &run)
      case .frame(let frame):
        if !frame.isContext, let dueNs = pacer.dueNs(receivedNs: frame.receivedNs) {
          precondition(dueNs >= clockNs, "a frame is due before the one before it")
          clockNs = dueNs
        }
        feed.process(frame, into: &run)
      }
    }
    feed.finish(into: &run)
    return run
  }

  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) {
    guard case .settled(let candle) = candle else { return }
    digest.add(candle, symbol: moment.name(candle.symbol))
    csv += KlineText.line(candle) + "\n"
  }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    digest.add(event, at: moment)
  }
}
