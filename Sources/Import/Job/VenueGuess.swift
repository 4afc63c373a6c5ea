import Binance

/// Distinguishes spot from futures by keys that only one of them writes (see the payloads that Binance
/// documents): the first frame that has one decides.
///
/// | frame | spot | futures |
/// |---|---|---|
/// | trade, aggTrade | ends in `"M"` | has no `"M"` (trade: `"X"`) |
/// | bookTicker | has no `"e"` | `"e":"bookTicker"` |
/// | depthUpdate | no `"pu"` | `"pu"` |
/// | REST depth | no `"E"` | `"E"` |
///
/// USD-M and COIN-M differ in the symbol (`btcusd_perp`). Binance.US and the testnet write
/// as spot does and must be named.
enum VenueGuess {
  /// Nil if this frame does not show it.
  static func venue(_ line: borrowing Span<UInt8>) -> BinanceSite? {
    guard let isFutures = isFutures(line) else { return nil }
    if !isFutures { return .spot }
    return line.contains("usd_", within: 256) || line.contains("USD_", within: 256)
      ? .coinm : .usdm
  }

  private static func isFutures(_ line: borrowing Span<UInt8>) -> Bool? {
    // Keys stand early in a frame but for the snapshot's levels, which are not searched.
    let limit = 512
    if line.contains("\"lastUpdateId\"", within: limit) {
      return line.contains("\"E\":", within: limit)
    }
    if line.contains("\"depthUpdate\"", within: limit) {
      return line.contains("\"pu\":", within: limit)
    }
    if line.contains("\"trade\"", within: limit) || line.contains("\"aggTrade\"", within: limit) {
      return !line.contains("\"M\":", within: limit)
    }
    if line.contains("@bookTicker\"", within: limit) {
      return line.contains("\"e\":", within: limit)
    }
    return nil
  }
}
