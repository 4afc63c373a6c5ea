public import Market

/// A strategy is handed the past, one closed candle at a time, and speaks in orders. It has no way
/// to ask for the future.
///
/// ```swift
/// struct BuyTheDip: Strategy {
///   mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
///     if candle.close < candle.open { broker.buy(candle.symbol, quote: Amount("100")!) }
///   }
/// }
/// ```
/// A strategy is a value: copy it and you have a snapshot.
public protocol Strategy {
  /// A candle closed. At one instant the coarser intervals come first, then the symbols in the
  /// order of their ids; all of them are told after the market has moved and the fills are told.
  mutating func onCandle(_ candle: Candle, _ broker: inout Broker)

  /// An order was filled: in full, or on the tape as far as the print held. Does nothing unless
  /// implemented.
  mutating func onFill(_ fill: Fill, _ broker: inout Broker)

  /// The run is over: what is ordered now goes nowhere. Does nothing unless implemented; a strategy
  /// that holds a file or a process lets go of it here.
  mutating func onEnd(_ broker: inout Broker)
}

extension Strategy {
  public mutating func onFill(_ fill: Fill, _ broker: inout Broker) {}
  public mutating func onEnd(_ broker: inout Broker) {}
}
