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
}

/// The walk through a candle, as honest as a candle allows:
///
/// ```
///  price      long or flat: low first            short: high first
///  high               ╱╲                               ╱╲
///  open  ●╲          ╱  ╲                        ●────╱  ╲
///          ╲        ╱    ● close                           ╲        ● close
///  low      ╲──────╱                                        ╲──────╱
///  step  0   1      2     3                      0    1       2      3
///  time  open, then a third of the candle for each glide
/// ```
/// The extreme that hurts the position comes first. A flat account counts as long: what it can do
/// next is buy.
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

  /// What is left of a step for an order that arrives at `timeUs`, and when it meets it; nil if
  /// the step is over by then.
  ///
  /// In the middle of a glide the price lies on the straight line between its ends, rounded to the
  /// symbol's price decimals against the order.
  func rest(of step: Int, fromUs timeUs: Int64, for side: Side?) -> (Motion, timeUs: Int64)? {
    let startUs = startUs(step)
    let motion = motion(step)
    if timeUs <= startUs { return (motion, startUs) }
    let endUs = step == 0 ? startUs : self.startUs(step + 1)
    guard timeUs < endUs, case .glide(let from, let to) = motion else { return nil }
    let point = between(
      from, to, part: timeUs - startUs, of: endUs - startUs, rounding: side == .sell ? .down : .up)
    return (.glide(from: point, to: to), timeUs)
  }

  private func between(
    _ a: Amount, _ b: Amount, part: Int64, of whole: Int64, rounding: Rounding
  ) -> Amount {
    var grid: Int128 = 1
    for _ in min(candle.places.price, 8)..<8 { grid *= 10 }
    let exact = Int128(a.units) * Int128(whole) + Int128(b.units - a.units) * Int128(part)
    let steps = Exact.divide(exact, Int128(whole) * grid, rounding) ?? 0
    let rounded = Int64(clamping: Int128(steps) * grid)
    return Amount(units: min(max(rounded, min(a, b).units), max(a, b).units))
  }
}
