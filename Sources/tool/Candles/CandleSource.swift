import ArgumentParser
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
  /// For klines: which interval's klines serve each symbol.
  private(set) var klineInputs: [String: Interval] = [:]

  /// Looks at the recording, in the range asked for, as far as needed to settle what is not told.
  init(
    _ recording: Recording, range: TimeRange = .all, source: CandleSource, interval: Interval?,
    orElse usual: Interval = .m1,
    symbol: String?, anchor: AnchorArgument?
  ) throws {
    let asksForAnchor = interval == .d3 && anchor == nil
    guard source == .auto || source == .klines || asksForAnchor || symbol != nil else {
      self.interval = interval ?? usual
      self.source = source
      anchors = CandleShelf.Anchors(other: anchor?.epochDay)
      return
    }
    let survey = try RecordingSurvey(
      recording, range: range, untilTrade: source != .klines && !asksForAnchor, symbol: symbol)
    if let symbol, !survey.symbols.contains(symbol) { try Self.refuse(symbol, recording) }
    self.source = source == .auto ? try Self.choose(survey) : source
    if asksForAnchor { try Self.checkAnchors(survey) }
    anchors = asksForAnchor ? survey.anchors : CandleShelf.Anchors(other: anchor?.epochDay)
    guard self.source == .klines else {
      self.interval = interval ?? usual
      return
    }
    let there = survey.klineIntervals.flatMap(\.intervals)
    guard let finest = Interval.allCases.first(where: { there.contains($0) }) else {
      throw ToolError(
        "the recording holds no closed klines; use --source trades or --source aggTrades")
    }
    self.interval = interval ?? finest
    klineInputs = try Self.klineInputs(survey, self.interval)
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

  private static func choose(_ survey: RecordingSurvey) throws -> CandleSource {
    if survey.hasTrades { return .trades }
    if survey.hasAggTrades { return .aggTrades }
    if !survey.klineIntervals.isEmpty { return .klines }
    throw ToolError(
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

  private static func refuse(_ symbol: String, _ recording: Recording) throws -> Never {
    let all = try RecordingSurvey(recording, untilTrade: false).symbols
    throw ToolError(
      "the recording holds no trades or klines of \(symbol). "
        + Nearest.advice(for: symbol, among: all))
  }
}

extension CandlePlan {
  /// What the feed must be told to make the plan's candles.
  func options(symbol: String?) -> FeedProcessor.Options {
    var options = FeedProcessor.Options()
    options.symbol = symbol
    options.intervals = [interval]
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

  /// Where klines become candles, if the plan is to use klines.
  func klineShelf() -> KlineShelf? {
    guard source == .klines else { return nil }
    return KlineShelf(interval: interval, inputs: klineInputs, anchors: anchors)
  }
}
