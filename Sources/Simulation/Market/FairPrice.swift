import Basics

/// The hidden price that quotes and takers follow: a random walk of whole numbers.
///
/// Kept in 1/256 ticks, so that a quiet market moves less than a tick at a time.
struct FairPrice: Sendable {
  /// 1/256 ticks.
  private(set) var value: Int64
  /// Where a ranging market pulls back to; it follows the price slowly.
  private var anchor: Int64
  private let lowest: Int64
  private let highest: Int64

  static let partsPerTick: Int64 = 256

  /// The walk stays between a quarter and four times where it began.
  init(startTicks: Int64) {
    value = startTicks * FairPrice.partsPerTick
    anchor = value
    lowest = max(64 * FairPrice.partsPerTick, value / 4)
    highest = value * 4
  }

  /// The tick at or below the price.
  var ticks: Int64 { value / FairPrice.partsPerTick }

  /// One step, of standard deviation `volatilityPpm` × √`meanStepUs`.
  mutating func step(
    volatilityPpm: Int64, meanStepUs: Int64, regime: Regime, _ dice: inout Dice
  ) {
    // √µs is 10⁻³ √s and ppm are 10⁻⁶: together 10⁻⁹; the regime's thousandths make it 10⁻¹².
    let relative = volatilityPpm * squareRoot(meanStepUs) * regime.volatilityPermille
    let deviation = max(1, Int64(Int128(value) * Int128(relative) / 1_000_000_000_000))
    var move = (0..<3).reduce(0) { sum, _ in sum + dice.pick(-deviation...deviation) }
    if dice.chance(4) { move *= 5 }
    move += deviation * regime.driftPermille / 1000
    move += (anchor - value) * regime.pullPermille / 1000
    anchor += (value - anchor) / 200
    value = min(max(value + move, lowest), highest)
  }
}
