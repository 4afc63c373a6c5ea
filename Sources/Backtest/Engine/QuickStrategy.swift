/// A strategy that can take many candles in at once where it orders nothing.
///
/// A batch holds candles that are yet to come, and whoever is handed it could look ahead. So this is
/// for strategies of this module alone, where tests compare every batch with candles one by one.
protocol QuickStrategy: Strategy {
  /// Takes in candles of a range, just as `onCandle` would, up to the first one at which it might
  /// order, and gives that one's index, or the range's end: it has not been taken in.
  ///
  /// All are plain, of one symbol and of the interval that marks the account, and no order is open.
  mutating func passOver(_ batch: CandleBatch, _ range: Range<Int>) -> Int

  /// Takes in the candle at an index, as `onCandle` does.
  mutating func onCandle(at index: Int, of batch: CandleBatch, _ broker: inout Broker)
}

/// The ways of a quick strategy that is known by its type alone.
struct QuickWays<S> {
  let passOver: (inout S, CandleBatch, Range<Int>) -> Int
  let onCandle: (inout S, Int, CandleBatch, inout Broker) -> Void
}

extension QuickStrategy {
  fileprivate static var ways: Any {
    QuickWays<Self> { (strategy, batch, range) in
      strategy.passOver(batch, range)
    } onCandle: { (strategy, index, batch, broker) in
      strategy.onCandle(at: index, of: batch, &broker)
    }
  }
}

extension Strategy {
  /// Nil for a strategy that is handed every candle.
  static var quickWays: QuickWays<Self>? {
    (Self.self as? any QuickStrategy.Type)?.ways as? QuickWays<Self>
  }
}
