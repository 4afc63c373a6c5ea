import Backtest
import Feed
import Market

/// Finds the frame behind each fill: of a fill on the tape, the one at work, which brought its
/// trade; of a fill in a candle's walk, the one that closed the candle. That walk is played when the
/// next instant begins, so the candles of the latest instant wait here.
struct FillFrames {
  private let interval: Interval
  private var candles: [(symbol: SymbolID, openTimeMs: Int64, closeTimeMs: Int64, FramePlace)] = []
  /// One for each fill noted.
  private(set) var frames: [RunEvidence.Frame?] = []

  init(_ interval: Interval) { self.interval = interval }

  /// A candle is about to be handed to the backtest. Call `note` after it was.
  mutating func add(_ candle: Candle, _ frame: FramePlace) {
    guard candle.interval == interval else { return }
    // Of the instants before the last one every fill has been noted.
    if let last = candles.last, last.closeTimeMs != candle.closeTimeMs {
      candles.removeAll { $0.closeTimeMs != last.closeTimeMs }
    }
    candles.append((candle.symbol, candle.openTimeMs, candle.closeTimeMs, frame))
  }

  /// Takes in what was filled since the last call.
  mutating func note(_ fills: [Fill], _ frame: FramePlace) {
    for fill in fills.dropFirst(frames.count) {
      switch fill.evidence {
      case .trade: frames.append(RunEvidence.Frame(frame))
      case .candle(let openTimeMs, _):
        let candle = candles.last { $0.symbol == fill.symbol && $0.openTimeMs == openTimeMs }
        frames.append(candle.map { RunEvidence.Frame($0.3) })
      }
    }
  }
}

extension RunEvidence.Frame {
  init(_ frame: FramePlace) {
    self.init(
      segment: frame.block.segment, blockOffset: frame.block.fileOffset, record: frame.sequence,
      receivedNs: frame.receivedNs)
  }
}
