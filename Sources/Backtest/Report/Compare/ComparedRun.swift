package import Basics

/// A run as its report has it, to stand beside others.
package struct ComparedRun: Sendable {
  /// What an order traded, in one fill or in many: their number of the first, its time, their
  /// quantity together, and their mean price where they differ, rounded down.
  package struct Fill: Sendable, Hashable {
    package let number: Int64
    package let timeUs: Int64
    package let symbol: String
    package let side: String
    package let price: String
    package let quantity: String
  }

  /// The account at a time, for a chart.
  package struct Point: Sendable {
    package let timeUs: Int64
    package let worth: Double

    package init(timeUs: Int64, worth: Double) {
      self.timeUs = timeUs
      self.worth = worth
    }
  }

  package let name: String
  package let fills: [Fill]
  /// Thinned out.
  package let equity: [Point]
  let report: JSONValue

  /// - Parameter report: `report.json`; nil if it is none.
  package init?(name: String, report: JSONValue, equity: [Point]) {
    guard report["strategy"]?.string("name") != nil, report["finalEquity"] != nil,
      case .array(let fills)? = report["fillList"]
    else { return nil }
    guard let orders = Self.orders(fills) else { return nil }
    self.name = name
    self.report = report
    self.equity = equity
    self.fills = orders
  }

  /// What the run assumes and what it was given, name by name.
  var assumptions: [(name: String, value: String)] {
    var rows = [("strategy", report["strategy"]?.string("name") ?? "-")]
    rows += Self.members(report["strategy"]?["parameters"])
    rows += Self.members(report["settings"])
    rows += [
      ("symbols", Self.list(report["symbols"])), ("recording", Self.list(report["recording"])),
      ("from", report.integer("firstTimeUs").map { isoText(us: $0, decimals: 3) } ?? "-"),
      ("to", report.integer("lastTimeUs").map { isoText(us: $0, decimals: 3) } ?? "-"),
      ("candles", report["candles"]?.text ?? "-"),
    ]
    return rows
  }

  /// Under a name such as `benchmark.netReturn`; nil where there is no answer.
  func figure(_ key: String) -> String? {
    let value = key.split(separator: ".").reduce(report) { $0[String($1)] ?? .null }
    switch value {
    case .null: return nil
    case .string(let text): return text
    default: return value.text
    }
  }

  /// Nil if one of them is no fill.
  private static func orders(_ fills: [JSONValue]) -> [Fill]? {
    var orders: [OrderSum] = []
    var indices: [String: Int] = [:]
    for fill in fills {
      guard let one = OrderSum(fill) else { return nil }
      // An order that no number names stands alone.
      let order = fill["order"]?.text ?? "fill \(one.number)"
      if let index = indices[order] {
        orders[index].add(one)
      } else {
        indices[order] = orders.count
        orders.append(one)
      }
    }
    return orders.map(\.fill)
  }

  private static func members(_ object: JSONValue?) -> [(String, String)] {
    guard case .object(let members)? = object else { return [] }
    return members.map { ($0.key, word($0.value)) }
  }

  private static func list(_ array: JSONValue?) -> String {
    guard case .array(let values)? = array else { return "-" }
    return values.map(word).joined(separator: ", ")
  }

  private static func word(_ value: JSONValue) -> String {
    if case .string(let text) = value { text } else { value.text }
  }
}
