/// One trade, or one aggregate of trades, as the exchange reported it.
public struct Trade: Equatable, Sendable {
  public var symbol: SymbolID
  /// Decimals as written on the wire.
  public var decimals: Decimals
  /// True: the buyer was resting in the book, so the taker sold.
  public var isBuyerMaker: Bool
  /// The trade id, or the aggregate's own id. Consecutive per symbol within its kind.
  public var id: Int64
  /// The ids of the trades within; both equal `id` for a single trade.
  public var firstTradeId: Int64
  public var lastTradeId: Int64
  public var price: Amount
  public var quantity: Amount
  /// `T`, the exchange's trade time, in µs since the epoch (times that come in ms end in 000).
  public var tradeTimeUs: Int64

  public init(
    symbol: SymbolID, id: Int64, firstTradeId: Int64, lastTradeId: Int64, price: Amount,
    quantity: Amount, tradeTimeUs: Int64, isBuyerMaker: Bool, decimals: Decimals
  ) {
    self.symbol = symbol
    self.id = id
    self.firstTradeId = firstTradeId
    self.lastTradeId = lastTradeId
    self.price = price
    self.quantity = quantity
    self.tradeTimeUs = tradeTimeUs
    self.isBuyerMaker = isBuyerMaker
    self.decimals = decimals
  }
}
