import Market

/// The first thing that two runs over the same candles did differently.
package struct TraceDifference: Sendable, Hashable {
  /// End of the candle after which it shows, ms since the epoch.
  package let endMs: Int64
  /// `order`, `fill`, `rejection` or `account`.
  package let what: String
  package let expected: String
  package let found: String

  static let nothing = "nothing"
}

extension TraceDifference {
  /// Compares what both ran through; nil if they agree.
  init?(_ expected: RunTrace, _ found: RunTrace) {
    for (a, b) in zip(expected.marks, found.marks) where a != b {
      self.init(a, b)
      return
    }
    return nil
  }

  /// Compares two marks that differ.
  init(_ a: RunTrace.Mark, _ b: RunTrace.Mark) {
    endMs = a.endMs
    let (onlyA, onlyB) = (
      a.events.filter { !b.events.contains($0) }, b.events.filter { !a.events.contains($0) }
    )
    if let first = onlyA.first ?? onlyB.first {
      what = first.what
      expected = onlyA.first { $0.what == first.what }?.text ?? Self.nothing
      found = onlyB.first { $0.what == first.what }?.text ?? Self.nothing
    } else {
      what = "account"
      expected = Self.account(a)
      found = Self.account(b)
    }
  }

  private static func account(_ mark: RunTrace.Mark) -> String {
    "cash \(mark.cash), worth \(mark.equity), \(mark.openOrderCount) open orders"
  }

  /// Compares only what was decided, not the amounts, from a moment on; nil if they agree.
  static func ofDecisions(
    _ expected: RunTrace, _ found: RunTrace, fromMs: Int64
  ) -> TraceDifference? {
    // How much an order trades at once depends on its size, so fills are no decisions.
    func decisions(_ mark: RunTrace.Mark) -> [String] {
      mark.events.filter { $0.what != "fill" }.map(\.decision)
    }
    let whole = expected.marks.filter { $0.endMs >= fromMs }
    let late = found.marks.filter { $0.endMs >= fromMs }
    for (a, b) in zip(whole, late) where decisions(a) != decisions(b) {
      return TraceDifference(a, b)
    }
    return nil
  }
}
