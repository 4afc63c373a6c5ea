import Basics
import Market

/// The account's curve, thinned out so that no extreme is lost: runs of as many marks each become
/// one point with their lowest, highest and last worth and their deepest drawdown.
struct EquitySeries {
  struct Point {
    var timeUs: Int64
    var low: Int128
    var high: Int128
    var last: Int128
    /// Fall from the highest mark so far down to the candles' lows, as a share of it.
    var drawdown: Double
    /// Of the benchmark, at the same time.
    var held: Int128?
  }

  private(set) var points: [Point] = []
  let markCount: Int

  init(_ points: [Point]) {
    self.points = points
    markCount = points.count
  }

  init(
    _ curve: AccountCurve, _ benchmark: Benchmark?, countMax: Int = ChartLimits.equityMax
  ) {
    markCount = curve.markCount
    let stride = max(1, (curve.markCount + countMax - 1) / countMax)
    points.reserveCapacity(min(countMax, curve.markCount))
    var peak = curve.startFine
    var number = 0
    var benchmark = benchmark
    curve.forEachInstant { mark, bars in
      defer { number += 1 }
      let held = benchmark?.mark(bars)
      let fall = peak > 0 ? Double(peak - min(peak, mark.low)) / Double(peak) : 0
      peak = max(peak, mark.worth)
      if number % stride == 0 {
        points.append(
          Point(
            timeUs: mark.timeUs, low: mark.worth, high: mark.worth, last: mark.worth,
            drawdown: fall, held: held))
      } else {
        let at = points.count - 1
        points[at].timeUs = mark.timeUs
        points[at].low = min(points[at].low, mark.worth)
        points[at].high = max(points[at].high, mark.worth)
        points[at].last = mark.worth
        points[at].held = held
        points[at].drawdown = max(points[at].drawdown, fall)
      }
    }
  }

  /// Columns for the chart: ms since the point before, money in quote, falls as shares. `edges` are
  /// instants to be marked, ms.
  func json(start: Int128, startMs: Int64, benchmark name: String?, edges: [Int64] = []) -> String {
    func money(_ fine: Int128) -> String {
      DecimalNumber.text(Double(fine) / 1e16, digits: 9) ?? "0"
    }
    var writer = JSONWriter()
    writer.object {
      $0.number("startMs", startMs)
      $0.number("start", money(start))
      $0.string("holdName", name)
      $0.array("edges") { writer in for edge in edges { writer.number(nil, edge) } }
      $0.differences("t", points.lazy.map { $0.timeUs / 1000 })
      $0.array("hold") { writer in
        for point in points { writer.number(nil, point.held.map(money)) }
      }
      $0.array("low") { writer in for point in points { writer.number(nil, money(point.low)) } }
      $0.array("high") { writer in for point in points { writer.number(nil, money(point.high)) } }
      $0.array("last") { writer in for point in points { writer.number(nil, money(point.last)) } }
      $0.array("fall") { writer in
        for point in points { writer.number(nil, DecimalNumber.text(point.drawdown, digits: 4)) }
      }
    }
    return writer.text
  }
}
