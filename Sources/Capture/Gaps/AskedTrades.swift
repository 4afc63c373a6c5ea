import Basics
import Binance

/// Which trades a request may bring. An answer with others comes from another market, or from a server that is
/// none, and would be in the candles for good.
struct AskedTrades: Sendable {
  private let ids: ClosedRange<Int64>?
  private let sinceMs: Int64?
  /// How the id is called in the answer.
  private let idKey: String
  private let timeKey: String

  /// Nil for a request that asks for no trades of the past.
  init?(_ request: MarketRequest) {
    switch request.endpoint {
    case .historicalTrades: (idKey, timeKey) = ("id", "time")
    case .aggTrades: (idKey, timeKey) = ("a", "T")
    default: return nil
    }
    let url = RequestURL(request.target)
    let limit = url["limit"].flatMap { Int64($0) } ?? 1000
    let from = url["fromId"].flatMap { Int64($0) }
    let (to, overflows) = (from ?? 0).addingReportingOverflow(max(limit, 1) - 1)
    ids = overflows ? nil : from.map { $0...max($0, to) }
    sinceMs = url["startTime"].flatMap { Int64($0) }
    guard ids != nil || sinceMs != nil else { return nil }
  }

  /// What is wrong with an answer; nil if all of it was asked for.
  func stray(in result: RestResult) -> String? {
    guard case .array(let rows)? = JSONValue(text: String(decoding: result.body, as: UTF8.self))
    else { return nil }
    for row in rows {
      if let ids, let id = row.integer(idKey), !ids.contains(id) {
        return Self.text("trade \(id), and \(ids.lowerBound)…\(ids.upperBound) were asked for")
      }
      if let sinceMs, let ms = row.integer(timeKey), ms < sinceMs {
        return Self.text("a trade of \(ms) ms, and those from \(sinceMs) ms on were asked for")
      }
    }
    return nil
  }

  private static func text(_ what: String) -> String {
    "the answer has \(what); it is not believed: is that the right --rest-url?"
  }
}
