import Basics

/// The best prices: how they follow the fair price, and how their quantities change.
extension MarketSimulation {
  mutating func moveQuotes() {
    pulse.moveFairPrice()
    spreadTicks = profile.spreadTicks
    let widerPermille: Int64 = profile.spreadTicks == 1 ? 30 : 250
    while spreadTicks < profile.spreadTicks * 5, pulse.dice.chance(widerPermille) {
      spreadTicks += 1
    }
    let (bid, ask) = quotes()
    runOver(.ask, limitKey: OrderBook.key(.ask, ticks: bid), quoteKey: -ask)
    runOver(.bid, limitKey: ask, quoteKey: bid)
    tighten(.ask, to: -ask)
    tighten(.bid, to: bid)
  }

  /// Where the market makers want the best prices.
  func quotes() -> (bidTicks: Int64, askTicks: Int64) {
    let bid = pulse.fair.ticks - spreadTicks / 2
    return (bid, bid + spreadTicks)
  }

  /// The price moved through resting orders: a taker eats them, or their owners pull them.
  private mutating func runOver(_ side: OrderBook.Side, limitKey: Int64, quoteKey: Int64) {
    guard book.best(side).key >= limitKey else { return }
    if book.steps(side, at: quoteKey) == 0 {
      book.set(side, key: quoteKey, steps: restingSteps())
    }
    if pulse.dice.chance(650) {
      let size = pulse.dice.heavyTailed(low: profile.orderSteps * 4, octaves: profile.orderOctaves)
      take(from: side, steps: size, worstKey: limitKey)
    }
    while book.best(side).key >= limitKey {
      book.set(side, key: book.best(side).key, steps: 0)
    }
    while book.count(side) < Self.levelsMin * 2 { addDeepLevel(side) }
  }

  /// Brings a best price to where it is wanted, if it is behind, and perhaps if it is ahead.
  private mutating func tighten(_ side: OrderBook.Side, to key: Int64) {
    let best = book.best(side)
    if best.key < key {
      book.set(side, key: key, steps: restingSteps())
    } else if best.key > key, book.count(side) > Self.levelsMin, pulse.dice.chance(500) {
      book.set(side, key: best.key, steps: 0)
    }
  }

  mutating func changeQuote() {
    let side: OrderBook.Side = pulse.dice.chance(500) ? .bid : .ask
    let (bid, ask) = quotes()
    let wanted = side == .bid ? bid : -ask
    let best = book.best(side)
    if best.key < wanted, pulse.dice.chance(700) {
      // Nothing on the other side can be in the way: orders there were taken when the price moved.
      if wanted < -book.best(side.opposite).key { tighten(side, to: wanted) }
      return
    }
    let steps = pulse.dice.chance(600) ? nudged(best.steps) : restingSteps()
    if steps != best.steps { book.set(side, key: best.key, steps: steps) }
  }

  /// Another order joins the level, or one of them leaves it.
  mutating func nudged(_ steps: Int64) -> Int64 {
    let order = pulse.dice.heavyTailed(low: profile.orderSteps, octaves: profile.orderOctaves)
    return pulse.dice.chance(500) || order >= steps ? steps + order : steps - order
  }
}
