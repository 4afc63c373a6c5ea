import Backtest
import Basics

/// A causality check's result as text.
struct CheckText {
  let lines: [String]
  let json: String

  /// `time` writes the last ms of a candle as the moment at which it closed.
  init(_ check: CausalityCheck, time: (Int64) -> String) {
    var lines: [String] = []
    for finding in check.findings {
      guard let difference = finding.difference else {
        lines.append("\(finding.test): the same")
        continue
      }
      lines += [
        "\(finding.test): DIFFERENT, first at the candle that closed \(time(difference.endMs)):",
        "  \(difference.what) before: \(difference.expected)",
        "  \(difference.what) now:    \(difference.found)",
        "  \(finding.meaning)",
      ]
    }
    self.lines = lines
    let findings = check.findings.map { finding in
      JSONValue.object([
        ("test", .string(finding.test)), ("isSame", .bool(finding.difference == nil)),
        (
          "difference",
          finding.difference.map { difference in
            .object([
              ("candleEndMs", .integer(difference.endMs)), ("what", .string(difference.what)),
              ("before", .string(difference.expected)), ("now", .string(difference.found)),
              ("meaning", .string(finding.meaning)),
            ])
          } ?? .null
        ),
      ])
    }
    json =
      JSONValue.object([
        ("isClean", .bool(check.isClean)), ("findings", .array(findings)),
      ]).text
  }
}
