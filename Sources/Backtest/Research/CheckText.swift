import Basics
import Market

/// A causality check's result as text.
package struct CheckText {
  package let lines: [String]
  package let json: String

  package init(_ check: CausalityCheck) {
    var lines: [String] = []
    for finding in check.findings {
      guard let difference = finding.difference else {
        let limit = finding.limit.map { " (\($0))" } ?? ""
        lines.append(
          "\(finding.test): \(finding.isTried ? "the same" + limit : finding.meaning)")
        continue
      }
      lines += [
        "\(finding.test): DIFFERENT, first at the candle that closed "
          + "\(isoText(ns: (difference.endMs + 1) * 1_000_000, decimals: 0)):",
        "  \(difference.what) before: \(difference.expected)",
        "  \(difference.what) now:    \(difference.found)",
        "  \(finding.meaning)",
      ]
    }
    self.lines = lines
    let findings = check.findings.map { finding in
      JSONValue.object([
        ("test", .string(finding.test)),
        ("isSame", finding.isTried ? .bool(finding.difference == nil) : .null),
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
