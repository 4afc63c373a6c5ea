/// One figure as Prometheus reads it.
package struct Metric: Sendable {
  package enum Kind: String, Sendable {
    case counter, gauge
  }

  package let name: String
  package let kind: Kind
  package let help: String
  package let value: Double

  package init(_ name: String, _ kind: Kind, _ help: String, value: Double) {
    self.name = name
    self.kind = kind
    self.help = help
    self.value = value
  }
}

/// Prometheus' text format, version 0.0.4.
package enum MetricsText {
  package static func text(_ metrics: [Metric]) -> String {
    metrics.map { metric in
      let name = "tapedeck_" + metric.name
      return "# HELP \(name) \(metric.help)\n# TYPE \(name) \(metric.kind.rawValue)\n"
        + "\(name) \(number(metric.value))\n"
    }.joined()
  }

  /// Whole numbers without a fraction.
  private static func number(_ value: Double) -> String {
    Int64(exactly: value).map(String.init) ?? String(value)
  }
}
