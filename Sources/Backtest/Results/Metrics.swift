import Glibc
public import Market

/// What a result is judged by besides its profit. What has no answer is nil, never 0 or ∞.
///
/// Computed from the fills and the candles alone, after the run. Money stays exact; statistics of
/// returns are floating point.
public struct Metrics: Sendable {
  /// Round trips only: the cash at the start, and each round trip's profit at its end.
  public let closedDrawdown: Drawdown?
  /// The account marked at the close of each candle.
  public let markedDrawdown: Drawdown?
  /// From the peaks of the closes down to what the candles' lows made of the positions.
  public let intracandleDrawdown: Drawdown?

  public let sharpe: SharpeRatio?
  public let sortino: Double?
  /// Yearly growth; nil below `yearlyFromDays`.
  public let growth: Double?
  public let calmar: Double?
  /// From the first candle's open to the last one's end, in days.
  public let lengthDays: Double

  public let profitFactor: Ratio?
  /// Mean profit of a round trip, rounded down.
  public let expectancy: AmountSum?
  public let bestTrip: AmountSum?
  public let worstTrip: AmountSum?
  /// Mean time from entry to exit, µs.
  public let meanHoldingUs: Int64?
  /// One for each round trip.
  public let excursions: [Excursion]
  public let worstAdverse: Ratio?
  public let bestFavourable: Ratio?

  public let daily: DailyReturns
  let periods: PeriodReturns
  let rolling: [RollingReturns.Value?]
  /// The deepest falls of the account marked at the closes, the deepest first.
  let drawdowns: [Drawdown]
  let groups: TripGroups
  let trips: [TripFacts]
  /// What the account is held against, before its first candle and after its last.
  let benchmark: Benchmark?
  let benchmarkEquity: AmountSum?
  let benchmarkReturn: Ratio?
  let curve: AccountCurve

  /// A shorter run says nothing about a year.
  public static let yearlyFromDays = 90.0

  /// `history` holds the candles that the run was given. Nil where the account's worth left 128 bits.
  public init?(_ result: BacktestResult, _ history: MarketHistory) {
    let startFine = Int128(result.settings.cash.units) * Exact.one
    var daily = DailyReturns(startFine: startFine)
    var marked: DrawdownTrack?
    var intracandle: DrawdownTrack?
    benchmark = Benchmark(result)
    var held = benchmark
    var heldWorth: Int128?
    let curve = AccountCurve(result.fills, history, result.settings) { mark, bars, startUs in
      heldWorth = held?.mark(bars)
      if marked == nil {
        marked = DrawdownTrack(start: startFine, startUs: startUs)
        intracandle = marked
      }
      marked?.add(mark.worth, low: mark.worth, timeUs: mark.timeUs)
      intracandle?.add(mark.worth, low: mark.low, timeUs: mark.timeUs)
      daily.add(mark)
    }
    guard let curve else { return nil }
    daily.finish()
    let markedEnd = marked?.finish()
    self.curve = curve
    self.daily = daily
    periods = PeriodReturns(daily.days, start: AmountSum(result.settings.cash))
    rolling = RollingReturns.values(daily.days)
    drawdowns = marked.map(\.deepest) ?? []
    groups = TripGroups(result)
    let start = Int128(result.settings.cash.units)
    benchmarkEquity =
      result.symbols.count == 1
      ? result.buyAndHoldEquity
      : heldWorth.map { AmountSum(units: Exact.floor($0, over: Exact.one)) }
    benchmarkReturn = benchmarkEquity.flatMap { Ratio($0.units - start, of: start, .down) }
    let startUs = curve.startUs ?? 0
    closedDrawdown = Self.closed(result, startFine, startUs)
    markedDrawdown = markedEnd
    intracandleDrawdown = intracandle?.finish()

    let changes = daily.changes
    sharpe = SharpeRatio(changes)
    sortino = Self.sortino(changes)
    let lengthUs = (curve.last?.timeUs ?? startUs) - startUs
    lengthDays = Double(lengthUs) / Double(DailyReturns.dayUs)
    growth = Self.growth(curve, lengthDays)
    calmar = Self.calmar(growth, markedDrawdown)

    let profits = result.roundTrips.map(\.profit.units)
    let gained = profits.filter { $0 > 0 }.reduce(0, +)
    let lost = -profits.filter { $0 < 0 }.reduce(0, +)
    profitFactor = lost > 0 ? Ratio(gained, of: lost, .down) : nil
    expectancy =
      profits.isEmpty
      ? nil : AmountSum(units: Exact.floor(profits.reduce(0, +), over: Int128(profits.count)))
    bestTrip = profits.max().map { AmountSum(units: $0) }
    worstTrip = profits.min().map { AmountSum(units: $0) }
    let heldUs = result.roundTrips.map { Int128($0.exitTimeUs - $0.entryTimeUs) }
    meanHoldingUs =
      heldUs.isEmpty ? nil : Int64(clamping: heldUs.reduce(0, +) / Int128(heldUs.count))

    excursions = Excursions(result.roundTrips, history).list
    trips = TripFacts.list(result, excursions)
    worstAdverse = excursions.compactMap(\.adverse).max()
    bestFavourable = excursions.compactMap(\.favourable).max()
  }
}

extension Metrics {
  private static func closed(
    _ result: BacktestResult, _ start: Int128, _ startUs: Int64
  ) -> Drawdown? {
    var track = DrawdownTrack(start: start, startUs: startUs)
    var worth = start
    for trip in result.roundTrips {
      worth += trip.profit.units * Exact.one
      track.add(worth, low: worth, timeUs: trip.exitTimeUs)
    }
    return result.candleCount > 0 ? track.finish() : nil
  }

  static func sortino(_ changes: [Double]) -> Double? {
    guard changes.count > 1, let mean = Statistics.mean(changes),
      let downside = Statistics.downsideDeviation(changes), downside > 0
    else { return nil }
    return mean / downside * SharpeRatio.daysPerYear.squareRoot()
  }

  private static func growth(_ curve: AccountCurve, _ days: Double) -> Double? {
    guard days >= yearlyFromDays, let last = curve.last, last.worth > 0 else { return nil }
    let share = Double(last.worth) / Double(curve.startFine)
    return pow(share, SharpeRatio.daysPerYear / days) - 1
  }

  private static func calmar(_ growth: Double?, _ drawdown: Drawdown?) -> Double? {
    guard let growth, let depth = drawdown?.depth, depth > .zero else { return nil }
    return growth / (Double(depth.parts) / Double(Ratio.partsPerOne))
  }
}
