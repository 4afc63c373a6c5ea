import Binance
package import Feed
package import Market
package import Recording

/// What candles are built from.
package enum CandleSource: String, CaseIterable, Sendable {
  /// Trades if there are any, then aggTrades, then klines.
  case auto
  case trades, aggTrades, klines
}

/// Which candles are asked for.
package struct CandleRequest: Sendable {
  package var source = CandleSource.auto
  /// Finest first. If empty: `usualInterval` or, where candles are made from klines, the finest
  /// interval that the recording holds.
  package var intervals: [Interval] = []
  package var usualInterval = Interval.m1
  /// All if empty.
  package var symbols: [String] = []
  /// The first trading day, which 3d candles are counted from, as an epoch day. Nil: as the
  /// recording says.
  package var anchorDay: Int64?

  package init(
    _ source: CandleSource = .auto, _ intervals: [Interval] = [], symbols: [String] = [],
    anchorDay: Int64? = nil
  ) {
    self.source = source
    self.intervals = intervals
    self.symbols = symbols
    self.anchorDay = anchorDay
  }

  fileprivate var asksForAnchor: Bool { intervals.contains(.d3) && anchorDay == nil }
  fileprivate var anchors: CandleAnchors { CandleAnchors(other: anchorDay) }
}

/// How a recording's candles are to be made: interval, source, anchors, klines to use.
package struct CandlePlan {
  /// The intervals asked for; else the usual one or, from klines, the finest that the recording
  /// holds.
  package let interval: Interval
  /// As asked for, or what `auto` came to.
  package let source: CandleSource
  package let anchors: CandleAnchors
  /// Only these symbols; all if empty.
  private let symbols: [String]
  /// Besides `interval`.
  private let otherIntervals: [Interval]
  /// Where candles are made from klines, by interval: which interval's klines each symbol uses.
  private var klineInputs: [(interval: Interval, inputs: [String: Interval])] = []

  /// Looks through the recording for what the request leaves open: in the range asked for, but for first
  /// trading days, which may be said outside of it.
  package init(
    _ request: CandleRequest, of recording: Recording, range: TimeRange = .all
  ) throws {
    symbols = request.symbols
    otherIntervals = Array(request.intervals.dropFirst())
    let asked = request.intervals.first
    let asksForAnchor = request.asksForAnchor
    guard request.source == .auto || request.source == .klines || asksForAnchor || !symbols.isEmpty
    else {
      interval = asked ?? request.usualInterval
      source = request.source
      anchors = request.anchors
      return
    }
    let contents = try RecordingContents(
      recording,
      .messages(of: symbols, untilTrade: request.source != .klines && !asksForAnchor),
      range: range)
    let absence = CandleAbsence(contents: contents, recording: recording, range: range)
    for symbol in symbols where !contents.instruments.contains(where: { $0.symbol == symbol }) {
      throw try absence.refusal(of: symbol)
    }
    source = request.source == .auto ? try Self.choose(contents, symbols, absence) : request.source
    let said =
      asksForAnchor && range != .all
      ? try RecordingContents(recording, .messages(of: symbols)).anchors : contents.anchors
    if asksForAnchor { try Self.check(said, contents) }
    let there = contents.instruments.flatMap(\.klineIntervals)
    let finest = Interval.allCases.first { there.contains($0) }
    let has3dAlone = source == .klines && asked == nil && finest == .d3
    anchors =
      request.anchorDay == nil && (asksForAnchor || has3dAlone) ? said : request.anchors
    guard source == .klines else {
      interval = asked ?? request.usualInterval
      return
    }
    guard let finest else {
      throw try absence.error(
        "the recording holds no closed klines; use --source trades or --source aggTrades")
    }
    interval = asked ?? finest
    klineInputs = try ([interval] + otherIntervals).map {
      ($0, try Self.klineInputs(contents, $0))
    }
  }

  private static func klineInputs(
    _ contents: RecordingContents, _ interval: Interval
  ) throws -> [String: Interval] {
    var inputs: [String: Interval] = [:]
    for there in contents.instruments where !there.klineIntervals.isEmpty {
      guard let input = there.klineInterval(for: interval) else {
        let names = there.klineIntervals.map(\.rawValue).joined(separator: ", ")
        throw RunError(
          "no \(interval.rawValue) candles can be made from \(there.symbol)'s klines: the recording holds "
            + "\(names), and none of these fits into \(interval.rawValue) without a remainder")
      }
      inputs[there.symbol] = input
    }
    return inputs
  }

  private static func choose(
    _ contents: RecordingContents, _ symbols: [String], _ absence: CandleAbsence
  ) throws -> CandleSource {
    let instruments = contents.instruments
    if let traded = instruments.first(where: \.hasTrades) {
      let wanted = symbols.compactMap { name in instruments.first { $0.symbol == name } }
      for there in wanted where !there.hasTrades {
        throw RunError(
          "the recording holds trades of \(traded.symbol) and none of \(there.symbol): choose for "
            + "both with --source \(there.hasAggTrades ? "aggTrades" : "klines")")
      }
      return .trades
    }
    if instruments.contains(where: \.hasAggTrades) { return .aggTrades }
    if instruments.contains(where: { !$0.klineIntervals.isEmpty }) { return .klines }
    throw try absence.error(
      "the recording holds no trades, aggTrades or closed klines to make candles from; "
        + "see what it holds with: tool info")
  }

  private static func check(_ anchors: CandleAnchors, _ contents: RecordingContents) throws {
    let unknown = contents.instruments.map(\.symbol).filter { anchors.bySymbol[$0] == nil }
    guard unknown.isEmpty else {
      throw RunError(
        "3d candles are counted from a symbol's first trading day, and the recording does not say "
          + "it for \(unknown.joined(separator: ", ")) (no 3d kline, no onboardDate): "
          + "give it with --anchor, for example --anchor 2017-08-17 for BTCUSDT")
    }
  }
}

extension CandlePlan {
  /// Throws if there are no trades that orders could be filled from.
  package func checkTape() throws {
    guard source == .klines else { return }
    throw RunError(
      "found klines and no trades to fill orders from, which --fills tape asks for: use --fills "
        + "candles, or a recording with trades")
  }

  /// What the feed needs to know to make the plan's candles.
  package func options() -> FeedProcessor.Options {
    var options = FeedProcessor.Options()
    options.symbols = symbols
    options.intervals = [interval] + otherIntervals
    options.anchors = anchors
    switch source {
    case .auto, .trades: options.source = .trades
    case .aggTrades: options.source = .aggTrades
    case .klines:
      options.source = nil
      options.klineCandles = klineInputs.map {
        KlineCandles(interval: $0.interval, inputs: $0.inputs, anchors: anchors)
      }
    }
    return options
  }
}
