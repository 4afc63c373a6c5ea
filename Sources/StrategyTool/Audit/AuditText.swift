import Basics
import Feed
import Market

/// An audit's findings as a table for people and as JSON.
enum AuditText {
  /// The books first, if there are any.
  static func text(_ report: AuditReport, _ books: BookReport) -> String {
    if report.rows.isEmpty { return BookText.table(books) }
    return books.rows.isEmpty
      ? table(report) : BookText.table(books) + "\n\n" + table(report)
  }

  private static func table(_ report: AuditReport) -> String {
    let shown = KlineVerdict.names.indices.filter { kind in
      report.rows.contains { $0.counts[kind] > 0 }
    }
    var lines = [["symbol", "interval", "origin", "klines"] + shown.map { KlineVerdict.names[$0] }]
    for row in report.rows {
      lines.append(
        [row.symbol, row.interval.rawValue, "\(row.origin)", String(row.total)]
          + shown.map { String(row.counts[$0]) })
    }
    var text = TextTable(lines).text
    for difference in report.differences {
      text += "\n\n\(difference.symbol) \(difference.interval.rawValue) "
      text += "\(isoText(ns: difference.openTimeMs * 1_000_000, decimals: 0)) "
      text += "(\(difference.origin), \(difference.location))"
      for field in difference.fields {
        text += "\n  \(field.field): the kline says \(field.kline), the trades give \(field.trades)"
      }
    }
    text += "\n\n\(report.klineCount) klines, \(report.differenceCount) differ"
    let leftCount = report.klineCount - report.decidedCount
    return leftCount > 0 ? text + "; \(leftCount) could not be compared" : text
  }

  static func json(_ report: AuditReport, _ books: BookReport) -> JSONValue {
    let rows = report.rows.map { row in
      let counts = zip(KlineVerdict.names, row.counts).map { name, count in
        (JSONValue.key(name), JSONValue.integer(Int64(count)))
      }
      return JSONValue.object(
        [
          ("symbol", .string(row.symbol)), ("interval", .string(row.interval.rawValue)),
          ("origin", .string("\(row.origin)")), ("klines", .integer(Int64(row.total))),
        ] + counts)
    }
    let differences = report.differences.map { difference in
      JSONValue.object([
        ("symbol", .string(difference.symbol)),
        ("interval", .string(difference.interval.rawValue)),
        ("origin", .string("\(difference.origin)")),
        ("openTimeMs", .integer(difference.openTimeMs)), ("place", .string(difference.location)),
        (
          "fields",
          .array(
            difference.fields.map {
              .object([
                ("field", .string($0.field)), ("kline", .string($0.kline)),
                ("trades", .string($0.trades)),
              ])
            })
        ),
      ])
    }
    return .object([
      ("klines", .integer(Int64(report.klineCount))),
      ("compared", .integer(Int64(report.decidedCount))),
      ("differ", .integer(Int64(report.differenceCount))), ("rows", .array(rows)),
      ("differences", .array(differences)), ("books", BookText.json(books)),
    ])
  }
}
