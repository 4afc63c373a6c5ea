/// Which symbols of a market are recorded, where not each is named: `all`, `*USDT`, the most traded.
package struct SymbolChoice: Equatable, Sendable {
  /// A symbol that the exchange lists.
  package struct Listed: Equatable, Sendable {
    package let symbol: String
    /// Whether it is traded now.
    package let isTrading: Bool
    /// Trades of the last 24 hours; 0 where that is not asked for.
    package var tradeCount: Int64 = 0

    package init(_ symbol: String, isTrading: Bool, tradeCount: Int64 = 0) {
      self.symbol = symbol
      self.isTrading = isTrading
      self.tradeCount = tradeCount
    }
  }

  /// In upper case; those without a star are names.
  private let patterns: [String]
  /// Of those that the patterns choose, as many of the most traded.
  package let top: Int?

  /// Nil if each is named.
  package init?(_ names: [String], top: Int?) {
    let patterns = names.map { $0.lowercased() == "all" ? "*" : $0.uppercased() }
    guard top != nil || patterns.contains(where: { $0.contains("*") }) else { return nil }
    // The most traded of all, if nothing is said of which.
    self.patterns = patterns.isEmpty ? ["*"] : patterns
    self.top = top
  }

  /// Those that are named, whatever the exchange lists, and then those that are chosen, each once.
  package func symbols(among listed: [Listed]) -> [String] {
    var known: Set<String> = []
    var named = patterns.filter { !$0.contains("*") }
    var chosen = listed.filter { $0.isTrading && isChosen($0.symbol) }
    // The most traded of those that are named, if all are; else besides them.
    if top != nil, named.count == patterns.count {
      chosen = listed.filter { $0.isTrading && named.contains($0.symbol) }
      if !listed.isEmpty { named = [] }
    }
    if let top {
      chosen.sort { ($0.tradeCount, $1.symbol) > ($1.tradeCount, $0.symbol) }
      chosen = Array(chosen.prefix(top))
    }
    return (named + chosen.map(\.symbol)).filter { known.insert($0).inserted }
  }

  /// Whether those that are listed later are taken in: the most traded are chosen once.
  package var takesNew: Bool { top == nil }

  /// Whether a pattern matches a symbol.
  package func isChosen(_ symbol: String) -> Bool {
    patterns.contains {
      $0.contains("*")
        && Self.matches(symbol[...], $0.split(separator: "*", omittingEmptySubsequences: false))
    }
  }

  /// Whether a text is made of these parts, in order, with anything between them.
  private static func matches(_ text: Substring, _ parts: [Substring]) -> Bool {
    guard let first = parts.first, let last = parts.last, text.hasPrefix(first) else {
      return false
    }
    guard parts.count > 1 else { return text == first }
    var rest = text.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
