import Basics
import Feed
import Market
package import Recording

/// A range of time in which nothing was received. The result is empty. That is no error, but seldom
/// what was meant.
package enum EmptyRange {
  /// What was asked for and what there is; nil where no range was asked for.
  package static func text(_ range: TimeRange, _ recording: Recording) throws -> String? {
    let asked = [
      range.fromNs.map { "--from \(isoText(ns: $0))" },
      range.toNs.map { "--to \(isoText(ns: $0))" },
    ].compactMap { $0 }.joined(separator: " ")
    guard !asked.isEmpty else { return nil }
    let contents = try RecordingContents(recording, .headers)
    guard let first = contents.firstReceivedNs, let last = contents.lastReceivedNs else {
      return "nothing was received in \(asked); the recording holds no block that can be read"
    }
    return "nothing was received in \(asked); the recording covers \(isoText(ns: first)) to "
      + isoText(ns: last)
  }
}
