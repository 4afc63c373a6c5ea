/// What the recorded trades say about one of the exchange's klines.
package enum KlineVerdict: Equatable, Sendable {
  /// Every field follows from the trades of the kline's ids.
  case equal
  /// Every field follows from the kline frame before it and the trades since.
  case continued
  /// No trade in the interval, and the kline is flat and empty, as it should be.
  case empty
  /// The kline holds trades from before the first recorded one.
  case beforeRecording
  /// The recording lacks some of the kline's trades.
  case tradesMissing
  /// The kline begins or ends within an aggregate: count, prices and sides follow from the trades,
  /// and the quantities as far as an aggregate shows how it is divided.
  case cutsAggregate
  /// The recording ends before the kline's last trade.
  case afterRecording
  /// REST: the kline was unfinished when the exchange answered.
  case unfinished
  /// All trades are there, and these fields differ.
  case differs([FieldDifference])

  /// Kinds of verdict in the order in which a report lists them.
  package static let names = [
    "equal", "continued", "empty", "before recording", "trades missing", "cuts aggregate",
    "after recording", "unfinished", "differs",
  ]

  /// Those that say nothing for or against a kline.
  static let undecided: Set<String> = [
    "before recording", "trades missing", "after recording", "unfinished",
  ]

  /// The kind's index in `names`.
  package var number: Int {
    switch self {
    case .equal: 0
    case .continued: 1
    case .empty: 2
    case .beforeRecording: 3
    case .tradesMissing: 4
    case .cutsAggregate: 5
    case .afterRecording: 6
    case .unfinished: 7
    case .differs: 8
    }
  }
}

/// A field of a kline that the trades do not give.
package struct FieldDifference: Equatable, Sendable {
  package let field: String
  /// What the exchange's kline says.
  package let kline: String
  /// What the trades give.
  package let trades: String
}
