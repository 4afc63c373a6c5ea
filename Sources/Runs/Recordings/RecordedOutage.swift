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
      "outage: "
      + (count == 1 ? "\(first) was" : "\(count) streams from \(first) on were")
      + " not recorded from \(isoText(ns: fromNs)) to \(isoText(ns: toNs))"
      + (isAtEnd ? ", the end" : "") + ": \(facts.string("why") ?? "")"
  }
}

/// What a recorder noted about a loss (`g`).
struct RecordedLoss {
  /// Whether the ids of trades say more of it: trades that it could not fetch may have come later, and a session
  /// that was killed may have missed none.
  let isShownByIds: Bool
  /// Frames that the recorder dropped.
  let frameCount: Int64

  private static let shownByIds = [
    "the recorder ended without a clean end", "trades are missing and were not asked for",
    "trades are missing and could not be fetched", "trades were fetched and not looked at",
  ]

  init(_ record: String) {
    let facts = JSONValue(text: record)
    isShownByIds = facts?.string("reason").map(Self.shownByIds.contains) ?? false
    frameCount = facts?.integer("frames") ?? 0
  }
}
