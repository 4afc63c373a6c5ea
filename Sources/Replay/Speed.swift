/// How fast a recording is played: a multiple of the pace at which it was received, or no pacing.
package enum Speed: Equatable, Sendable {
  /// `numerator / denominator` times the recorded pace.
  case paced(numerator: Int64, denominator: Int64)
  /// As fast as the machine can.
  case max

  /// The largest multiple that pacing makes sense for.
  package static let multipleMax: Int64 = 1_000_000

  /// Reads `10x`, `0.5x`, `1`, or `max`; nil for anything else, and for 0.
  package init?(_ text: String) {
    if text == "max" {
      self = .max
      return
    }
    let number = text.last == "x" ? text.dropLast() : Substring(text)
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, Self.isDigits(first, countMax: 7), let whole = Int64(first)
    else { return nil }
    var numerator = whole
    var denominator: Int64 = 1
    if parts.count == 2 {
      guard Self.isDigits(parts[1], countMax: 6), let fraction = Int64(parts[1]) else { return nil }
      for _ in parts[1] { denominator *= 10 }
      numerator = whole * denominator + fraction
    }
    guard numerator > 0, numerator <= Self.multipleMax * denominator else { return nil }
    self = .paced(numerator: numerator, denominator: denominator)
  }

  private static func isDigits(_ text: Substring, countMax: Int) -> Bool {
    !text.isEmpty && text.count <= countMax && text.allSatisfy { $0.isASCII && $0.isNumber }
  }
}
