import Basics
import Binance

extension SymbolProfile {
  /// A profile for any name: the same for the same name, within what Binance's filters allow.
  static func derived(from symbol: String) -> SymbolProfile {
    let (base, quote) = assets(of: symbol)
    var dice = Dice(seed: hash(symbol), purpose: 0x5359_4D42)
    // A price of 100 ... 99,999 ticks, and about as many of them as Binance's own pairs have.
    let tickDigits = Int(dice.pick(quote.count >= 4 ? 2...6 : 0...3))
    let tickUnits = powerOfTen(tickDigits)
    let priceUnits = tickUnits * dice.logarithmic(low: 300, octaves: 8)
    let quoteIsMoney = quote.count >= 4 || ["EUR", "TRY", "BRL", "GBP", "AUD"].contains(quote)
    let minNotionalUnits: Int64 = quoteIsMoney ? 500_000_000 : 10_000
    return make(
      base: base, quote: quote, priceUnits: priceUnits, tickUnits: tickUnits,
      stepUnits: stepUnits(minNotionalUnits: minNotionalUnits, priceUnits: priceUnits),
      minNotionalUnits: minNotionalUnits, volatilityPpm: dice.pick(80...200),
      spreadTicks: dice.pick(1...3),
      rates: EventRates.thin.scaled(permille: dice.logarithmic(low: 700, octaves: 5)),
      orderOctaves: dice.pick(9...12), isThin: dice.chance(700))
  }

  /// Cuts a known quote asset off the end; a name without one is its own base against USDT.
  private static func assets(of symbol: String) -> (base: String, quote: String) {
    for quote in QuoteAsset.names where symbol.hasSuffix(quote) && symbol.count > quote.count {
      return (String(symbol.dropLast(quote.count)), quote)
    }
    return (symbol, "USDT")
  }

  /// A power of ten that makes the smallest order some tens of steps.
  private static func stepUnits(minNotionalUnits: Int64, priceUnits: Int64) -> Int64 {
    // Smallest order in units of 10⁻⁸ of the base asset.
    let smallest = Int128(minNotionalUnits) * 100_000_000 / Int128(priceUnits)
    var step: Int64 = 1
    while step < 100_000_000, Int128(step) * 100 <= smallest { step *= 10 }
    return step
  }

  /// FNV-1a, 64 bits.
  static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }

  /// Fills in what follows from price, filters and rates.
  static func make(
    base: String, quote: String, priceUnits: Int64, tickUnits: Int64, stepUnits: Int64,
    minNotionalUnits: Int64, volatilityPpm: Int64, spreadTicks: Int64, rates: EventRates,
    orderOctaves: Int64, isThin: Bool
  ) -> SymbolProfile {
    let startTicks = priceUnits / tickUnits
    let smallest = Int128(minNotionalUnits) * 100_000_000 / Int128(priceUnits)
    let smallestSteps = Int64(smallest / Int128(stepUnits)) + 1
    // The book reaches 12.5 % away from the price.
    var deepOctaves: Int64 = 2
    while deepOctaves < 12, (1 << (deepOctaves + 1)) < startTicks / 8 { deepOctaves += 1 }
    let deepTicks = max(1, (startTicks / 8) >> deepOctaves)
    return SymbolProfile(
      symbol: base + quote, baseAsset: base, quoteAsset: quote, tickUnits: tickUnits,
      stepUnits: stepUnits, minNotionalUnits: minNotionalUnits,
      maxQuantityUnits: stepUnits * 90_000_000, startTicks: startTicks,
      volatilityPpm: volatilityPpm, spreadTicks: spreadTicks, rates: rates,
      orderSteps: smallestSteps, orderOctaves: orderOctaves,
      restingSteps: smallestSteps * 4, restingOctaves: orderOctaves,
      levelsPerSide: rates.deep > 20_000 ? 900 : 120, deepTicks: deepTicks,
      deepOctaves: deepOctaves, isThin: isThin)
  }
}
