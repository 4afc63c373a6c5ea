public import Market

/// How a market gets from one price to the next. A recorded trade is one jump to its price; a
/// candle is a jump to its open and three glides.
public enum Motion: Hashable, Sendable {
  /// The price is there at once; what lies between was never traded.
  case jump(to: Amount)
  /// The price passes every level from one to the other.
  case glide(from: Amount, to: Amount)

  /// The first price of the motion at which anyone can trade.
  public var start: Amount {
    switch self {
    case .jump(let to): to
    case .glide(let from, _): from
    }
  }

  /// The price that the motion leaves behind.
  public var end: Amount {
    switch self {
    case .jump(let to): to
    case .glide(_, let to): to
    }
  }

  /// What is left of the motion once it has come to a price on its way.
  func rest(from price: Amount) -> Motion {
    switch self {
    case .jump: .jump(to: price)
    case .glide(_, let to): .glide(from: price, to: to)
    }
  }
}

/// The walk through a candle, against the account where the candle leaves it open:
///
/// ```
///  price      long: low first                  flat: high first
///  high               ╱╲                               ╱╲
///  open  ●╲          ╱  ╲                        ●────╱  ╲
///          ╲        ╱    ● close                           ╲        ● close
///  low      ╲──────╱                                        ╲──────╱
///  step  0   1      2     3                      0    1       2      3
///  time  open, then a third of the candle for each glide
/// ```
/// The extreme that hurts comes first. Who holds is hurt by the low. Who holds nothing can only buy
/// next: with the high first, a purchase on the way up has the low before it, and one on the way
/// down has the high behind it.
struct CandlePath {
  static let stepCount = 4

  let candle: Candle
  let isLowFirst: Bool

  /// Step 0 is the jump to the open, steps 1 to 3 the glides.
  func motion(_ step: Int) -> Motion {
    let first = isLowFirst ? candle.low : candle.high
    let second = isLowFirst ? candle.high : candle.low
    switch step {
    case 0: return .jump(to: candle.open)
    case 1: return .glide(from: candle.open, to: first)
    case 2: return .glide(from: first, to: second)
    default: return .glide(from: second, to: candle.close)
    }
  }

  /// When a step begins, µs. The jump and the first glide begin with the candle.
  func startUs(_ step: Int) -> Int64 {
    let openUs = candle.openTimeMs * 1000
    let lastsUs = candle.endUs - openUs
    return step <= 1 ? openUs : openUs + lastsUs * Int64(step - 1) / 3
  }

  /// The part of a step in which an order is in the market: from its arrival at `fromUs` to its
  /// cancellation at `untilUs`, and when the two meet; nil if there is none.
  ///
  /// In the middle of a glide the price lies on the straight line between its ends, rounded to the
  /// symbol's price decimals against the order.
  func part(
    of step: Int, fromUs: Int64, untilUs: Int64, for side: Side?
  ) -> (motion: Motion, timeUs: Int64)? {
    let startUs = startUs(step)
    let endUs = step == 0 ? startUs : self.startUs(step + 1)
    let motion = motion(step)
    guard untilUs > max(startUs, fromUs) else { return nil }
    if fromUs <= startUs, untilUs >= endUs { return (motion, startUs) }
    guard fromUs < endUs, case .glide(let from, let to) = motion else { return nil }
    func price(_ timeUs: Int64) -> Amount {
      between(
        from, to, part: timeUs - startUs, of: endUs - startUs,
        rounding: side == .sell ? .down : .up)
    }
    let start = fromUs <= startUs ? from : price(fromUs)
    return (
      .glide(from: start, to: untilUs >= endUs ? to : price(untilUs)), max(startUs, fromUs)
    )
  }

  /// When a glide comes to a price on its way, µs, rounded up.
  func timeUs(of step: Int, at price: Amount) -> Int64 {
    let startUs = startUs(step)
    guard case .glide(let from, let to) = motion(step), from != to else { return startUs }
    let lastsUs = Int128(self.startUs(step + 1) - startUs)
    let way = Int128((Int128(price.units) - Int128(from.units)).magnitude)
    let whole = Int128((Int128(to.units) - Int128(from.units)).magnitude)
    return startUs + (Exact.divide(lastsUs * min(way, whole), whole, .up) ?? 0)
  }

  private func between(
    _ a: Amount, _ b: Amount, part: Int64, of whole: Int64, rounding: Rounding
  ) -> Amount {
    var grid: Int128 = 1
    for _ in min(candle.decimals.price, 8)..<8 { grid *= 10 }
    let exact = Int128(a.units) * Int128(whole) + Int128(b.units - a.units) * Int128(part)
    let steps = Exact.divide(exact, Int128(whole) * grid, rounding) ?? 0
    let rounded = Int64(clamping: Int128(steps) * grid)
    return Amount(units: min(max(rounded, min(a, b).units), max(a, b).units))
  }
}
