/// The asset that a symbol's prices are in, by its name, where nobody says it.
package enum QuoteAsset {
  /// Those that a name may end with, longer ones first.
  package static let names = [
    "FDUSD", "USDT", "USDC", "BUSD", "TUSD", "BIDR", "IDRT", "BTC", "ETH", "BNB", "EUR", "TRY",
    "BRL", "GBP", "AUD", "DAI", "JPY", "TRX", "XRP",
  ]

  /// Nil for a name that ends with none of them. What follows a `_`, as in `BTCUSD_PERP`, is the
  /// contract's term.
  package static func named(in symbol: String) -> String? {
    let pair = symbol.prefix { $0 != "_" }
    return (names + ["USD"]).first { pair.hasSuffix($0) && pair.count > $0.count }
  }
}
