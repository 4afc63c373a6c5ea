import Backtest
import Feed
import Market
import Recording

/// Finds the frame behind each fill. A fill on the tape has the frame at work, which brought its
/// trade. A fill in a candle's walk has the frame that closed the candle. That walk is played when
/// the next instant begins, so the candles of the latest instant wait here.
struct FillFrames {
  /// A candle that closed, and the frame that closed it.
  private struct Closed {
    let symbol: SymbolID
    let openTimeMs: Int64
    let closeTimeMs: Int64
    let frame: RunEvidence.Frame
  }

  private let interval: Interval
  private let recording: Recording
  private var candles: [Closed] = []
  /// One for each fill noted.
  private(set) var frames: [RunEvidence.Frame?] = []

  init(_ interval: Interval, _ recording: Recording) {
    self.interval = interval
    self.recording = recording
  }

  /// A candle is about to be handed to the backtest. Call `note` after it was.
  mutating func add(_ candle: Candle, at moment: borrowing FeedMoment) {
    guard candle.interval == interval else { return }
    // Of the instants before the last one every fill has been noted.
    if let last = candles.last, last.closeTimeMs != candle.closeTimeMs {
      candles.removeAll { $0.closeTimeMs != last.closeTimeMs }
    }
    candles.append(
      Closed(
        symbol: candle.symbol, openTimeMs: candle.openTimeMs, closeTimeMs: candle.closeTimeMs,
        frame: RunEvidence.Frame(moment, recording)))
  }

  /// Takes in what was filled since the last call.
  mutating func note(_ fills: [Fill], at moment: borrowing FeedMoment) {
    for fill in fills.dropFirst(frames.count) {
      switch fill.evidence {
      case .trade: frames.append(RunEvidence.Frame(moment, recording))
      case .candle(let openTimeMs, _):
        let candle = candles.last { $0.symbol == fill.symbol && $0.openTimeMs == openTimeMs }
        frames.append(candle?.frame)
      }
    }
  }
}

extension RunEvidence.Frame {
  fileprivate init(_ moment: borrowing FeedMoment, _ recording: Recording) {
    self.init(
      segment: recording.segments[moment.location.segment].name,
      blockOffset: moment.location.blockOffset, record: moment.location.sequence,
      receivedNs: moment.receivedNs)
  }
}
