import Basics

/// The generated market itself: a book, takers and quotes, event by event. It knows nothing of
/// streams, frames or connections, so the same seed gives the same market to every recorder.
struct MarketSimulation: Sendable {
  let profile: SymbolProfile
  var pulse: MarketPulse
  var book: OrderBook
  /// The trades of the last event: all from one taker order.
  private(set) var trades: [MarketTrade] = []
  private var nextTradeId: Int64
  /// Distance between the quotes that follow the fair price, in ticks.
  var spreadTicks: Int64
  /// Sizes that come again and again, as those of bots do.
  private(set) var habits: [Int64] = []

  /// Neither side of the book is ever eaten or cancelled below this.
  static let levelsMin = 8
  /// Resting orders that one taker order can meet.
  static let tradesPerOrderMax = 60

  init(profile: SymbolProfile, pulse: MarketPulse, firstTradeId: Int64, firstUpdateId: Int64) {
    self.profile = profile
    self.pulse = pulse
    book = OrderBook(updateId: firstUpdateId)
    nextTradeId = firstTradeId
    spreadTicks = profile.spreadTicks
    for _ in 0..<40 {
      habits.append(
        self.pulse.dice.heavyTailed(low: profile.restingSteps, octaves: profile.restingOctaves))
    }
    fillBook()
  }

  /// Lets the next event happen. Changes of the book are added to `book.changes`, trades replace
  /// `trades`.
  mutating func runEvent() {
    trades.removeAll(keepingCapacity: true)
    switch pulse.beginEvent() {
    case .order: placeOrder()
    case .quote: changeQuote()
    case .deep: changeDeepLevel()
    case .step: moveQuotes()
    }
    pulse.scheduleNext()
  }

  mutating func forgetChanges() { book.changes.removeAll(keepingCapacity: true) }

  private mutating func placeOrder() {
    let drift = pulse.regime.driftPermille
    let isBuy = pulse.dice.chance(500 + drift)
    let size = roundedByHumans(
      pulse.dice.heavyTailed(low: profile.orderSteps, octaves: profile.orderOctaves))
    let side: OrderBook.Side = isBuy ? .ask : .bid
    // A taker looks before crossing more than a thousandth of the price.
    take(from: side, steps: size, worstKey: book.best(side).key - max(2, pulse.fair.ticks / 1000))
    pulse.orderWasPlaced()
  }

  /// Eats resting orders from the best price on, one trade for each, down to `worstKey`.
  mutating func take(from side: OrderBook.Side, steps: Int64, worstKey: Int64) {
    var wanted = steps
    while wanted > 0, book.count(side) > Self.levelsMin, trades.count < Self.tradesPerOrderMax {
      let best = book.best(side)
      if best.key < worstKey { return }
      var resting = best.steps
      while wanted > 0, resting > 0 {
        let order = restingSteps()
        let isLast = trades.count + 1 >= Self.tradesPerOrderMax
        let piece = isLast ? min(wanted, resting) : min(wanted, resting, order)
        trades.append(
          MarketTrade(
            id: nextTradeId, priceTicks: OrderBook.ticks(side, key: best.key), steps: piece,
            timeUs: pulse.clockUs, isBuyerMaker: side == .bid))
        nextTradeId += 1
        wanted -= piece
        resting -= piece
      }
      book.set(side, key: best.key, steps: resting)
    }
  }
}
