package import Binance
import Market
package import Recording

/// What a recording holds, found by its headers and the blocks that tell of connections: seconds
/// even for a large one.
package struct RecordedSurvey: Sendable {
  /// In order of appearance, upper case.
  package private(set) var symbols: [String] = []
  /// Names of streams, in order of appearance.
  package private(set) var streams: [String] = []
  package private(set) var firstUs: Int64 = 0
  package private(set) var lastUs: Int64 = 0
  /// Behind the REST answers that a recorder asks for before all else: where serving begins, so that
  /// they are there from the start.
  package private(set) var preludeEndUs: Int64 = 0
  /// By the first address that tells.
  package private(set) var venue: Venue = .spot
  /// Another venue that is in it too, and is served as if it were that one.
  package private(set) var otherVenue: Venue?
  /// Whether single trades lie in it as rows of an archive, from which a stream can be made.
  package private(set) var hasArchivedTrades = false

  private static let wholeBlocks = 8

  /// - Throws: what keeps the recording from being read.
  package init(_ recording: Recording) throws {
    var cursor = BlockCursor(recording)
    let reader = BlockReader(recording)
    var scan = SurveyScan()
    var blocks = 0
    while let step = try cursor.next() {
      guard case .block(let location) = step else { continue }
      scan.lastNs = max(scan.lastNs ?? .min, location.header.lastReceivedNs)
      if scan.firstNs == nil { scan.firstNs = location.header.firstReceivedNs }
      blocks += 1
      // Rows of an archive name their symbols in each record, and nowhere else.
      guard
        blocks <= Self.wholeBlocks || scan.isArchive
          || location.header.flags.contains(.holdsContext)
      else { continue }
      do {
        try reader.read(location)
        try reader.forEachRecord(of: location) { scan.take($1, $2) }
      } catch RecordingError.damaged {
        // The tape passes over it too, and tells.
        continue
      }
    }
    symbols = scan.symbols
    streams = scan.streams
    firstUs = (scan.firstNs ?? 0) / 1000
    lastUs = (scan.lastNs ?? 0) / 1000
    venue = scan.venues.first ?? .spot
    otherVenue = scan.venues.dropFirst().first
    hasArchivedTrades = scan.hasArchivedTrades
    preludeEndUs = min((scan.preludeNs ?? scan.firstNs ?? 0) / 1000 + 1, lastUs + 1)
  }
}
