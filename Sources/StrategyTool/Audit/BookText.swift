import Basics
import Feed
import Market

/// What an audit found about books, as a table for people and as JSON.
enum BookText {
  private static func counts(_ row: BookReport.Row) -> [(name: String, count: Int)] {
    [
      ("compared", row.compared), ("equal", row.equal), ("differ", row.differing),
      ("between updates", row.betweenUpdates), ("unjoined", row.unjoined),
      ("beyond reach", row.beyondReach),
    ]
  }

  static func table(_ report: BookReport) -> String {
    var lines: [[String]] = []
    for row in report.rows {
      let counts = counts(row)
      if lines.isEmpty { lines.append(["symbol", "book beside", "frames"] + counts.map(\.name)) }
      lines.append(
        [row.symbol, row.witness.rawValue, String(row.total)] + counts.map { String($0.count) })
    }
    var text = TextTable(lines).text
    for row in report.rows {
      guard let difference = row.firstDifference else { continue }
      text += "\n\n\(row.symbol) at update \(difference.updateId), the first that differs:"
      text += "\n  \(row.witness.rawValue) (\(difference.witnessLocation)): "
      text += self.text(difference.witnessLevel, difference)
      text += "\n  book (\(difference.bookLocation)): "
      text += self.text(difference.bookLevel, difference)
    }
    return text + "\n\nbooks: \(report.comparedCount) compared, \(report.differenceCount) differ"
  }

  private static func text(_ level: PriceLevel?, _ difference: BookReport.Difference) -> String {
    guard let level else { return "no \(difference.isBid ? "bid" : "ask")" }
    return "\(difference.isBid ? "bid" : "ask") \(level.price), \(level.quantity) there"
  }

  static func json(_ report: BookReport) -> JSONValue {
    .array(
      report.rows.map { row in
        var facts: [JSONValue.Member] = [
          ("symbol", .string(row.symbol)), ("witness", .string(row.witness.rawValue)),
          ("frames", .integer(Int64(row.total))),
        ]
        for (name, count) in counts(row) {
          facts.append((JSONValue.key(name), .integer(Int64(count))))
        }
        if let difference = row.firstDifference {
          facts.append(("firstDifference", json(difference)))
        }
        return .object(facts)
      })
  }

  private static func json(_ difference: BookReport.Difference) -> JSONValue {
    func level(_ level: PriceLevel?) -> JSONValue {
      guard let level else { return .null }
      return .object([
        ("price", .string("\(level.price)")), ("quantity", .string("\(level.quantity)")),
      ])
    }
    return .object([
      ("updateId", .integer(difference.updateId)),
      ("side", .string(difference.isBid ? "bid" : "ask")),
      ("witnessLocation", .string(difference.witnessLocation)),
      ("bookLocation", .string(difference.bookLocation)),
      ("witness", level(difference.witnessLevel)), ("book", level(difference.bookLevel)),
    ])
  }
}
