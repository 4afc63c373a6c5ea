import Basics

/// The market before the recording: the same prices, moods and takers, without a book.
///
/// It walks **backwards** from the recording's first price, so that the market of a seed does not
/// depend on how much history someone asks for. A random walk looks the same from either end. Only
/// its klines are ever seen, through REST.
enum HistoryWalk {
  /// Taker orders and price steps that a history may cost; a longer one trades less often.
  static let eventsMax: Int64 = 3_000_000

  /// Hands every trade from just before `startUs` back to `listingUs` to `body`, newest first.
  static func run(
    profile: SymbolProfile, seed: UInt64, fair: FairPrice, startUs: Int64, listingUs: Int64,
    firstLiveTradeId: Int64, rateMilli: Int64, _ body: (MarketTrade) -> Void
  ) {
    let lengthUs = startUs - listingUs
    let rates = EventRates(
      orders: profile.rates.orders, quotes: 0, deep: 0, steps: profile.rates.steps)
    let events = Int128(lengthUs / 1000) * Int128(rates.orders + rates.steps) / 500_000
    let affordableMilli = Int64(Int128(eventsMax) * 1000 / max(1, events))
    var pulse = MarketPulse(
      profile: profile, rates: rates, rateMilli: max(1, min(rateMilli, affordableMilli)),
      fair: fair, startUs: 0,
      dice: Dice(seed: seed, purpose: ~SymbolProfile.hash(profile.symbol)))
    var id = firstLiveTradeId - 1
    while pulse.nextEventUs < lengthUs {
      if pulse.beginEvent() == .order {
        placeOrder(&pulse, profile: profile, startUs: startUs, id: &id, body)
      } else {
        pulse.moveFairPrice()
      }
      pulse.scheduleNext()
    }
  }

  private static func placeOrder(
    _ pulse: inout MarketPulse, profile: SymbolProfile, startUs: Int64, id: inout Int64,
    _ body: (MarketTrade) -> Void
  ) {
    let isBuy = pulse.dice.chance(500)
    let bid = pulse.fair.ticks - profile.spreadTicks / 2
    repeat {
      body(
        MarketTrade(
          id: id, priceTicks: isBuy ? bid + profile.spreadTicks : bid,
          steps: pulse.dice.heavyTailed(low: profile.orderSteps, octaves: profile.orderOctaves),
          timeUs: startUs - 1 - pulse.clockUs, isBuyerMaker: !isBuy))
      id -= 1
    } while pulse.dice.chance(400)
    pulse.orderWasPlaced()
  }
}
