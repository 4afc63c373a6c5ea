import Feed
import Market

/// What a recording holds of the instruments that candles are asked of.
struct Holdings {
  private let instruments: InstrumentNames
  /// Whether they were asked for by name, so that none may be left out.
  private let areNamed: Bool
  private let holdings: [RecordingContents.Holding]

  init(_ contents: RecordingContents, _ instruments: InstrumentNames, areNamed: Bool) {
    self.instruments = instruments
    self.areNamed = areNamed
    holdings = contents.holdings.filter { instruments.wants($0.instrument) }
  }

  /// The names of those that have what candles are made from; none where a look that ends with the
  /// first trade may not have seen all.
  func names(_ source: CandleSource, untilTrade: Bool) -> [String] {
    let sawAll = areNamed || !untilTrade || !holdings.contains(where: \.hasTrades)
    return sawAll ? holdings.filter { has(source, $0) }.map(name) : []
  }

  /// The names of those that have something else to make candles from.
  func leftOut(_ source: CandleSource) -> [String] {
    let others = [CandleSource.trades, .aggTrades, .klines]
    return holdings.filter { there in
      !has(source, there) && others.contains { has($0, there) }
    }.map(name)
  }

  private func has(_ source: CandleSource, _ there: RecordingContents.Holding) -> Bool {
    switch source {
    case .auto, .trades: there.hasTrades
    case .aggTrades: there.hasAggTrades
    case .klines: !there.klineIntervals.isEmpty
    }
  }

  /// The finest interval of closed klines.
  var finestKlines: Interval? {
    let there = Set(holdings.flatMap(\.klineIntervals))
    return Interval.allCases.first(where: there.contains)
  }

  /// Trades if there are any, then aggTrades, then klines: one source for all that was chosen.
  ///
  /// - Parameter ofMost: the one that most of them have, where they are not named.
  func source(_ absence: CandleAbsence, ofMost: Bool = false) throws -> CandleSource {
    if ofMost, !areNamed {
      let counts = [CandleSource.trades, .aggTrades, .klines].map { source in
        (source: source, count: holdings.count { has(source, $0) })
      }
      let most = counts.map(\.count).max() ?? 0
      if counts[0].count < most, let first = counts.first(where: { $0.count == most }) {
        return first.source
      }
    }
    if let traded = holdings.first(where: \.hasTrades) {
      for there in holdings where isMeant(there.instrument) && !there.hasTrades {
        throw RunError(
          "the recording holds trades of \(name(traded)) and none of \(name(there)): choose for "
            + "both with --source \(there.hasAggTrades ? "aggTrades" : "klines")")
      }
      return .trades
    }
    if holdings.contains(where: \.hasAggTrades) { return .aggTrades }
    if holdings.contains(where: { !$0.klineIntervals.isEmpty }) { return .klines }
    throw try absence.error(
      "the recording holds no trades, aggTrades or closed klines to make candles from; "
        + "see what it holds with: tool info")
  }

  /// Which interval's klines serve each instrument, by its name.
  func klineInputs(_ interval: Interval) throws -> [String: Interval] {
    var inputs: [String: Interval] = [:]
    for there in holdings where !there.klineIntervals.isEmpty {
      guard let input = there.klineInterval(for: interval) else {
        let intervals = there.klineIntervals.map(\.rawValue).joined(separator: ", ")
        throw RunError(
          "no \(interval.rawValue) candles can be made from \(name(there))'s klines: the recording "
            + "holds \(intervals), and none of these fits into \(interval.rawValue) without a "
            + "remainder")
      }
      inputs[name(there)] = input
    }
    return inputs
  }

  func check(_ anchors: CandleAnchors) throws {
    let unknown = holdings.map(name).filter { anchors.bySymbol[$0] == nil }
    guard unknown.isEmpty else {
      throw RunError(
        "3d candles are counted from a symbol's first trading day, and the recording does not say "
          + "it for \(unknown.joined(separator: ", ")) (no 3d kline, no onboardDate): "
          + "give it with --anchor, for example --anchor 2017-08-17 for BTCUSDT")
    }
  }

  /// Whether leaving it out would be no answer: it was named, or its namesake would stand for it.
  private func isMeant(_ instrument: Instrument) -> Bool {
    areNamed || instruments.areSeveral(called: instrument.symbol)
  }

  private func name(_ holding: RecordingContents.Holding) -> String {
    instruments.name(holding.instrument)
  }
}
