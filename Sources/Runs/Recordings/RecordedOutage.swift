import Basics

/// What a recorder noted about streams that no connection brought for a while.
struct RecordedOutage {
  let isAtEnd: Bool
  /// `outage: 1024 streams from btcusdt@trade on were not recorded from … to …: HTTP 451`
  let text: String

  /// Nil for the record of a connection that was lost.
  init?(_ record: String) {
    guard record.hasPrefix(#"{"reason":"streams were not recorded""#),
      let facts = JSONValue(text: record), let first = facts.string("first"),
      let count = facts.integer("streams"), let fromNs = facts.integer("fromNs"),
      let toNs = facts.integer("toNs")
    else { return nil }
    if case .bool(true)? = facts["atEnd"] { isAtEnd = true } else { isAtEnd = false }
    text =
      "outage: \(count) \(count == 1 ? "stream" : "streams")\(count == 1 ? "," : " from") \(first)"
      + "\(count == 1 ? "," : " on") not recorded from \(isoText(ns: fromNs)) to \(isoText(ns: toNs))"
      + (isAtEnd ? ", the end" : "") + ": \(facts.string("why") ?? "")"
  }
}
