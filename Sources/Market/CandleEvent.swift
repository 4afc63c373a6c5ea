/// What became of a candle.
///
///     trades   ──t──t──t──┃──t─────t──┃──t──t── … ──t──     ┃ border of an interval
///     events              ┃  closed   ┃  closed     settled
///                                amended ↑ by a late trade
public enum CandleEvent: Equatable, Sendable {
  /// The candle's time is over: what a strategy sees, once per candle, in time order.
  /// `isComplete` says what was known at that moment.
  case closed(Candle)
  /// A late trade (or a restated child) changed a candle that was closed, or made one where none had been.
  case amended(Candle)
  /// The candle can no longer change: what files are written from, once per candle, in time order.
  case settled(Candle)

  public var candle: Candle {
    switch self {
    case .closed(let candle), .amended(let candle), .settled(let candle): candle
    }
  }
}
