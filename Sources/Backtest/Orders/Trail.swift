public import Market

/// How a trailing stop follows the market.
public struct Trail: Sendable, Hashable {
  /// How far behind the best price.
  public enum Distance: Sendable, Hashable {
    case share(Ratio)
    case amount(Amount)
  }

  public let distance: Distance
  /// From this price on it follows; nil: from its arrival on.
  public let activation: Amount?

  public init(_ share: Ratio, activation: Amount? = nil) {
    distance = .share(share)
    self.activation = activation
  }

  public init(amount: Amount, activation: Amount? = nil) {
    distance = .amount(amount)
    self.activation = activation
  }

  /// `2% from 105 on`.
  var text: String {
    let distance =
      switch distance {
      case .share(let share): share.percentText
      case .amount(let amount): "\(amount)"
      }
    return distance + (activation.map { " from \($0) on" } ?? "")
  }

  /// Why it is none; nil if it is one.
  var failure: String? {
    switch distance {
    case .share(let share) where share <= .zero || share >= .one:
      "a trailing stop's distance \(share.text) is not between 0 and 1"
    case .amount(let amount) where amount <= .zero:
      "a trailing stop's distance \(amount) is not positive"
    case .share, .amount: nil
    }
  }

  /// Whether the market has come to where it begins to follow.
  func isActive(at price: Amount, _ side: Side) -> Bool {
    activation.map { !side.isBetter($0, than: price) } ?? true
  }

  /// The stop that follows `best`, on the symbol's ticks, rounded away from it.
  func stop(_ best: Amount, _ side: Side, _ tickSize: Amount?) -> Amount {
    let away =
      switch distance {
      case .share(let share): Exact.product(best.units, share.parts, .up) ?? .max
      case .amount(let amount): amount.units
      }
    let tick = max(1, tickSize?.units ?? 1)
    switch side {
    case .sell:
      let stop = best.units - min(away, best.units - 1)
      return Amount(units: max(1, stop / tick * tick))
    case .buy:
      let (stop, overflow) = best.units.addingReportingOverflow(away)
      let (raised, isTooLarge) = stop.addingReportingOverflow(tick - 1)
      return Amount(units: overflow || isTooLarge ? .max : raised / tick * tick)
    }
  }
}
