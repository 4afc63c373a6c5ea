package import Market

/// Levels of an order book: a change, the best few, or a REST snapshot, as the entry's kind says.
package struct Depth: Equatable, Sendable {
  /// `unnamed` where the frame has no symbol: spot partial depth on a raw connection, whose symbol stands
  /// only in the connection's URL.
  package var symbol: SymbolID
  /// The most decimals written in any level.
  package var decimals: Decimals
  /// `U`; -1 where only the last is known (partial depth of spot, snapshots).
  package var firstUpdateId: Int64
  /// `u` or `lastUpdateId`; a snapshot's may be -1: an empty book.
  package var lastUpdateId: Int64
  /// `pu`, the `u` of the message before; -1 on spot.
  package var previousUpdateId: Int64
  /// `T` of USD-M in µs since the epoch; -1 on spot.
  package var transactionTimeUs: Int64
  /// Ranges of `MessageBatch.levels`, in the order of the wire: spot bids descend; both sides of a
  /// USD-M diff ascend.
  package var bids: Range<Int32>
  package var asks: Range<Int32>

  package init(
    symbol: SymbolID, decimals: Decimals, firstUpdateId: Int64, lastUpdateId: Int64,
    previousUpdateId: Int64, transactionTimeUs: Int64, bids: Range<Int32>, asks: Range<Int32>
  ) {
    self.symbol = symbol
    self.decimals = decimals
    self.firstUpdateId = firstUpdateId
    self.lastUpdateId = lastUpdateId
    self.previousUpdateId = previousUpdateId
    self.transactionTimeUs = transactionTimeUs
    self.bids = bids
    self.asks = asks
  }

  /// Stands for a symbol that the frame does not name.
  package static let unnamed = SymbolID(rawValue: .max)
}
