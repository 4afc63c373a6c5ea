import Basics

/// A mood of the market, which lasts for seconds or minutes and then gives way to another.
///
/// Rates and volatility are in thousandths of the profile's own.
struct Regime: Sendable {
  var ordersPermille: Int64
  var quotesPermille: Int64
  var deepPermille: Int64
  var stepsPermille: Int64
  var volatilityPermille: Int64
  /// How much of the distance to its anchor the price walks back in a step.
  var pullPermille: Int64
  /// Drift of the price in thousandths of a step's standard deviation, up or down.
  var driftPermille: Int64
  var meanUs: Int64
  /// How often it is chosen, beside the others.
  var weight: Int64

  /// No one trades: neither orders nor moves of the price. Only in thin markets.
  static let asleep = Regime(
    ordersPermille: 0, quotesPermille: 250, deepPermille: 300, stepsPermille: 0,
    volatilityPermille: 0, pullPermille: 0, driftPermille: 0, meanUs: 70_000_000, weight: 3)
  static let calm = Regime(
    ordersPermille: 500, quotesPermille: 700, deepPermille: 700, stepsPermille: 600,
    volatilityPermille: 800, pullPermille: 4, driftPermille: 0, meanUs: 150_000_000, weight: 5)
  /// Back and forth around an anchor.
  static let ranging = Regime(
    ordersPermille: 1000, quotesPermille: 1000, deepPermille: 1000, stepsPermille: 1000,
    volatilityPermille: 1000, pullPermille: 15, driftPermille: 0, meanUs: 240_000_000, weight: 6)
  static let trending = Regime(
    ordersPermille: 1500, quotesPermille: 1300, deepPermille: 1300, stepsPermille: 1400,
    volatilityPermille: 1000, pullPermille: 0, driftPermille: 100, meanUs: 240_000_000, weight: 4)
  /// A burst: everything at once.
  static let storm = Regime(
    ordersPermille: 6000, quotesPermille: 3000, deepPermille: 3500, stepsPermille: 4000,
    volatilityPermille: 1600, pullPermille: 0, driftPermille: 0, meanUs: 15_000_000, weight: 2)

  /// The next regime and how long it lasts.
  static func draw(isThin: Bool, _ dice: inout Dice) -> (regime: Regime, lengthUs: Int64) {
    let choices =
      isThin ? [asleep, calm, ranging, trending, storm] : [calm, ranging, trending, storm]
    var ticket = dice.below(choices.reduce(0) { $0 + $1.weight })
    var chosen = choices[0]
    for choice in choices {
      chosen = choice
      if ticket < choice.weight { break }
      ticket -= choice.weight
    }
    if dice.chance(500) { chosen.driftPermille = -chosen.driftPermille }
    return (chosen, 1_000_000 + dice.exponential(mean: chosen.meanUs))
  }
}
