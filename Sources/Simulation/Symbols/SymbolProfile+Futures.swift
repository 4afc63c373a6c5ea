import Basics
import Binance
package import Market

/// Contracts: a spot pair's price and liveliness, with the ticks and steps of futures.
extension SymbolProfile {
  /// The profile of a symbol on one of Binance's markets. On COIN-M the name has to be a contract's.
  package static func of(_ symbol: String, _ venue: Venue) -> SymbolProfile {
    var profile: SymbolProfile
    switch venue {
    case .spot: return of(symbol)
    case .usdm: profile = dollarContract(symbol)
    case .coinm: profile = coinContract(symbol)
    }
    profile.symbol = symbol
    profile.venue = venue
    profile.contract = venue == .coinm ? InverseContract(symbol: symbol) : nil
    return profile
  }

  /// Decimals as the venue writes them: as many as tick and step need on futures.
  var decimals: Decimals {
    guard venue != .spot else { return Decimals(price: 8, quantity: 8) }
    return Decimals(
      tick: Amount(units: tickUnits), step: Amount(units: stepUnits),
      quoteMin: venue == .coinm ? 8 : 0)
  }

  /// `BTCUSD` of `BTCUSD_PERP`; on USD-M the pair of a contract without delivery is its name.
  var pair: String { String(symbol.prefix { $0 != "_" }) }

  /// When a contract of COIN-M or USD-M is delivered, ms since the epoch: its name's day at 08:00 UTC.
  /// Nil for those that never are.
  var delivery: Int64? {
    let day = symbol.drop { $0 != "_" }.dropFirst()
    guard day.utf8.count == 6, let number = Int64(day) else { return nil }
    let date = CivilDate(
      year: 2000 + number / 10_000, month: number / 100 % 100, day: number % 100)
    return date.exists ? (date.epochDay * 24 + 8) * 3_600_000 : nil
  }

  /// No spot pair is quoted in so many digits as futures trade in.
  private static let coarse: [String: (tickUnits: Int64, stepUnits: Int64)] = [
    "BTC": (10_000_000, 100_000), "ETH": (1_000_000, 100_000), "SOL": (100_000, 100_000_000),
    "BNB": (100_000, 1_000_000), "ADA": (10_000, 100_000_000), "XRP": (10_000, 10_000_000),
    "DOGE": (1000, 100_000_000),
  ]

  private static func dollarContract(_ symbol: String) -> SymbolProfile {
    let spot = of(String(symbol.prefix { $0 != "_" }))
    guard spot.quoteAsset.hasPrefix("USD"), let coarse = coarse[spot.baseAsset] else { return spot }
    // The ticks are made for the coin's price, and that is known in USDT.
    return remade(
      of(spot.baseAsset + "USDT"), quote: spot.quoteAsset, tickUnits: coarse.tickUnits,
      stepUnits: coarse.stepUnits)
  }

  private static func coinContract(_ symbol: String) -> SymbolProfile {
    let base = String(symbol.prefix { $0 != "_" }.dropLast("USD".count))
    let spot = of(base + "USDT")
    var profile = remade(
      spot, quote: "USD", tickUnits: coarse[base]?.tickUnits ?? spot.tickUnits,
      stepUnits: 100_000_000)
    // Contracts are worth the same at any price.
    profile.orderSteps = 1
    profile.restingSteps = 2
    return profile
  }

  private static func remade(
    _ spot: SymbolProfile, quote: String, tickUnits: Int64, stepUnits: Int64
  ) -> SymbolProfile {
    make(
      base: spot.baseAsset, quote: quote, priceUnits: spot.startTicks * spot.tickUnits,
      tickUnits: tickUnits, stepUnits: stepUnits, minNotionalUnits: spot.minNotionalUnits,
      volatilityPpm: spot.volatilityPpm, spreadTicks: spot.spreadTicks, rates: spot.rates,
      orderOctaves: spot.orderOctaves, isThin: spot.isThin)
  }
}
