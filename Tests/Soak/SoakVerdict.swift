import Capture
import Feed
import Market

/// What the exchange says it did.
final class SoakTruth {
  private(set) var sent: Set<Int64> = []
  private(set) var faultCounts: [String: Int] = [:]

  func add(_ lines: String) {
    for line in lines.split(separator: "\n") {
      if let first = Self.number("firstTradeId", line), let last = Self.number("lastTradeId", line)
      {
        for id in first...last { sent.insert(id) }
      } else if let kind = line.firstRange(of: #""fault":""#) {
        let name = line[kind.upperBound...].prefix { $0 != "\"" }
        faultCounts[String(name), default: 0] += 1
      }
    }
  }

  private static func number(_ key: String, _ line: Substring) -> Int64? {
    guard let found = line.firstRange(of: "\"\(key)\":") else { return nil }
    return Int64(line[found.upperBound...].prefix { $0.isNumber })
  }
}

extension SoakRun {
  /// Figures of the run, and every trade and candle that is not as it should be.
  func verdict() -> (line: String, problems: [String]) {
    let missing = Set(view.feed.tradeLedgers.flatMap(\.gaps).flatMap { $0.missing })
      .subtracting(view.ids)
    let problems = tradeProblems(missing) + candleProblems()
    let faults = truth.faultCounts.values.reduce(0, +)
    let filled = reports.count { $0.reason == nil }
    return (
      "\(view.frameCount) records, \(truth.sent.count) trades sent, \(view.ids.count) recorded, "
        + "\(missing.count) in the ledger as lost, \(faults) faults of "
        + "\(truth.faultCounts.count) kinds, \(recorder.counts.opened) connections, "
        + "\(recorder.counts.requests) requests, "
        + "\(reports.count) gaps (\(filled) filled), \(comparable.count) candles equal to klines",
      problems
    )
  }

  private func tradeProblems(_ missing: Set<Int64>) -> [String] {
    guard let first = view.ids.min(), let last = view.ids.max() else { return ["no trades"] }
    var problems = view.doubled.map { "trade \($0) was handed on twice" }
    let reported = reports.filter { $0.reason != nil }.map(\.trades.ids)
    for id in first...last where !view.ids.contains(id) {
      if !missing.contains(id) { problems.append("trade \(id) is in no ledger") }
      if !reported.contains(where: { $0.contains(id) }) {
        problems.append("trade \(id) is missing and no report says why")
      }
    }
    // A report of a loss that is none would mislead whoever reads the ledger.
    for report in reports where report.reason != nil {
      guard !missing.contains(where: report.trades.ids.contains) else { continue }
      problems.append("\(report.trades.ids) reported as lost, but none is: \(report.reason ?? "")")
    }
    let unknown = truth.sent.filter { $0 >= first && $0 <= last }
      .subtracting(view.ids).subtracting(missing)
    if !unknown.isEmpty { problems.append("\(unknown.count) trades sent are unaccounted for") }
    let ledgerMissing = view.feed.tradeLedgers.reduce(0) { $0 + $1.missingCount }
    if ledgerMissing != missing.count {
      problems.append("the ledger counts \(ledgerMissing) missing, found \(missing.count)")
    }
    if view.feed.lateDropped > 0 {
      problems.append("\(view.feed.lateDropped) trades came too late for their candles")
    }
    return problems
  }

  /// Candles that the recording proves complete, of which the exchange's kline is known.
  private var comparable: [Candle] {
    view.candles.keys.sorted().compactMap { view.candles[$0] }
      .filter { $0.isComplete && view.klines[$0.openTimeMs] != nil }
  }

  private func candleProblems() -> [String] {
    var problems: [String] = []
    let counted = view.candles.values.reduce(0) { $0 + $1.tradeCount }
    if counted != view.ids.count {
      problems.append("the candles hold \(counted) trades, recorded were \(view.ids.count)")
    }
    if comparable.isEmpty { problems.append("no candle could be compared") }
    for candle in comparable {
      guard let kline = view.klines[candle.openTimeMs] else { continue }
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
