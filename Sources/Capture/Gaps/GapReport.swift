/// What became of a gap.
package struct GapReport: Equatable, Sendable {
  package enum Outcome: Equatable, Sendable {
    /// REST gave all of its trades.
    case fetched
    /// Its trades came by another way: late, or on a second connection.
    case arrived
    /// It was asked for, and not all was given.
    case lost(reason: String)
    /// Nobody asked for it.
    case notAsked(reason: String)
  }

  package let trades: MissingTrades
  /// Trades that REST gave.
  package let filledCount: Int64
  /// Trades that neither REST gave nor a connection brought.
  package let missingCount: Int64
  package let outcome: Outcome

  package init(
    trades: MissingTrades, filledCount: Int64, missingCount: Int64, outcome: Outcome
  ) {
    self.trades = trades
    self.filledCount = filledCount
    self.missingCount = missingCount
    self.outcome = outcome
  }

  /// Why trades stay missing; nil if none do.
  package var reason: String? {
    switch outcome {
    case .fetched, .arrived: nil
    case .lost(let reason), .notAsked(let reason): reason
    }
  }

  /// `3 of 5 fetched; HTTP 400`
  package var text: String {
    let fetched = "\(filledCount) of \(trades.idCount) fetched"
    let cameCount = trades.idCount - filledCount - missingCount
    let came = cameCount > 0 ? "\(cameCount) came by themselves, " : ""
    return switch outcome {
    case .fetched: fetched
    case .arrived: "\(fetched), the others came by themselves"
    case .lost(let reason): "\(came)\(fetched); \(reason)"
    case .notAsked(let reason) where came.isEmpty: "not asked for; \(reason)"
    case .notAsked(let reason): "\(came)the others not asked for; \(reason)"
    }
  }
}
