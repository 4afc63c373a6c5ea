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

/// How a recording's candles are to be made: source, anchors, klines to use.
struct CandlePlan {
  var source: CandleSource
  var anchors: CandleShelf.Anchors
  /// For klines: which interval's klines serve each symbol.
  var klineInputs: [String: Interval] = [:]

  /// Looks at the recording as far as needed to settle what `auto` means, and where 3d begins.
  init(
    _ recording: Recording, source: CandleSource, intervals: [Interval], symbol: String?,
    anchor: AnchorArgument?
  ) throws {
    self.source = source
    anchors = CandleShelf.Anchors(other: anchor?.epochDay)
    let asksForAnchor = intervals.contains(.d3) && anchor == nil
    guard source == .auto || source == .klines || asksForAnchor || symbol != nil else { return }
    let survey = try RecordingSurvey(
      recording, untilTrade: source != .klines && !asksForAnchor, symbol: symbol)
    if let symbol, !survey.symbols.contains(symbol) { try Self.refuse(symbol, recording) }
    if source == .auto { self.source = try Self.choose(survey) }
    if asksForAnchor {
      anchors = survey.anchors
      try Self.checkAnchors(survey)
    }
    guard self.source == .klines else { return }
    for (name, there) in survey.klineIntervals {
      for interval in intervals {
        if let input = survey.klineInterval(for: interval, symbol: name) {
          klineInputs[name] = input
        } else {
          let names = there.map(\.rawValue).joined(separator: ", ")
          throw ToolError(
            "no \(interval.rawValue) candles can be made from \(name)'s klines: the recording holds "
              + "\(names), and none of these fits into \(interval.rawValue) without a remainder")
        }
      }
    }
    if survey.klineIntervals.isEmpty {
      throw ToolError(
        "the recording holds no closed klines; use --source trades or --source aggTrades")
    }
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
  /// What the feed must be told to make the plan's candles of an interval.
  func options(_ interval: Interval, symbol: String?) -> FeedProcessor.Options {
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
  func klineShelf(_ interval: Interval) -> KlineShelf? {
    guard source == .klines else { return nil }
    return KlineShelf(interval: interval, inputs: klineInputs, anchors: anchors)
  }
}
