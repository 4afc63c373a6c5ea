import Binance
package import Feed
package import Market

/// What a server needs to know of a recording.
extension RecordingContents {
  package var firstUs: Int64 { (firstReceivedNs ?? 0) / 1000 }
  package var lastUs: Int64 { (lastReceivedNs ?? 0) / 1000 }

  /// Behind the REST answers that a recorder asks for before all else: where serving begins, so that
  /// they are there from the start.
  package var preludeEndUs: Int64 {
    min((preludeEndNs ?? firstReceivedNs ?? 0) / 1000 + 1, lastUs + 1)
  }

  /// The venue that was asked for, or the first that a record names. Records of others are passed over:
  /// the same symbols mean something else there.
  package func servedVenue(_ asked: Venue?) -> Venue { asked ?? venues.first ?? .spot }
}
