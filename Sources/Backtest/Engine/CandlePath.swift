import Market

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
struct CandlePath: Sendable {
  static let stepCount = 4

  let symbol: SymbolID
  let opening: CandleOpening
  var isLowFirst = false
  private let close: Amount
  let low: Amount
  let high: Amount
  let volume: AmountSum
  /// The step of prices in the middle of a glide.
  private let grid: Int64
  /// Where the last thing has happened on the way.
  private var halt: Halt?

  private struct Halt: Hashable {
    let step: Int
    let timeUs: Int64
    let price: Amount
  }

  /// - Parameter tickSize: the symbol's; nil where it is not known: prices lie between as far as amounts
  ///   go, however many decimals the candle was written with.
  init(_ candle: borrowing Candle, tickSize: Amount?) {
    symbol = candle.symbol
    opening = CandleOpening(candle)
    close = candle.close
    low = candle.low
    high = candle.high
    volume = candle.volume
    grid = max(1, tickSize?.units ?? 1)
  }

  var openUs: Int64 { opening.openUs }
  var endUs: Int64 { opening.endUs }

  /// How an order meets a glide, step 1, 2 or 3, from its arrival on; nil if it is not there then.
  ///
  /// In the middle of a glide the price lies on the straight line between its ends, rounded against the
  /// order; where something has happened at that very moment, it is the price of that.
  @inline(__always)
  func meeting(_ step: Int, from fromUs: Int64, _ side: Side?) -> Meeting? {
    let startUs = startUs(step)
    let (from, to) = glide(step)
    let evidence = Fill.Evidence.candle(openTimeMs: opening.openTimeMs, step: step)
    if fromUs <= startUs {
      return Meeting(motion: .glide(from: from, to: to), timeUs: startUs, evidence: evidence)
    }
    guard fromUs < endUs(of: step) || halt?.step == step && halt?.timeUs == fromUs else {
      return nil
    }
    let start = price(of: step, atUs: fromUs, side == .sell ? .down : .up)
    return Meeting(motion: .glide(from: start, to: to), timeUs: fromUs, evidence: evidence)
  }

  /// Something has happened on the way: at that moment the market stands there.
  mutating func note(_ step: Int, _ timeUs: Int64, _ price: Amount) {
    halt = Halt(step: step, timeUs: timeUs, price: price)
  }

  /// The first instant after a glide, µs.
  func endUs(of step: Int) -> Int64 { startUs(step + 1) }

  /// The lowest and the highest price of a glide.
  func range(of step: Int) -> (low: Amount, high: Amount) {
    let (from, to) = glide(step)
    return (min(from, to), max(from, to))
  }

  /// What is bid and asked where a step has come to by a time.
  func quote(of step: Int, atUs timeUs: Int64) -> Quote {
    Quote(
      bid: price(of: step, atUs: timeUs, .down), ask: price(of: step, atUs: timeUs, .up))
  }

  private func price(of step: Int, atUs timeUs: Int64, _ rounding: Rounding) -> Amount {
    if let halt, halt.step == step, halt.timeUs == timeUs { return halt.price }
    let startUs = startUs(step)
    let (from, to) = glide(step)
    let lastsUs = self.startUs(step + 1) - startUs
    guard lastsUs > 0 else { return from }
    let partUs = min(max(0, timeUs - startUs), lastsUs)
    return between(from, to, part: partUs, of: lastsUs, rounding)
  }

  /// When a glide comes to a price on its way, µs, rounded up.
  func timeUs(of step: Int, at price: Amount) -> Int64 {
    let startUs = startUs(step)
    let (from, to) = glide(step)
    guard from != to else { return startUs }
    let lastsUs = Int128(self.startUs(step + 1) - startUs)
    let way = Int128((Int128(price.units) - Int128(from.units)).magnitude)
    let whole = Int128((Int128(to.units) - Int128(from.units)).magnitude)
    return startUs + (Exact.divide(lastsUs * min(way, whole), whole, .up) ?? 0)
  }

  private func glide(_ step: Int) -> (from: Amount, to: Amount) {
    let (first, second) = isLowFirst ? (low, high) : (high, low)
    switch step {
    case 1: return (opening.price, first)
    case 2: return (first, second)
    default: return (second, close)
    }
  }

  /// When a glide begins, µs: the first one with the candle.
  private func startUs(_ step: Int) -> Int64 {
    openUs + (endUs - openUs) * Int64(step - 1) / 3
  }

  private func between(
    _ a: Amount, _ b: Amount, part: Int64, of whole: Int64, _ rounding: Rounding
  ) -> Amount {
    let exact = Int128(a.units) * Int128(whole) + Int128(b.units - a.units) * Int128(part)
    let steps = Exact.divide(exact, Int128(whole) * Int128(grid), rounding) ?? 0
    let rounded = Int64(clamping: Int128(steps) * Int128(grid))
    return Amount(units: min(max(rounded, min(a, b).units), max(a, b).units))
  }
}
