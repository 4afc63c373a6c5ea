package import Basics
package import Feed
import Market
package import Recording

extension RecordingContents {
  /// What is in the recording, as one JSON document.
  package var json: JSONValue {
    .object([
      ("firstReceivedNs", integer(firstReceivedNs)),
      ("lastReceivedNs", integer(lastReceivedNs)),
      ("records", .integer(recordCount)), ("blocks", .integer(Int64(blockCount))),
      ("rawBytes", .integer(rawBytes)), ("bytes", .integer(byteCount)),
      ("writers", .array(writers.map { .string($0) })),
      ("strangers", .array(strangers.map { .string($0) })),
      ("sessions", .array(sessions.map(json))),
      ("segments", .array(segments.map(json))),
      ("connections", .array(connections.map(json))),
      ("streams", .array(receivedStreams.map(json))), ("kinds", .array(kinds.map(json))),
      ("missing", .array(missing.map { .string($0) })),
      ("gapCount", .integer(Int64(gapCount))), ("gaps", .array(gaps.map(json))),
      ("damageCount", .integer(Int64(damageCount))),
      ("damages", .array(damages.map { $0.json })),
    ])
  }

  private func json(_ session: RecordingContents.Session) -> JSONValue {
    .object([
      ("id", .string(session.about.id)), ("tool", .string(session.about.tool)),
      ("host", .string(session.about.host)),
      ("config", JSONValue(text: session.about.config) ?? .null),
      ("segments", .integer(Int64(session.segmentCount))),
      ("records", .integer(session.recordCount)),
      ("firstReceivedNs", .integer(session.firstReceivedNs)),
      ("lastReceivedNs", .integer(session.lastReceivedNs)),
    ])
  }

  private func json(_ segment: RecordingContents.Segment) -> JSONValue {
    .object([
      ("name", .string(segment.name)), ("path", .string(segment.path)),
      ("bytes", .integer(segment.byteCount)), ("rawBytes", .integer(segment.rawBytes)),
      ("blocks", .integer(Int64(segment.blockCount))),
      ("tails", .integer(Int64(segment.tailCount))), ("records", .integer(segment.recordCount)),
      ("firstReceivedNs", integer(segment.firstReceivedNs)),
      ("lastReceivedNs", integer(segment.lastReceivedNs)), ("ended", .bool(segment.isEnded)),
    ])
  }

  private func json(_ connection: RecordingContents.Connection) -> JSONValue {
    .object([
      ("session", .string(connection.session)),
      ("connection", .integer(Int64(connection.connection))), ("url", .string(connection.url)),
      ("opened", .integer(Int64(connection.opened))), ("lost", .integer(Int64(connection.lost))),
      ("records", .integer(connection.recordCount)),
      ("payloadBytes", .integer(connection.payloadBytes)),
    ])
  }

  private func json(_ stream: RecordingContents.Stream) -> JSONValue {
    let venue = venues.count > 1 ? stream.venue : nil
    return .object(
      [("name", .string(stream.name))] + (venue.map { [("venue", .string($0.rawValue))] } ?? []) + [
        ("records", .integer(stream.recordCount)),
        ("payloadBytes", .integer(stream.payloadBytes)),
        ("firstReceivedNs", .integer(stream.firstReceivedNs)),
        ("lastReceivedNs", .integer(stream.lastReceivedNs)),
      ])
  }

  private func json(_ kind: RecordingContents.Kind) -> JSONValue {
    .object([
      ("kind", .string(String(kind.kind.letter))), ("records", .integer(kind.recordCount)),
      ("payloadBytes", .integer(kind.payloadBytes)),
    ])
  }

  private func json(_ gap: RecordingContents.Gap) -> JSONValue {
    .object([("receivedNs", .integer(gap.receivedNs)), ("text", .string(gap.text))])
  }

  private func integer(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
}

extension Verification {
  /// For a JSON object.
  package var facts: [JSONValue.Member] {
    [
      ("outcome", .string(outcome.rawValue)), ("segments", .integer(Int64(segmentCount))),
      ("blocks", .integer(Int64(blockCount))), ("records", .integer(recordCount)),
      ("rawBytes", .integer(rawBytes)), ("bytes", .integer(byteCount)),
      ("recordsLost", .integer(recordsLost)), ("lossIsKnown", .bool(!isLossUnknown)),
      ("damageCount", .integer(Int64(damageCount))),
      ("damages", .array(damages.map { $0.json })), ("notes", .array(notes.map { .string($0) })),
    ]
  }
}

extension Damage {
  /// As `--json` shows it.
  package var json: JSONValue {
    .object([
      ("kind", .string(kind.rawValue)), ("segment", .string(segment)),
      ("fileOffset", .integer(fileOffset)), ("bytes", .integer(byteCount)),
      ("recordsLost", recordsLost.map { .integer($0) } ?? .null), ("message", .string(message)),
    ])
  }
}
