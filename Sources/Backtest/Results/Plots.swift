import Basics

/// Values that a strategy wants to be seen beside the market.
public struct Plots: Sendable, Hashable {
  /// One line of a chart.
  public struct Line: Sendable, Hashable {
    public let name: String
    public internal(set) var points: [Point] = []
  }

  /// A value at a time.
  public struct Point: Sendable, Hashable {
    /// µs since the epoch.
    public let timeUs: Int64
    public let value: Double
  }

  /// Lines and points beyond these are only counted.
  public static let linesMax = 50
  public static let pointsMax = 1_000_000

  /// In order of first appearance.
  public private(set) var lines: [Line] = []
  private var pointCount = 0
  /// Points that were too many, or no numbers.
  public private(set) var droppedCount = 0

  mutating func add(_ name: String, _ value: Double, atUs timeUs: Int64) {
    let index = lines.firstIndex { $0.name == name } ?? lines.count
    guard value.isFinite, index < Self.linesMax, pointCount < Self.pointsMax else {
      droppedCount += 1
      return
    }
    if index == lines.count { lines.append(Line(name: name)) }
    lines[index].points.append(Point(timeUs: timeUs, value: value))
    pointCount += 1
  }

  func write(_ writer: inout JSONWriter) {
    writer.array("plots") { writer in
      for line in lines {
        writer.object {
          $0.string("name", line.name)
          $0.array("points") { writer in
            for point in line.points {
              writer.array {
                $0.number(nil, point.timeUs)
                $0.number(nil, point.value)
              }
            }
          }
        }
      }
    }
    writer.number("plotPointsDropped", droppedCount)
  }
}
