import Basics
import Market
package import Recording

/// A range of time in which nothing was received: the result is empty, and that is no error, but
/// seldom what was meant.
package enum EmptyRange {
  /// What was asked for and what there is; nil where no range was asked for.
  package static func text(_ range: TimeRange, _ recording: Recording) throws -> String? {
    let asked = [
      range.fromNs.map { "--from \(isoText(ns: $0))" },
      range.toNs.map { "--to \(isoText(ns: $0))" },
    ].compactMap { $0 }.joined(separator: " ")
    guard !asked.isEmpty else { return nil }
    return "nothing was received in \(asked); \(try covered(recording))"
  }

  /// From when to when a recording reaches, by its blocks' headers; none is inflated.
  private static func covered(_ recording: Recording) throws -> String {
    var reader = RecordingReader(recording)
    var covered: ClosedRange<Int64>?
    while let step = try reader.nextBlock() {
      guard case .block(let block) = step else { continue }
      let first = block.header.firstReceivedNs
      let last = max(first, block.header.lastReceivedNs)
      covered = min(first, covered?.lowerBound ?? first)...max(last, covered?.upperBound ?? last)
    }
    guard let covered else { return "the recording holds no block that can be read" }
    return "the recording covers \(isoText(ns: covered.lowerBound)) to "
      + isoText(ns: covered.upperBound)
  }
}
