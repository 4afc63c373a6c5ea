/// What became of a gap.
package struct GapReport: Equatable, Sendable {
  package enum Outcome: Equatable, Sendable {
    /// All of its trades are in the recording now.
    case filled
    /// It was asked for, and not all was given.
    case lost(reason: String)
    /// It was given, and an answer was not looked at: whether that is in the recording is not known.
    case notSeen
    /// Nobody asked for it.
    case notAsked(reason: String)
  }

  package let trades: MissingTrades
  /// Trades that REST's answers brought first.
  package let fetchedCount: Int64
  /// Trades that neither REST nor a connection brought, as far as was looked at. The others came by themselves:
  /// late, or on a second connection.
  package let missingCount: Int64
  package let outcome: Outcome

  package init(
    trades: MissingTrades, fetchedCount: Int64, missingCount: Int64, outcome: Outcome
  ) {
    self.trades = trades
    self.fetchedCount = fetchedCount
    self.missingCount = missingCount
    self.outcome = outcome
  }

  /// Why trades stay missing; nil if none do.
  package var reason: String? {
    switch outcome {
    case .filled: nil
    case .notSeen: "an answer was not looked at, and may be in the recording"
    case .lost(let reason), .notAsked(let reason): reason
    }
  }

  /// `3 of 5 fetched; HTTP 400`
  package var text: String {
    let fetched = "\(fetchedCount) of \(trades.idCount) fetched"
    let cameCount = trades.idCount - fetchedCount - missingCount
    let came = cameCount > 0 ? "\(cameCount) came by themselves, " : ""
    return switch outcome {
    case .filled where cameCount == 0: fetched
    case .filled: "\(fetched), the others came by themselves"
    case .lost, .notSeen: "\(came)\(fetched); \(reason ?? "")"
    case .notAsked(let reason) where came.isEmpty: "not asked for; \(reason)"
    case .notAsked(let reason): "\(came)the others not asked for; \(reason)"
    }
  }
}
