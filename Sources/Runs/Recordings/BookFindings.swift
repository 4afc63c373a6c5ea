import Basics
import Binance
import Feed
import Market

/// What `verify` finds in the updates of books: a line each, and what is wrong.
struct BookFindings {
  private(set) var lines: [String] = []
  private(set) var gapCount = 0
  private(set) var neverJoinedCount = 0
  private var facts: [JSONValue] = []

  var isWhole: Bool { gapCount == 0 && neverJoinedCount == 0 }
  var json: JSONValue { .array(facts) }

  mutating func add(_ ledgers: [BookLedger], _ symbols: SymbolTable, endNs: Int64) {
    // Snapshots alone are no book that goes on.
    for ledger in ledgers where ledger.updateCount > 0 {
      let name = symbols.name(ledger.symbol)
      gapCount += ledger.gapCount
      if ledger.hasNeverJoined { neverJoinedCount += 1 }
      lines.append("\(name) \(ledger.name): \(ledger.text(endNs))")
      facts.append(ledger.json(name, endNs))
    }
  }
}

extension BookLedger {
  /// The stream's.
  var name: String { isRPI ? "rpiDepth" : "depth" }

  /// `41249 updates, 2 gaps, joined 98.3 % of the time, from 2024-08-08T23:54:15.209Z`
  fileprivate func text(_ endNs: Int64) -> String {
    var text = "\(several(updateCount, "update")), "
    text += gapCount == 0 ? "none missing" : several(gapCount, "gap")
    if outageCount > 0 { text += ", \(several(outageCount, "outage"))" }
    if let firstJoinedNs {
      let permille = Int(joinedShare(untilNs: endNs) * 1000)
      text += ", joined \(permille / 10).\(permille % 10) % of the time, from "
      text += isoText(ns: firstJoinedNs)
      // With the last connection every book ends.
      if let reason, reason != .connectionLost { text += "; not joined at the end: \(reason.text)" }
    } else if snapshotCount > 0, let reason = lastTrouble ?? reason {
      text += ", never joined though \(several(snapshotCount, "snapshot")) came: \(reason.text)"
    } else {
      text += ", and no snapshot: no book can be built from them"
    }
    return text
  }

  private func several(_ count: Int, _ what: String) -> String {
    "\(count) \(what)\(count == 1 ? "" : "s")"
  }

  fileprivate func json(_ name: String, _ endNs: Int64) -> JSONValue {
    var facts: [JSONValue.Member] = [
      ("symbol", .string(name)), ("stream", .string(self.name)),
      ("updates", .integer(Int64(updateCount))), ("snapshots", .integer(Int64(snapshotCount))),
      ("gaps", .integer(Int64(gapCount))), ("outages", .integer(Int64(outageCount))),
      ("joinedPermille", .integer(Int64(joinedShare(untilNs: endNs) * 1000))),
      ("joinedFromNs", firstJoinedNs.map { .integer($0) } ?? .null),
    ]
    if let reason { facts.append(("unjoined", .string(reason.name))) }
    return .object(facts)
  }
}
