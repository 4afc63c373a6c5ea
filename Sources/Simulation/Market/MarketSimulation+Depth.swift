import Basics

/// The book behind the best prices, and the sizes of what rests in it.
extension MarketSimulation {
  mutating func fillBook() {
    let (bid, ask) = quotes()
    book.set(.bid, key: bid, steps: restingSteps())
    book.set(.ask, key: -ask, steps: restingSteps())
    for _ in 0..<profile.levelsPerSide {
      addDeepLevel(.bid)
      addDeepLevel(.ask)
    }
  }

  mutating func changeDeepLevel() {
    let side: OrderBook.Side = pulse.dice.chance(500) ? .bid : .ask
    let count = book.count(side)
    let addPermille: Int64 = count < profile.levelsPerSide ? 600 : 400
    if count < Self.levelsMin * 2 || pulse.dice.chance(addPermille) {
      addDeepLevel(side)
    } else {
      // Never the best one: that is a matter of quotes.
      let level = book.level(side, at: Int(pulse.dice.below(Int64(count - 1))))
      let steps = pulse.dice.chance(120) ? nudged(level.steps) : 0
      book.set(side, key: level.key, steps: steps)
    }
  }

  mutating func addDeepLevel(_ side: OrderBook.Side) {
    let distance = pulse.dice.logarithmic(low: profile.deepTicks, octaves: profile.deepOctaves)
    book.set(side, key: book.best(side).key - distance, steps: restingSteps())
  }

  /// The size of a resting order: of its own, or one that some bot always uses.
  mutating func restingSteps() -> Int64 {
    if pulse.dice.chance(450) { return habits[Int(pulse.dice.below(Int64(habits.count)))] }
    return roundedByHumans(
      pulse.dice.heavyTailed(low: profile.restingSteps, octaves: profile.restingOctaves))
  }

  /// People like round numbers: half of the sizes keep one or two digits.
  mutating func roundedByHumans(_ steps: Int64) -> Int64 {
    guard pulse.dice.chance(500) else { return steps }
    var unit: Int64 = 1
    while unit <= steps / 100 { unit *= 10 }
    return steps / unit * unit
  }
}
