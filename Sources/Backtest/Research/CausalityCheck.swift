import Market

/// Whether a strategy's answer depends on what it may not know, or on nothing at all: the same run
/// again, by the fast path, without its future, from a later start, and with the symbols in another
/// order.
package struct CausalityCheck: Sendable {
  package struct Finding: Sendable, Hashable {
    /// What was done, for people.
    package let test: String
    /// Whether it could be done.
    package var isTried = true
    package let difference: TraceDifference?
    /// What a difference means.
    package let meaning: String
    /// What has to be said where there is none.
    package var limit: String?
  }

  package private(set) var findings: [Finding] = []
  private let first: RunTrace

  package var isClean: Bool { findings.allSatisfy { $0.difference == nil } }

  /// Eighths of the market at which the future is cut off.
  private static let cuts = 1...7
  /// Eighths of the market at which a later run starts.
  private static let starts = [2, 4]

  /// `start` begins a run on a market that it will be given whole.
  package init(
    _ market: RecordedMarket, start: (RecordedMarket) throws -> any BacktestRun
  ) throws {
    first = try RunTrace(market, start(market))
    note("run again", first, try RunTrace(market, start(market)), meaning: Self.unsteady)
    findings.append(
      Finding(
        test: "fast path", difference: try .ofFastPath(first, market, start(market)),
        meaning: Self.breaksPromise))
    let count = market.instantCount
    for cut in Self.cuts {
      let parts = market.cut(after: count * cut / 8)
      guard parts.count == 2 else { continue }
      note(
        "future cut off at \(cut)/8", first, try RunTrace(parts[0], start(parts[0])),
        meaning: Self.peeks)
    }
    for eighth in Self.starts {
      let parts = market.cut(after: count * eighth / 8)
      guard parts.count == 2 else { continue }
      let late = try RunTrace(parts[1], start(parts[1]))
      // Half of what is left is given to indicators to fill and to positions to meet again.
      guard !late.marks.isEmpty else { continue }
      let settledMs = late.marks[late.marks.count / 2].endMs
      findings.append(
        Finding(
          test: "started at \(eighth)/8",
          difference: .ofDecisions(first, late, fromMs: settledMs), meaning: Self.remembers))
    }
    if market.symbols.count > 1 {
      let reversed = market.withSymbolsReversed()
      note(
        "symbols reversed", first, try RunTrace(reversed, start(reversed)), meaning: Self.ordered)
    }
  }

  /// A run of a command that could not read the files of the market.
  package mutating func noteSecluded(
    _ market: RecordedMarket, _ run: any BacktestRun
  ) throws(BacktestError) {
    note(Self.seclusion, first, try RunTrace(market, run), meaning: Self.readsAhead)
    findings[findings.count - 1].limit = Self.othersStay
  }

  /// It could not run there.
  package mutating func noteSecluded(failure: String) {
    let difference = TraceDifference(
      endMs: first.marks.first?.endMs ?? 0, what: "run", expected: "to its end", found: failure)
    findings.append(
      Finding(test: Self.seclusion, difference: difference, meaning: Self.readsAhead))
  }

  /// Nothing here can keep files from a command.
  package mutating func noteOpenFiles() {
    findings.append(
      Finding(
        test: Self.seclusion, isTried: false, difference: nil, meaning: Self.isOpen))
  }

  private static let seclusion = "without the market's files"
  private static let othersStay =
    "files that were not named stay readable, a copy of the market elsewhere too"
  private static let isOpen =
    "files that the command opens itself are not cut off: the kernel has no Landlock"
  private static let readsAhead =
    "the command opens the files that it is tested on, or others in their folder, and may read the"
    + " future there; if it does not, put the candles into a folder of their own"

  private mutating func note(
    _ test: String, _ expected: RunTrace, _ found: RunTrace, meaning: String
  ) {
    findings.append(
      Finding(test: test, difference: TraceDifference(expected, found), meaning: meaning))
  }

  private static let unsteady =
    "the strategy does not give the same answer twice: it depends on chance, on time, or on what an"
    + " earlier run left behind"
  private static let breaksPromise =
    "what the strategy does in its fast path (onCandles) is not what it does candle by candle"
  private static let peeks =
    "what the strategy did depends on candles that had not closed: it sees the future"
  private static let remembers =
    "what the strategy decides depends on where its history begins, even after half of the rest"
  private static let ordered =
    "the answer depends on the order of the symbols, which means nothing in a market"
}

extension RecordedMarket {
  /// The market up to an instant, and the rest; one part where it cannot be cut there.
  func cut(after count: Int) -> [RecordedMarket] {
    var isCut = count == 0
    return parts { cut in
      guard !isCut, cut.instantCount >= count else { return false }
      isCut = true
      return true
    }
  }
}
