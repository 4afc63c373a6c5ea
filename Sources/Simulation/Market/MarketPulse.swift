import Basics

/// What happens next in a market.
enum MarketEvent: Sendable {
  /// A taker order.
  case order
  /// A quantity at a best price changes.
  case quote
  /// An order deep in the book comes or goes.
  case deep
  /// The fair price moves.
  case step
}

/// The heartbeat of the market: which event comes when, in which mood, around which price.
///
/// Four Poisson streams in one: a waiting time for any event, then a draw of its kind. Moods change
/// at their own times; that forgets the waiting time, which Poisson streams allow.
struct MarketPulse: Sendable {
  var dice: Dice
  private(set) var fair: FairPrice
  private(set) var regime: Regime = .ranging
  /// Time of the last event, µs.
  private(set) var clockUs: Int64
  /// The event to come, and when. Nothing outside moves it: a market is the same whoever watches.
  private(set) var nextEvent: MarketEvent = .step
  private(set) var nextEventUs: Int64
  private let profile: SymbolProfile
  private let rates: EventRates
  private let rateMilli: Int64
  private let meanStepUs: Int64
  private var regimeEndsUs: Int64
  private var isOrderFollowed = false

  /// - Parameter rateMilli: everything `rateMilli` thousandths as often as `rates` say.
  init(
    profile: SymbolProfile, rates: EventRates, rateMilli: Int64, fair: FairPrice, startUs: Int64,
    dice: Dice
  ) {
    self.profile = profile
    self.rates = rates
    self.rateMilli = rateMilli
    self.fair = fair
    self.dice = dice
    clockUs = startUs
    nextEventUs = startUs
    meanStepUs = max(1, 1_000_000_000_000 / (rates.steps * rateMilli))
    regimeEndsUs = startUs + self.dice.exponential(mean: regime.meanUs)
    scheduleNext()
  }

  /// Sets the clock to the next event. The caller lets it happen, then calls `scheduleNext`.
  mutating func beginEvent() -> MarketEvent {
    clockUs = nextEventUs
    return nextEvent
  }

  mutating func scheduleNext() {
    if isOrderFollowed {
      isOrderFollowed = false
      nextEvent = .order
      nextEventUs = clockUs + dice.exponential(mean: 6000)
      return
    }
    var fromUs = clockUs
    while true {
      let order = rates.orders * regime.ordersPermille
      let quote = rates.quotes * regime.quotesPermille
      let deep = rates.deep * regime.deepPermille
      let total = order + quote + deep + rates.steps * regime.stepsPermille
      // Events per 1,000 s in thousandths of thousandths: 10⁹ µs × 10⁶.
      if total > 0 {
        let mean = 1_000_000_000_000_000 / (total * rateMilli)
        nextEventUs = fromUs + dice.exponential(mean: mean)
        if nextEventUs < regimeEndsUs {
          nextEvent = drawEvent(order: order, quote: quote, deep: deep, total: total)
          return
        }
      }
      fromUs = max(fromUs, regimeEndsUs)
      changeRegime(atUs: fromUs)
    }
  }

  /// Some orders draw another within milliseconds, so that trades come in bursts.
  mutating func orderWasPlaced() { isOrderFollowed = dice.chance(350) }

  mutating func moveFairPrice() {
    fair.step(
      volatilityPpm: profile.volatilityPpm, meanStepUs: meanStepUs, regime: regime, &dice)
  }

  private mutating func drawEvent(
    order: Int64, quote: Int64, deep: Int64, total: Int64
  ) -> MarketEvent {
    let ticket = dice.below(total)
    if ticket < deep { return .deep }
    if ticket < deep + quote { return .quote }
    return ticket < deep + quote + order ? .order : .step
  }

  private mutating func changeRegime(atUs: Int64) {
    let (next, lengthUs) = Regime.draw(isThin: profile.isThin, &dice)
    regime = next
    regimeEndsUs = atUs + lengthUs
  }
}
