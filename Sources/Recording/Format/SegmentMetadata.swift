import Basics

/// What the first record of a segment (`m`) says, so that each segment can be understood alone.
///
/// ```
/// {"format":1,"tool":"tapedeck 0.1.0","session":"a1b2c3","segment":2,"host":"vps1",
///  "startNs":1723125600000000000,"previousLastSequence":84211,"config":{…}}
/// ```
package struct SegmentMetadata: Equatable, Sendable {
  /// Format version.
  package var format: Int
  package var session: SessionInfo
  /// Number of the segment in its session, from 1.
  package var segmentNumber: Int
  /// When the segment began, ns since the Unix epoch.
  package var startNs: Int64
  /// Sequence number of the previous segment's last record; 0 for the first segment.
  package var previousLastSequence: Int64

  package init(
    session: SessionInfo, segmentNumber: Int, startNs: Int64, previousLastSequence: Int64
  ) {
    format = Int(BlockFormat.version)
    self.session = session
    self.segmentNumber = segmentNumber
    self.startNs = startNs
    self.previousLastSequence = previousLastSequence
  }

  /// Reads the payload of an `m` record; nil if it is not one.
  package init?(payload: [UInt8]) {
    guard let object = try? JSONParser.parse(payload),
      let format = object.integer("format").flatMap(Int.init(exactly:)),
      let session = object.string("session"),
      let number = object.integer("segment").flatMap(Int.init(exactly:)),
      let start = object.integer("startNs"), start >= 0,
      let previous = object.integer("previousLastSequence"),
      (1...RecordingLimits.segmentNumberMax).contains(number),
      (0...RecordingLimits.sequenceMax).contains(previous)
    else { return nil }
    self.format = format
    self.session = SessionInfo(
      id: session, tool: object.string("tool") ?? "", host: object.string("host") ?? "")
    if let config = object["config"] { self.session.config = config.text }
    segmentNumber = number
    startNs = start
    previousLastSequence = previous
  }

  /// The payload of the `m` record, one line.
  package var payload: [UInt8] {
    let texts = [
      "\"format\":\(format)", "\"tool\":" + session.tool.inJSONQuotes,
      "\"session\":" + session.id.inJSONQuotes, "\"segment\":\(segmentNumber)",
      "\"host\":" + session.host.inJSONQuotes, "\"startNs\":\(startNs)",
      "\"previousLastSequence\":\(previousLastSequence)", "\"config\":\(session.config)",
    ]
    return Array("{\(texts.joined(separator: ","))}".utf8)
  }
}
