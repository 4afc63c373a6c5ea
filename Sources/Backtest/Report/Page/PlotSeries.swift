import Basics

/// The strategy's plotted values, thinned out: of runs of as many points the lowest and the highest.
struct PlotSeries {
  private let plots: Plots

  init(_ plots: Plots) { self.plots = plots }

  func write(_ writer: inout JSONWriter) {
    let countMax = ChartLimits.plotPointsMax / max(1, plots.lines.count)
    writer.array("plots") { writer in
      for line in plots.lines {
        let points = Self.thinned(line.points, to: countMax)
        writer.object {
          $0.string("name", line.name)
          $0.differences("t", points.lazy.map { $0.timeUs / 1000 })
          $0.array("value") { writer in
            for point in points { writer.number(nil, DecimalNumber.text(point.value, digits: 8)) }
          }
        }
      }
    }
  }

  static func thinned(_ points: [Plots.Point], to countMax: Int) -> [Plots.Point] {
    guard points.count > countMax else { return points }
    let length = (points.count + countMax / 2 - 1) / max(1, countMax / 2)
    return stride(from: 0, to: points.count, by: length).flatMap { start -> [Plots.Point] in
      let run = points[start..<min(start + length, points.count)]
      guard let low = run.indices.min(by: { run[$0].value < run[$1].value }),
        let high = run.indices.max(by: { run[$0].value < run[$1].value })
      else { return [] }
      return low == high ? [run[low]] : [run[min(low, high)], run[max(low, high)]]
    }
  }
}
