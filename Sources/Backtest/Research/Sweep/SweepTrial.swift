package import Market

/// What one combination of parameters came to.
package struct SweepTrial: Sendable, Hashable {
  package let label: StrategyLabel
  /// Cash at the start, then the account's worth at the end of each slice of the market.
  package let equity: [AmountSum]
  package let fillCount: Int
  package let roundTripCount: Int
  package let rejectedCount: Int
  package let maxDrawdown: Ratio?
  /// That of a backtest of its own.
  package let runHash: String

  package init(
    label: StrategyLabel, equity: [AmountSum], fillCount: Int, roundTripCount: Int,
    rejectedCount: Int, maxDrawdown: Ratio?, runHash: String
  ) {
    self.label = label
    self.equity = equity
    self.fillCount = fillCount
    self.roundTripCount = roundTripCount
    self.rejectedCount = rejectedCount
    self.maxDrawdown = maxDrawdown
    self.runHash = runHash
  }

  package var finalEquity: AmountSum { equity.last ?? .zero }

  /// Of the whole run, rounded down.
  package var netReturn: Ratio? {
    guard let first = equity.first else { return nil }
    return Ratio(finalEquity.units - first.units, of: first.units, .down)
  }

  /// Slice by slice: worth at the end ÷ worth at its start − 1; 0 once nothing is left.
  package var returns: [Double] {
    zip(equity, equity.dropFirst()).map { before, after in
      before.units > 0 ? Double(after.units - before.units) / Double(before.units) : 0
    }
  }
}
