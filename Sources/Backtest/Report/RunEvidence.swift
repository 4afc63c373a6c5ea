/// Where a run's candles and fills come from: what a feeder of the backtest knows and the backtest
/// does not.
public struct RunEvidence: Sendable, Hashable {
  /// A frame of a recording.
  public struct Frame: Sendable, Hashable {
    /// File name of the segment.
    public let segment: String
    /// Byte offset of the block in the segment.
    public let blockOffset: Int64
    /// The record's number in its session.
    public let record: Int64
    /// Receive time, ns since the epoch.
    public let receivedNs: Int64

    public init(segment: String, blockOffset: Int64, record: Int64, receivedNs: Int64) {
      self.segment = segment
      self.blockOffset = blockOffset
      self.record = record
      self.receivedNs = receivedNs
    }
  }

  /// Paths of the recording, as they were given.
  public var recording: [String]
  /// Fill by fill: the frame of the trade that filled it, or the frame that closed the candle in
  /// whose walk it was filled. Nil where it is not known.
  public var frames: [Frame?] = []
  public var candles = CandleCounts()

  public init(recording: [String]) { self.recording = recording }
}

/// How far the candles of a run can be trusted.
public struct CandleCounts: Sendable, Hashable {
  /// Candles that the strategy was handed, of all its intervals.
  public var used = 0
  /// Those of which the recording did not show that all trades are there: the trade before or
  /// after is lacking, or one between. So it is for the first candle of a recording.
  public var incomplete = 0
  /// Those that were built from trades and equal Binance's own kline of the same recording in all
  /// its fields; nil where the candles were made from klines, so that nothing could be proven.
  public var proven: Int?
  /// Those that differ from Binance's kline in the same recording.
  public var differing = 0
  /// Those in which nothing was traded, so that nothing can fill.
  public var silent = 0
  /// Those whose source does not say how much was traded.
  public var unmeasured = 0
  /// The candles that lack between others, of each instrument that lacks some:
  /// `BTCUSDT 1h: 1440 candles missing in 1 gap, 2021-05-23T16:00Z to 2021-07-22T16:00Z`.
  public var missing: [String] = []

  public init() {}
}

extension CandleCounts {
  /// "118 of 120 equal Binance's own klines in the recording".
  var provenText: String {
    guard let proven else { return "made from klines as they are; nothing to compare them with" }
    var text = "\(proven) of \(used) equal Binance's own klines in the recording"
    if differing > 0 { text += ", \(differing) differ" }
    let lacking = used - proven - differing
    if lacking > 0 { text += ", \(lacking) without a kline there" }
    return text
  }

  /// "72 of 72 candles have no volume: nothing can fill"; nil where some have.
  package var silenceText: String? {
    used > 0 && silent == used
      ? "\(silent) of \(used) candles have no volume: nothing can fill" : nil
  }

  /// "72 of 72 candles do not say their volume: orders of any size fill"; nil where all do.
  package var unmeasuredText: String? {
    unmeasured > 0
      ? "\(unmeasured) of \(used) candles do not say their volume: orders of any size fill, and with"
        + " --participation none" : nil
  }

  /// "1 of 120 candles incomplete".
  var incompleteText: String { "\(incomplete) of \(used) candles incomplete" }
}
