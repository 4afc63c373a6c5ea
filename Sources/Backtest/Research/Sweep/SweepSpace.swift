import Market

/// The parameters of a sweep and their values: `fast=5...20:5,slow=20,30`.
///
/// A range is FIRST...LAST:STEP, LAST included where a step meets it; without a step it goes by 1.
/// Ranges and single values may be mixed.
package struct SweepSpace: Sendable, Hashable {
  package struct Axis: Sendable, Hashable {
    package let name: String
    package fileprivate(set) var values: [String]
  }

  /// More combinations are refused: they are a search for luck.
  package static let countMax = 1_000_000

  package private(set) var axes: [Axis] = []

  /// Names and values are checked against the strategy's parameters.
  package init(
    _ text: String, _ strategy: StrategyDescription
  ) throws(StrategyError) {
    /// Values of the axis that is being read.
    var seen: Set<String> = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if halves.count == 2 {
        let name = String(halves[0])
        if axes.contains(where: { $0.name == name }) {
          throw .setTwice(name, assignment: String(item))
        }
        axes.append(Axis(name: name, values: []))
        seen = []
      }
      guard let axis = axes.last else { throw .noValue(assignment: String(item)) }
      for text in try Self.values(halves[halves.count - 1], axis.name) {
        let assignment = "\(axis.name)=\(text)"
        let values = try ParameterValues(strategy, assignments: [assignment])
        // As the strategy's label writes it.
        let value = values.label.settings.first { $0.name == axis.name }?.value ?? text
        guard seen.insert(value).inserted else {
          throw .setTwice(axis.name, assignment: assignment)
        }
        axes[axes.count - 1].values.append(value)
      }
    }
    var count = 1
    for axis in axes {
      let (product, overflow) = count.multipliedReportingOverflow(by: axis.values.count)
      if overflow || product > Self.countMax {
        throw .conflict("the sweep has more than \(Self.countMax) combinations: take larger steps")
      }
      count = product
    }
  }

  private static func values(
    _ text: Substring, _ name: String
  ) throws(StrategyError) -> [String] {
    guard let dots = text.firstRange(of: "...") else { return [String(text)] }
    let rest = text[dots.upperBound...].split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = Amount(text[..<dots.lowerBound]), let last = Amount(rest[0]),
      let step = rest.count == 2 ? Amount(rest[1]) : Amount(units: Amount.unitsPerOne),
      step.units > 0, first <= last
    else {
      throw .badValue(
        assignment: "\(name)=\(text)", expected: "a range FIRST...LAST:STEP, such as 5...50:5")
    }
    let (length, overflow) = last.units.subtractingReportingOverflow(first.units)
    guard !overflow, length / step.units < countMax else {
      throw .badValue(assignment: "\(name)=\(text)", expected: "at most \(countMax) values")
    }
    return stride(from: first.units, through: last.units, by: Int64.Stride(step.units)).map {
      Amount(units: $0).description
    }
  }

  package var count: Int { axes.reduce(1) { $0 * $1.values.count } }

  /// One combination as assignments, the last parameter changing fastest.
  package func assignments(_ number: Int) -> [String] {
    var rest = number
    var assignments: [String] = []
    for axis in axes.reversed() {
      assignments.append("\(axis.name)=\(axis.values[rest % axis.values.count])")
      rest /= axis.values.count
    }
    return assignments.reversed()
  }
}
