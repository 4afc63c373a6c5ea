/// What the exchange says it did.
final class SoakTruth {
  /// Ids of the trades sent, by symbol.
  private(set) var sent: [String: Set<Int64>] = [:]
  private(set) var faultCounts: [String: Int] = [:]

  func add(_ lines: String) {
    for line in lines.split(separator: "\n") {
      if let symbol = Self.text("symbol", line), let first = Self.number("firstTradeId", line),
        let last = Self.number("lastTradeId", line)
      {
        sent[symbol, default: []].formUnion(first...last)
      } else if let fault = Self.text("fault", line) {
        faultCounts[fault, default: 0] += 1
      }
    }
  }

  private static func number(_ key: String, _ line: Substring) -> Int64? {
    guard let found = line.firstRange(of: "\"\(key)\":") else { return nil }
    return Int64(line[found.upperBound...].prefix { $0.isNumber })
  }

  private static func text(_ key: String, _ line: Substring) -> String? {
    guard let found = line.firstRange(of: "\"\(key)\":\"") else { return nil }
    return String(line[found.upperBound...].prefix { $0 != "\"" })
  }
}
