import Archive
import Market
package import Recording

/// What the earlier sessions of a recording lack, so that a new one asks for it once more.
///
/// All that they recorded is read, which may take minutes: beside a recorder at work.
package struct EarlierGaps: Sendable {
  /// Trades of a symbol that are missing.
  package struct Entry: Equatable, Sendable {
    package let symbol: String
    package let gap: TradeGap
  }

  package private(set) var entries: [Entry] = []

  /// - Parameters:
  ///   - bytesMax: of the files that are read, the newest first.
  ///   - isEarlier: whether a session goes on in the one at work: it is another one, and of the same venue.
  ///   - shouldStop: asked for each batch of frames.
  package init(
    folder: String, bytesMax: Int64, isEarlier: (SessionInfo) -> Bool,
    shouldStop: () -> Bool
  ) throws {
    let recording = try Recording(paths: [folder], packed: PackedDecoder.self)
    guard let range = try Self.range(recording, bytesMax, isEarlier) else { return }
    let ends = try TradeEnds(
      recording.part(range), range: .all, workerCount: 1, shouldStop: shouldStop)
    for (ledger, name) in zip(ends.ledgers, ends.names) {
      entries += ledger.openParts.map { Entry(symbol: name, gap: $0) }
    }
  }

  /// The segments of the last such sessions, without a session of others between them.
  private static func range(
    _ recording: Recording, _ bytesMax: Int64, _ isEarlier: (SessionInfo) -> Bool
  ) throws -> Range<Int>? {
    var range: Range<Int>?
    var byteCount: Int64 = 0
    for index in recording.segments.indices.reversed() {
      byteCount += recording.segments[index].byteCount
      guard byteCount <= bytesMax else { break }
      if let session = try recording.session(ofSegment: index), isEarlier(session) {
        range = index..<(range?.upperBound ?? index + 1)
      } else if range != nil {
        break
      }
    }
    return range
  }
}
