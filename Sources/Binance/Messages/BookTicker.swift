package import Market

/// The best bid and ask: `@bookTicker`.
///
/// Spot: `{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000",
/// "A":"1.54698000"}`, with neither kind nor time. USD-M adds `e`, `E` and `T`.
package struct BookTicker: Equatable, Sendable {
  package var symbol: SymbolID
  package var decimals: Decimals
  /// `u`, in the id space of depth updates.
  package var updateId: Int64
  package var bidPrice: Amount
  package var bidQuantity: Amount
  package var askPrice: Amount
  package var askQuantity: Amount
  /// `T` of USD-M in µs since the epoch; -1 on spot.
  package var transactionTimeUs: Int64

  package init(
    symbol: SymbolID, decimals: Decimals, updateId: Int64, bidPrice: Amount, bidQuantity: Amount,
    askPrice: Amount, askQuantity: Amount, transactionTimeUs: Int64
  ) {
    self.symbol = symbol
    self.decimals = decimals
    self.updateId = updateId
    self.bidPrice = bidPrice
    self.bidQuantity = bidQuantity
    self.askPrice = askPrice
    self.askQuantity = askQuantity
    self.transactionTimeUs = transactionTimeUs
  }
}
