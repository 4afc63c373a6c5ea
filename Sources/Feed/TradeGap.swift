package import Market

/// Trades that the exchange numbered and the recording lacks, or lacked for a while.
package struct TradeGap: Equatable, Sendable {
  /// Why the trades are missing, as far as the recording shows.
  package enum Cause: String, Sendable {
    /// A connection was lost or opened since the symbol's last trade.
    case reconnect
    /// One session of the recorder ended, and another began later.
    case restart
    /// The recorder said so itself (a `g` record).
    case recordedLoss = "recorded loss"
    /// Damage in the recording lies between.
    case damage
    /// Nothing in the recording says why. Some venues hide trades (USD-M insurance fund, ADL).
    case unexplained
  }

  package let symbol: SymbolID
  package let source: TradeSource
  /// Ids of trades, those within aggregates too.
  package let missing: ClosedRange<Int64>
  /// The id of the first aggregate that is missing; nil of single trades, and where no aggregate is missing
  /// but the exchange left trades out of them (insurance fund and ADL on futures).
  package let firstAggregateId: Int64?
  package let cause: Cause
  /// The latest time of a trade before the gap, µs: what is missing happened then or later.
  package let sinceUs: Int64
  /// Receive time of the trade that showed the gap, ns.
  package let receivedNs: Int64
  /// How many of the missing trades came later: out of order, or fetched over REST.
  package internal(set) var filledCount: Int64 = 0

  /// A part of it, of which nothing has come yet.
  func part(_ ids: ClosedRange<Int64>) -> TradeGap {
    TradeGap(
      symbol: symbol, source: source, missing: ids, firstAggregateId: firstAggregateId,
      cause: cause, sinceUs: sinceUs, receivedNs: receivedNs)
  }

  /// The same, where a symbol has another number.
  func of(_ symbol: SymbolID) -> TradeGap {
    TradeGap(
      symbol: symbol, source: source, missing: missing, firstAggregateId: firstAggregateId,
      cause: cause, sinceUs: sinceUs, receivedNs: receivedNs)
  }

  package var missingCount: Int64 { missing.upperBound - missing.lowerBound + 1 }
  package var isFilled: Bool { filledCount == missingCount }
}

/// Which records the candles are built from.
package enum TradeSource: String, CaseIterable, Sendable {
  case trades
  case aggTrades

  /// The stream that brings them.
  var streamName: String { self == .trades ? "trade" : "aggTrade" }
}
