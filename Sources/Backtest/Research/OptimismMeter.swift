import Basics
package import Market

/// Whether a profit depends on an assumption in its favour: the same strategy on the same market, each time with
/// one assumption changed.
package struct OptimismMeter: Sendable, Hashable {
  /// One change of the settings.
  package struct Variant: Sendable, Hashable {
    /// `latency 250 ms`.
    package let name: String
    package let settings: BacktestSettings
  }

  package struct Outcome: Sendable, Hashable {
    package let name: String
    package let finalEquity: AmountSum
    package let netProfit: AmountSum
    package let fillCount: Int

    package init(_ name: String, _ result: BacktestResult) {
      self.name = name
      finalEquity = result.finalEquity
      netProfit = result.netProfit
      fillCount = result.fills.count
    }
  }

  package let outcomes: [Outcome]
  /// Whether the run itself made a profit: else there is nothing to survive.
  package let hasProfit: Bool

  package init(_ result: BacktestResult, _ outcomes: [Outcome]) {
    self.outcomes = outcomes
    hasProfit = result.netProfit > .zero
  }

  package var survivorCount: Int { outcomes.count { $0.netProfit > .zero } }

  /// Changes that make a run over the market: what the settings already assume is none. Slippage
  /// goes by ticks where the market holds every symbol's, else by basis points.
  package static func variants(
    of base: BacktestSettings, _ market: RecordedMarket
  ) -> [Variant] {
    var variants: [Variant] = []
    func add(_ name: String, _ change: (inout BacktestSettings) -> Void) {
      var settings = base
      change(&settings)
      if settings != base { variants.append(Variant(name: name, settings: settings)) }
    }
    add("limits filled when touched") { $0.limitFills = .touch }
    add("limits filled when passed") { $0.limitFills = .through }
    add("no latency") { $0.latencyUs = 0 }
    add("latency 250 ms") { $0.latencyUs = 250_000 }
    add("latency 1 s") { $0.latencyUs = 1_000_000 }
    add("no slippage") { $0.slippage = .none }
    let knowsTicks = market.knowsTicks
    for count in Int64(1)...2 {
      let name = knowsTicks ? "\(count == 1 ? "tick" : "ticks")" : "bp"
      add("slippage \(count) \(name)") {
        $0.slippage = knowsTicks ? .ticks(count) : .share(.basisPoints(count))
      }
    }
    return variants
  }

  /// A line for a table: `survives 3 of 6`, with those that it does not survive.
  package var text: String {
    guard hasProfit else {
      let better =
        survivorCount > 0 ? "; \(survivorCount) of \(outcomes.count) variants make one" : ""
      return "no profit that could survive\(better)"
    }
    let lost = outcomes.filter { $0.netProfit <= .zero }.map(\.name)
    return "profit survives \(survivorCount) of \(outcomes.count) variants"
      + (lost.isEmpty ? "" : ", not: \(lost.joined(separator: ", "))")
  }

  /// The object's members.
  func write(_ writer: inout JSONWriter) {
    writer.object("optimism") { writer in
      writer.number("variants", outcomes.count)
      writer.number("survives", hasProfit ? survivorCount : nil)
      writer.array("outcomes") { writer in
        for outcome in outcomes {
          writer.object {
            $0.string("variant", outcome.name)
            $0.number("finalEquity", outcome.finalEquity)
            $0.number("netProfit", outcome.netProfit)
            $0.number("fills", outcome.fillCount)
          }
        }
      }
    }
  }

  static let definition = (
    key: "optimism",
    meaning:
      "the same run with one assumption changed at a time; survives: how many of the variants"
      + " still make a profit, null where the run itself makes none"
  )
}

extension RecordedMarket {
  /// Whether every symbol's tick size is known before its first candle.
  fileprivate var knowsTicks: Bool {
    var known = Set(rulesBefore.filter { $0.rules.tickSize != nil }.map(\.symbol))
    for piece in pieces {
      switch piece {
      case .candles(let batch):
        if batch.candles.contains(where: { !known.contains($0.symbol) }) { return false }
      case .trades(let trades):
        if trades.contains(where: { !known.contains($0.symbol) }) { return false }
      case .rules(let rules, let symbol):
        if rules.tickSize != nil { known.insert(symbol) }
      }
    }
    return true
  }
}
