/// A trade of the generated market, in its own whole numbers.
struct MarketTrade: Sendable {
  var id: Int64
  var priceTicks: Int64
  var steps: Int64
  /// µs since the epoch; the wire shows ms.
  var timeUs: Int64
  /// True: the taker sold.
  var isBuyerMaker: Bool

  var timeMs: Int64 { timeUs / 1000 }
}
