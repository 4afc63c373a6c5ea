import Market

extension Trade {
  /// A trade, or an aggregate of some, by its ids.
  static func mock(_ id: Int64, of trades: ClosedRange<Int64>? = nil) -> Trade {
    Trade(
      symbol: SymbolID(rawValue: 0), id: id, firstTradeId: trades?.lowerBound ?? id,
      lastTradeId: trades?.upperBound ?? id, price: Amount(units: 1), quantity: Amount(units: 1),
      tradeTimeUs: 0, isBuyerMaker: false, decimals: Decimals(price: 8, quantity: 8))
  }
}
