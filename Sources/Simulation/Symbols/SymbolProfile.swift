import Binance
package import Market

/// What a generated symbol is like: its filters, its price, how often it trades, how it is quoted.
///
/// Prices are counted in ticks and quantities in steps, whole numbers both.
package struct SymbolProfile: Sendable {
  package var symbol: String
  package var venue = Venue.spot
  /// What a quantity counts, on COIN-M.
  var contract: InverseContract?
  /// The day of the first trade, ms since the epoch, where it is known.
  var listedMs: Int64?
  package var baseAsset: String
  package var quoteAsset: String
  /// PRICE_FILTER tickSize, units of 10⁻⁸.
  package var tickUnits: Int64
  /// LOT_SIZE stepSize, units of 10⁻⁸; a contract on COIN-M.
  package var stepUnits: Int64
  /// NOTIONAL minNotional, units of 10⁻⁸ of the quote asset.
  package var minNotionalUnits: Int64
  /// LOT_SIZE maxQty, units of 10⁻⁸.
  package var maxQuantityUnits: Int64
  /// Where the history before the recording sets out, in ticks.
  package var startTicks: Int64
  /// Price movement in one second, one standard deviation, in millionths of the price.
  var volatilityPpm: Int64
  /// Between best bid and best ask in calm times.
  var spreadTicks: Int64
  var rates: EventRates
  /// Smallest taker order in steps, and how many doublings lie between it and the largest.
  var orderSteps: Int64
  var orderOctaves: Int64
  /// The same for what rests at one price in the book.
  var restingSteps: Int64
  var restingOctaves: Int64
  /// How many prices each side of the book holds.
  var levelsPerSide: Int
  /// Nearest distance of an order deep in the book from the best price, in ticks, and its doublings.
  var deepTicks: Int64
  var deepOctaves: Int64
  /// True for markets where whole minutes pass without a trade.
  var isThin: Bool
}

/// How often something happens in ordinary times, in events per 1,000 seconds.
struct EventRates: Sendable {
  /// Taker orders that come without a cause; moves of the price bring more.
  var orders: Int64
  /// Changes of the quantity at a best price.
  var quotes: Int64
  /// Changes deeper in the book.
  var deep: Int64
  /// Steps of the hidden fair price.
  var steps: Int64

  /// Rates of a busy dollar pair: with it a recording has the mix of the real spot BTCUSDT captures
  /// of 2024-08, about 31 trades, 112 bookTickers and 10 depth frames a second.
  static let dense = EventRates(orders: 3300, quotes: 102_000, deep: 450_000, steps: 3500)
  /// A cross pair of 2021: a trade every few seconds.
  static let thin = EventRates(orders: 280, quotes: 800, deep: 1100, steps: 350)

  /// The same mix, `permille` thousandths as often.
  func scaled(permille: Int64) -> EventRates {
    EventRates(
      orders: max(1, orders * permille / 1000), quotes: max(1, quotes * permille / 1000),
      deep: max(1, deep * permille / 1000), steps: max(1, steps * permille / 1000))
  }
}
