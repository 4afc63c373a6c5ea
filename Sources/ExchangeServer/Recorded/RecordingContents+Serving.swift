package import Binance
import Market
package import Recording

/// What a recording holds, found by its headers and the blocks that hold connections: seconds
/// even for a large one.
package struct RecordedSurvey: Sendable {
  /// Of the venue, in order of appearance, upper case.
  package private(set) var symbols: [String] = []
  /// Names of the venue's streams, in order of appearance.
  package private(set) var streams: [String] = []
  package private(set) var firstUs: Int64 = 0
  package private(set) var lastUs: Int64 = 0
  /// Behind the REST answers that a recorder asks for before all else: where serving begins, so that
  /// they are there from the start.
  package private(set) var preludeEndUs: Int64 = 0
  /// The one that was asked for, or the first that a record names.
  package private(set) var venue: Venue
  /// All that are in it, in order of appearance. Records of others than `venue` are passed over: the
  /// same symbols mean something else there.
  package private(set) var venues: [Venue] = []
  /// Whether single trades lie in it as rows of an archive, from which a stream can be made.
  package private(set) var hasArchivedTrades = false

  private static let wholeBlocks = 8

  /// - Throws: what keeps the recording from being read.
  package init(_ recording: Recording, venue: Venue? = nil) throws {
    var reader = RecordingReader(recording)
    var scan = SurveyScan()
    var blocks = 0
    while let step = try reader.nextBlock() {
      // The exchange passes over damage too, and counts it.
      guard case .block(let block) = step else { continue }
      scan.lastNs = max(scan.lastNs ?? .min, block.header.lastReceivedNs)
      if scan.firstNs == nil { scan.firstNs = block.header.firstReceivedNs }
      blocks += 1
      // Rows of an archive name their symbols in each record, and nowhere else.
      guard
        blocks <= Self.wholeBlocks || scan.isArchive
          || block.header.flags.contains(.holdsContext)
      else { continue }
      while let frame = try reader.nextFrame() { scan.take(frame) }
    }
    venues = scan.venues
    self.venue = venue ?? scan.venues.first ?? .spot
    (symbols, streams) = scan.found(self.venue)
    firstUs = (scan.firstNs ?? 0) / 1000
    lastUs = (scan.lastNs ?? 0) / 1000
    hasArchivedTrades = scan.hasArchivedTrades
    preludeEndUs = min((scan.preludeNs ?? scan.firstNs ?? 0) / 1000 + 1, lastUs + 1)
  }
}
