/// Binance's markets, which number their trades each for themselves.
package enum Venue: String, CaseIterable, Sendable {
  case spot
  /// Futures margined in a stablecoin: `fapi`, `fstream`, archive `um`.
  case usdm
  /// Futures margined in the coin: `dapi`, `dstream`, archive `cm`.
  case coinm
}
