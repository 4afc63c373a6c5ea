import Basics

/// What the last record of a segment (`z`) says: the writer ended it knowingly.
///
/// ```
/// {"lastSequence":84211,"sessionEnds":false}
/// ```
package struct SegmentEnd: Equatable, Sendable {
  /// Sequence number of the `z` record itself.
  package var lastSequence: Int64
  /// Whether the session ends too; if not, another segment follows.
  package var sessionEnds: Bool

  package init(lastSequence: Int64, sessionEnds: Bool) {
    self.lastSequence = lastSequence
    self.sessionEnds = sessionEnds
  }

  /// Reads the payload of a `z` record; nil if it is not one.
  package init?(payload: [UInt8]) {
    guard let object = try? JSONParser.parse(payload), let last = object.integer("lastSequence"),
      case .bool(let ends)? = object["sessionEnds"]
    else { return nil }
    lastSequence = last
    sessionEnds = ends
  }

  package var payload: [UInt8] {
    Array("{\"lastSequence\":\(lastSequence),\"sessionEnds\":\(sessionEnds)}".utf8)
  }
}
