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
  /// A candle closed. At one instant the market moves first, then fills are reported, then candles
  /// close: the coarser intervals first, then the symbols in the order of their ids.
  mutating func onCandle(_ candle: Candle, _ broker: inout Broker)

  /// All candles that close at an instant were handed over: where a strategy on several symbols
  /// decides. Does nothing unless implemented.
  mutating func onInstant(_ broker: inout Broker)

  /// The fast path: candles that close while no order waits, in one piece. Hands them to `onCandle`
  /// unless implemented. An implementation must do just what `onCandle` and `onInstant` would do candle by candle,
  /// which `--check` tries out; what it leaves is handed to `onCandle`.
  ///
  /// ```swift
  /// mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
  ///   if isHigh(candle.close) { broker.target(candle.symbol, share: .one) }
  /// }
  ///
  /// mutating func onCandles(_ candles: inout QuietCandles, _ broker: inout Broker) {
  ///   while candles.skip(&broker, until: { isHigh($0) }) {
  ///     broker.target(candles.symbol, share: .one)
  ///   }
  /// }
  /// ```
  mutating func onCandles(_ candles: inout QuietCandles, _ broker: inout Broker)

  /// A trade has moved the market, and what it did to orders was said; on the tape alone. Does nothing
  /// unless implemented.
  mutating func onTrade(_ trade: Trade, _ broker: inout Broker)

  /// An order was filled: in full, or on the tape as far as the print held. Does nothing unless
  /// implemented.
  mutating func onFill(_ fill: Fill, _ broker: inout Broker)

  /// An order, or the change of one, was refused. Does nothing unless implemented.
  mutating func onRejection(_ rejection: Rejection, _ broker: inout Broker)

  /// An order is over that has not traded in full. Does nothing unless implemented.
  mutating func onOrderEnd(_ order: Order, _ end: OrderEnd, _ broker: inout Broker)

  /// The run is over: what is ordered now goes nowhere. Does nothing unless implemented; a strategy
  /// that holds a file or a process lets go of it here.
  mutating func onEnd(_ broker: inout Broker)
}

extension Strategy {
  public mutating func onCandles(_ candles: inout QuietCandles, _ broker: inout Broker) {
    candles.forEach(&broker) {
      onCandle($0, &$1)
      onInstant(&$1)
    }
  }

  public mutating func onInstant(_ broker: inout Broker) {}

  public mutating func onTrade(_ trade: Trade, _ broker: inout Broker) {}
  public mutating func onFill(_ fill: Fill, _ broker: inout Broker) {}
  public mutating func onRejection(_ rejection: Rejection, _ broker: inout Broker) {}
  public mutating func onOrderEnd(_ order: Order, _ end: OrderEnd, _ broker: inout Broker) {}
  public mutating func onEnd(_ broker: inout Broker) {}
}
