import ArgumentParser
import Backtest
import Binance
import Feed
import Market
import Recording

/// What candles are built from.
enum CandleSource: String, CaseIterable, ExpressibleByArgument {
  case auto, trades, aggTrades, klines
}

extension Interval {
  static var names: [String] { allCases.map(\.rawValue) }
}

/// `--anchor`: the first trading day of a symbol, which 3d candles are counted from.
struct AnchorArgument: ExpressibleByArgument {
  let epochDay: Int64

  init?(argument: String) {
    guard let ns = try? TimeArgument(argument: argument)?.ns() else { return nil }
    epochDay = ns / 86_400_000_000_000
  }
}

/// How a recording's candles are to be made: interval, source, anchors, klines to use.
struct CandlePlan {
  /// As asked for; else the usual one, or for klines the finest interval that the recording holds.
  let interval: Interval
  /// As asked for, or what `auto` came to.
  let source: CandleSource
  let anchors: CandleShelf.Anchors
  /// Only these symbols; all if empty.
  let symbols: [String]
  /// Besides `interval`.
  let otherIntervals: [Interval]
  /// For klines, interval by interval: which interval's klines serve each symbol.
  private var klineInputs: [(interval: Interval, inputs: [String: Interval])] = []

  /// Looks at the recording, in the range asked for, as far as needed to settle what is not told.
  init(
    _ recording: Recording, range: TimeRange = .all, source: CandleSource, interval: Interval?,
    orElse usual: Interval = .m1, symbols: [String], anchor: AnchorArgument?,
    also otherIntervals: [Interval] = []
  ) throws {
    self.symbols = symbols
    self.otherIntervals = otherIntervals
    let asksForAnchor = (interval == .d3 || otherIntervals.contains(.d3)) && anchor == nil
    guard source == .auto || source == .klines || asksForAnchor || !symbols.isEmpty else {
      self.interval = interval ?? usual
      self.source = source
      anchors = CandleShelf.Anchors(other: anchor?.epochDay)
      return
    }
    let survey = try RecordingSurvey(
      recording, range: range, untilTrade: source != .klines && !asksForAnchor, symbols: symbols)
    let absence = CandleAbsence(survey: survey, recording: recording, range: range)
    for symbol in symbols where !survey.symbols.contains(symbol) {
      throw try absence.refusal(of: symbol)
    }
    self.source = source == .auto ? try Self.choose(survey, symbols, absence) : source
    if asksForAnchor { try Self.checkAnchors(survey) }
    let there = survey.klineIntervals.flatMap(\.intervals)
    let finest = Interval.allCases.first { there.contains($0) }
    let has3dAlone = self.source == .klines && interval == nil && finest == .d3
    anchors =
      anchor == nil && (asksForAnchor || has3dAlone)
      ? survey.anchors : CandleShelf.Anchors(other: anchor?.epochDay)
    guard self.source == .klines else {
      self.interval = interval ?? usual
      return
    }
    guard let finest else {
      throw try absence.error(
        "the recording holds no closed klines; use --source trades or --source aggTrades")
    }
    self.interval = interval ?? finest
    klineInputs = try ([self.interval] + otherIntervals).map {
      ($0, try Self.klineInputs(survey, $0))
    }
  }

  private static func klineInputs(
    _ survey: RecordingSurvey, _ interval: Interval
  ) throws -> [String: Interval] {
    var inputs: [String: Interval] = [:]
    for (name, there) in survey.klineIntervals {
      guard let input = survey.klineInterval(for: interval, symbol: name) else {
        let names = there.map(\.rawValue).joined(separator: ", ")
        throw ToolError(
          "no \(interval.rawValue) candles can be made from \(name)'s klines: the recording holds "
            + "\(names), and none of these fits into \(interval.rawValue) without a remainder")
      }
      inputs[name] = input
    }
    return inputs
  }

  private static func choose(
    _ survey: RecordingSurvey, _ symbols: [String], _ absence: CandleAbsence
  ) throws -> CandleSource {
    if survey.hasTrades {
      for symbol in symbols where !survey.traded.contains(symbol) {
        throw ToolError(
          "the recording holds trades of \(survey.traded[0]) and none of \(symbol): choose for both "
            + "with --source \(survey.aggTraded.contains(symbol) ? "aggTrades" : "klines")")
      }
      return .trades
    }
    if survey.hasAggTrades { return .aggTrades }
    if !survey.klineIntervals.isEmpty { return .klines }
    throw try absence.error(
      "the recording holds no trades, aggTrades or closed klines to make candles from; "
        + "see what it holds with: tool info")
  }

  private static func checkAnchors(_ survey: RecordingSurvey) throws {
    let unknown = survey.symbols.filter { survey.anchors.bySymbol[$0] == nil }
    guard unknown.isEmpty else {
      throw ToolError(
        "3d candles are counted from a symbol's first trading day, and the recording does not tell "
          + "it for \(unknown.joined(separator: ", ")) (no 3d kline, no onboardDate): "
          + "give it with --anchor, for example --anchor 2017-08-17 for BTCUSDT")
    }
  }
}

extension CandlePlan {
  /// Throws where orders are to be filled from trades and there are none.
  func check(_ fills: BacktestSettings.FillSource) throws {
    guard fills == .tape, source == .klines else { return }
    throw ToolError(
      "found klines and no trades to fill orders from, which --fills tape asks for: use --fills "
        + "candles, or a recording with trades")
  }

  /// What the feed must be told to make the plan's candles.
  func options() -> FeedProcessor.Options {
    var options = FeedProcessor.Options()
    options.symbols = symbols
    options.intervals = [interval] + otherIntervals
    options.anchors = anchors
    switch source {
    case .auto, .trades: options.source = .trades
    case .aggTrades: options.source = .aggTrades
    case .klines:
      options.source = nil
      options.wanted = MessageKinds(.kline)
    }
    return options
  }

  /// Where klines become candles of the plan's interval, if the plan is to use klines.
  func klineShelf() -> KlineShelf? { klineShelves().first }

  /// One for each interval.
  func klineShelves() -> [KlineShelf] {
    klineInputs.map { KlineShelf(interval: $0.interval, inputs: $0.inputs, anchors: anchors) }
  }
}
