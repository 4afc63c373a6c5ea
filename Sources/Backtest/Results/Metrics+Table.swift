import Market

extension Metrics {
  /// Lines of a table for a terminal, about the round trips.
  var tripRows: [(String, String)] {
    guard let expectancy else { return [] }
    return [("profit factor", profitFactor?.text ?? "-"), ("per round trip", "\(expectancy)")]
  }

  /// About risk, and what it was taken for.
  var riskRows: [(String, String)] {
    var rows: [(String, String)] = []
    if let depth = intracandleDrawdown?.depth {
      rows.append(("  within candles", depth.roundedPercentText))
    }
    if let sharpe {
      let interval = "95 %: \(Self.short(sharpe.low)) to \(Self.short(sharpe.high))"
      rows.append(("sharpe", "\(Self.short(sharpe.value)) (\(sharpe.count) days; \(interval))"))
    }
    if let sortino { rows.append(("sortino", Self.short(sortino))) }
    if let growth { rows.append(("a year", "\(Self.short(growth * 100))%")) }
    if let calmar { rows.append(("calmar", Self.short(calmar))) }
    return rows
  }

  /// For people: three significant digits.
  private static func short(_ value: Double) -> String {
    DecimalNumber.text(value, digits: 3) ?? "-"
  }
}
