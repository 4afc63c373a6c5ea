package import Market

/// What an audit found about books: per symbol and kind of witness how many were compared, and where the
/// first differed.
package struct BookReport: Sendable {
  /// What the exchange itself says of a book.
  package enum Witness: String, CaseIterable, Sendable {
    case bookTicker
    case partialDepth
    case snapshot
  }

  package enum Verdict: Equatable, Sendable {
    case equal
    case differs
    /// No update ends at its id.
    case betweenUpdates
    /// The book was not joined then.
    case unjoined
    /// It shows levels that lie behind those of the snapshots.
    case beyondReach
  }

  package struct Row: Sendable {
    package let symbol: String
    package let witness: Witness
    package internal(set) var total = 0
    package internal(set) var equal = 0
    package internal(set) var differing = 0
    package internal(set) var betweenUpdates = 0
    package internal(set) var unjoined = 0
    package internal(set) var beyondReach = 0
    package internal(set) var firstDifference: Difference?

    package var compared: Int { equal + differing }

    mutating func count(_ verdict: Verdict) {
      total += 1
      switch verdict {
      case .equal: equal += 1
      case .differs: differing += 1
      case .betweenUpdates: betweenUpdates += 1
      case .unjoined: unjoined += 1
      case .beyondReach: beyondReach += 1
      }
    }
  }

  package struct Difference: Sendable {
    package let updateId: Int64
    /// Where the frame of the witness lies, and that of the update that made the book.
    package let witnessLocation: String
    package let bookLocation: String
    package let isBid: Bool
    /// What each says of the first level that is not the same; nil: nothing.
    package let witnessLevel: PriceLevel?
    package let bookLevel: PriceLevel?
  }

  /// In order of appearance.
  package internal(set) var rows: [Row] = []

  package var comparedCount: Int { rows.reduce(0) { $0 + $1.compared } }
  package var differenceCount: Int { rows.reduce(0) { $0 + $1.differing } }

  mutating func add(
    _ verdict: Verdict, _ symbol: String, _ witness: Witness, difference: Difference? = nil
  ) {
    var index = rows.firstIndex { $0.witness == witness && $0.symbol == symbol }
    if index == nil {
      index = rows.count
      rows.append(Row(symbol: symbol, witness: witness))
    }
    rows[index!].count(verdict)
    if rows[index!].firstDifference == nil { rows[index!].firstDifference = difference }
  }
}
