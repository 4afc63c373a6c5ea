import Binance
import Capture
import Feed
import Market

extension SoakRun {
  /// Figures of the run, and every trade, candle and stream that is not as it should be.
  func verdict() -> (line: String, problems: [String]) {
    let symbols = klines.map { SoakSymbol($0, self) }
    let faults = truth.faultCounts.values.reduce(0, +)
    let filled = reports.count { $0.reason == nil }
    let lost = silences.count { !$0.isOver && $0.hasCome }
    var problems = symbols.flatMap(\.problems)
    if feed.lateDropped > 0 {
      problems.append("\(feed.lateDropped) trades came too late for their candles")
    }
    return (
      "\(frameCount) records, \(symbols.sum(\.sent.count)) trades sent, "
        + "\(symbols.sum(\.given.ids.count)) recorded, "
        + "\(symbols.sum(\.missing.count)) in the ledger as lost, \(faults) faults of "
        + "\(truth.faultCounts.count) kinds, \(recorder.counts.opened) connections, "
        + "\(recorder.counts.requests) requests, \(reports.count) gaps (\(filled) filled), "
        + "\(restartCount) restarts, \(forgottenCount) times streams were forgotten, \(lost) fell silent, "
        + "\(symbols.sum(\.comparable.count)) candles equal to klines, "
        + "\(symbols.sum(\.book.compared)) books equal to the exchange's "
        + "(\(symbols.sum(\.book.unknown)) at other ids), joined \(symbols.sum(\.book.joinedCount)) times",
      problems + silenceProblems()
    )
  }

  /// A stream that never spoke is found silent, and so is one that the exchange has forgotten; what that
  /// lacks meanwhile is for the ledger to find.
  private func silenceProblems() -> [String] {
    var problems: [String] = []
    if forgottenCount > 12, !silences.contains(where: { !$0.isOver && $0.hasCome }) {
      problems.append("\(forgottenCount) streams were forgotten, and none was found silent")
    }
    let neverCame = silences.filter { !$0.isKnown }
    if neverCame.isEmpty { problems.append("no stream that brings nothing was found silent") }
    if let wrong = neverCame.first(where: { !$0.stream.hasPrefix("silent") }) {
      problems.append("\(wrong.stream) is said to have brought nothing")
    }
    if let wrong = silences.first(where: { $0.hasCome && $0.stream.hasPrefix("silent") }) {
      problems.append("\(wrong.stream) is said to have come")
    }
    return problems
  }
}

/// What the exchange sent of a symbol, what the feed gave, and where they differ.
private struct SoakSymbol {
  let symbol: String
  let sent: Set<Int64>
  let given: SoakSink.Given
  /// Ids that the ledger has as missing.
  let missing: Set<Int64>
  /// Candles that the recording proves complete, of which the exchange's kline is known.
  let comparable: [(candle: Candle, kline: Candle)]
  let book: SoakBooks.Claims
  private let reports: [GapReport]
  private let ledgerMissing: Int64

  init(_ klines: SoakKlines, _ run: SoakRun) {
    symbol = klines.symbol
    sent = run.truth.sent[symbol, default: []]
    given = run.feed.sink[symbol]
    book = run.books.claims[symbol, default: SoakBooks.Claims()]
    reports = run.reports.filter { [symbol] in $0.trades.symbol == symbol }
    let ledgers = run.feed.tradeLedgers.filter { [symbol] in
      run.feed.symbols.name($0.symbol) == symbol
    }
    missing = Set(ledgers.flatMap(\.gaps).flatMap { $0.missing }).subtracting(given.ids)
    ledgerMissing = ledgers.reduce(0) { $0 + $1.missingCount }
    comparable = given.candles.keys.sorted().compactMap { [given] in
      guard let candle = given.candles[$0], candle.isComplete, let kline = klines.candles[$0]
      else { return nil }
      return (candle, kline)
    }
  }

  var problems: [String] {
    (tradeProblems() + candleProblems() + bookProblems()).map { "\(symbol): \($0)" }
  }

  private func tradeProblems() -> [String] {
    guard let first = given.ids.min(), let last = given.ids.max() else { return ["no trades"] }
    var problems = given.doubled.map { "trade \($0) was handed on twice" }
    let reported = reports.filter { $0.reason != nil }.map(\.trades.ids)
    for id in first...last where !given.ids.contains(id) {
      if !missing.contains(id) { problems.append("trade \(id) is in no ledger") }
      if !reported.contains(where: { $0.contains(id) }) {
        problems.append("trade \(id) is missing and no report says why")
      }
    }
    for report in reports { problems += Self.problems(report, missing: missing) }
    let unknown = sent.filter { $0 >= first && $0 <= last }
      .subtracting(given.ids).subtracting(missing)
    if !unknown.isEmpty { problems.append("\(unknown.count) trades sent are unaccounted for") }
    if ledgerMissing != missing.count {
      problems.append("the ledger counts \(ledgerMissing) missing, found \(missing.count)")
    }
    return problems
  }

  /// A report that does not say what is missing would mislead whoever reads it.
  private static func problems(_ report: GapReport, missing: Set<Int64>) -> [String] {
    let count = report.trades.ids.count { missing.contains($0) }
    guard report.missingCount != count else { return [] }
    return ["\(report.trades.ids): \(report.text), but \(count) are missing"]
  }

  /// A book that claims to be joined is the exchange's, and whatever happens one joins again.
  private func bookProblems() -> [String] {
    var problems = book.wrong.map { "the book is not the exchange's \($0)" }
    if book.compared == 0 { problems.append("no book could be compared") }
    if let reason = book.lastReason, reason != .connectionLost {
      problems.append("at the end the book is not joined: \(reason.text)")
    }
    return problems
  }

  private func candleProblems() -> [String] {
    var problems: [String] = []
    let counted = given.candles.values.reduce(0) { $0 + $1.tradeCount }
    if counted != given.ids.count {
      problems.append("the candles hold \(counted) trades, recorded were \(given.ids.count)")
    }
    if comparable.isEmpty { problems.append("no candle could be compared") }
    for (candle, kline) in comparable {
      let isEqual =
        candle.open == kline.open && candle.high == kline.high && candle.low == kline.low
        && candle.close == kline.close && candle.volume == kline.volume
        && candle.quoteVolume == kline.quoteVolume && candle.tradeCount == kline.tradeCount
        && candle.takerBuyVolume == kline.takerBuyVolume
        && candle.takerBuyQuoteVolume == kline.takerBuyQuoteVolume
      if !isEqual { problems.append("the candle of \(candle.openTimeMs) is not the kline's") }
    }
    return problems
  }
}

extension [SoakSymbol] {
  fileprivate func sum(_ count: (SoakSymbol) -> Int) -> Int { reduce(0) { $0 + count($1) } }
}
