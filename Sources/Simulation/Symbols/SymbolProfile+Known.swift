extension SymbolProfile {
  /// The profile of a symbol: filters as Binance had them for the pairs known here, else derived
  /// from the name. The symbol's name has been checked by `GeneratorOptions`.
  package static func of(_ symbol: String) -> SymbolProfile {
    known.first { $0.symbol == symbol } ?? derived(from: symbol)
  }

  /// The pairs with filters of their own, in the order shown to users.
  package static let known: [SymbolProfile] = [
    // Tick, step and notional of 2021, when the price was about 0.005 BNB.
    pair(
      "ADA", "BNB", price: "0.00505000", tick: "0.00000100", step: "0.10000000",
      minNotional: "0.05000000", volatilityPpm: 220, spreadTicks: 4, rates: .thin,
      orderOctaves: 9, isThin: true),
    pair(
      "BTC", "USDT", price: "61837.63000000", tick: "0.01000000", step: "0.00001000",
      minNotional: "5.00000000", volatilityPpm: 70, spreadTicks: 1, rates: .dense,
      orderOctaves: 14, isThin: false),
    pair(
      "ETH", "USDT", price: "2685.40000000", tick: "0.01000000", step: "0.00010000",
      minNotional: "5.00000000", volatilityPpm: 90, spreadTicks: 1,
      rates: .dense.scaled(permille: 700), orderOctaves: 14, isThin: false),
    pair(
      "BNB", "USDT", price: "512.30000000", tick: "0.10000000", step: "0.00100000",
      minNotional: "5.00000000", volatilityPpm: 80, spreadTicks: 1,
      rates: .dense.scaled(permille: 200), orderOctaves: 12, isThin: false),
    pair(
      "ADA", "USDT", price: "0.33450000", tick: "0.00010000", step: "0.10000000",
      minNotional: "5.00000000", volatilityPpm: 100, spreadTicks: 1,
      rates: .dense.scaled(permille: 100), orderOctaves: 12, isThin: false),
    pair(
      "SOL", "USDT", price: "153.60000000", tick: "0.01000000", step: "0.00100000",
      minNotional: "5.00000000", volatilityPpm: 120, spreadTicks: 1,
      rates: .dense.scaled(permille: 400), orderOctaves: 13, isThin: false),
    pair(
      "XRP", "USDT", price: "0.61270000", tick: "0.00010000", step: "1.00000000",
      minNotional: "5.00000000", volatilityPpm: 100, spreadTicks: 1,
      rates: .dense.scaled(permille: 150), orderOctaves: 12, isThin: false),
    pair(
      "DOGE", "USDT", price: "0.10310000", tick: "0.00001000", step: "1.00000000",
      minNotional: "1.00000000", volatilityPpm: 130, spreadTicks: 1,
      rates: .dense.scaled(permille: 150), orderOctaves: 12, isThin: false),
    // The pairs below have more than eight decimals in price × quantity: truncation shows.
    pair(
      "ADA", "BTC", price: "0.00003990", tick: "0.00000001", step: "0.10000000",
      minNotional: "0.00010000", volatilityPpm: 120, spreadTicks: 1,
      rates: .thin.scaled(permille: 2000), orderOctaves: 9, isThin: true),
    pair(
      "BNB", "BTC", price: "0.01044000", tick: "0.00000100", step: "0.00100000",
      minNotional: "0.00010000", volatilityPpm: 60, spreadTicks: 1,
      rates: .thin.scaled(permille: 3000), orderOctaves: 10, isThin: true),
    pair(
      "ETH", "BTC", price: "0.04342000", tick: "0.00001000", step: "0.00010000",
      minNotional: "0.00010000", volatilityPpm: 50, spreadTicks: 1,
      rates: .thin.scaled(permille: 6000), orderOctaves: 12, isThin: true),
  ]

  private static func pair(
    _ base: String, _ quote: String, price: String, tick: String, step: String,
    minNotional: String, volatilityPpm: Int64, spreadTicks: Int64, rates: EventRates,
    orderOctaves: Int64, isThin: Bool
  ) -> SymbolProfile {
    make(
      base: base, quote: quote, priceUnits: units(price), tickUnits: units(tick),
      stepUnits: units(step), minNotionalUnits: units(minNotional), volatilityPpm: volatilityPpm,
      spreadTicks: spreadTicks, rates: rates, orderOctaves: orderOctaves, isThin: isThin)
  }

  /// A literal with eight decimals in units of 10⁻⁸.
  private static func units(_ literal: String) -> Int64 {
    guard let units = Int64(literal.filter { $0 != "." }) else {
      preconditionFailure("not a number with eight decimals: \(literal)")
    }
    return units
  }
}
