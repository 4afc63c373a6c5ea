package import Backtest
import Basics
import Market
package import Recording

/// Finds one frame in a recording by its number in the session and its receive time, inflating only
/// the blocks that can hold it. A compacted or cut copy has other segments and offsets: there it is
/// found too.
package struct FrameLookup {
  package struct Found {
    /// Where it is now, for people.
    package let location: String
    package let segment: String
    package let blockOffset: Int64
    /// The record as it lies in the recording, without its line feed.
    package let line: String
    package let payload: String
  }

  private let recording: Recording

  package init(_ recording: Recording) { self.recording = recording }

  /// Throws with what was found instead. `paths` name the recording in errors.
  package func find(_ frame: RunEvidence.Frame, _ paths: [String]) throws -> Found {
    var cursor = BlockCursor(recording)
    let reader = BlockReader(recording)
    var damages: [Damage] = []
    var otherReceivedNs: Int64?
    while let step = try cursor.next() {
      guard case .block(let location) = step else {
        if case .damage(let damage) = step { damages.append(damage) }
        continue
      }
      let header = location.header
      guard frame.record >= header.firstSequence, frame.record < header.nextSequence else {
        continue
      }
      do {
        try reader.read(location)
        if let found = try look(frame, location, reader, &otherReceivedNs) { return found }
      } catch RecordingError.damaged(let damage) {
        damages.append(damage)
      }
    }
    throw missing(frame, paths, damages, otherReceivedNs)
  }

  private func look(
    _ frame: RunEvidence.Frame, _ location: BlockLocation, _ reader: BlockReader,
    _ otherReceivedNs: inout Int64?
  ) throws -> Found? {
    var found: Found?
    try reader.forEachRecord(of: location) { ordinal, record, bytes in
      guard location.sequence(ofRecord: ordinal) == frame.record else { return }
      guard record.receivedNs == frame.receivedNs else {
        otherReceivedNs = record.receivedNs
        return
      }
      let payload = bytes.withUnsafeBufferPointer {
        String(decoding: $0[record.payload], as: UTF8.self)
      }
      let segment = recording.segments[location.segment].name
      found = Found(
        location:
          "\(segment), block \(location.header.blockNumber) at byte \(location.fileOffset), "
          + "record \(frame.record)",
        segment: segment, blockOffset: location.fileOffset,
        line: "\(record.receivedNs) \(record.connection) \(Unicode.Scalar(record.kind.rawValue)) "
          + "\(record.payload.count) " + payload,
        payload: payload)
    }
    return found
  }

  private func missing(
    _ frame: RunEvidence.Frame, _ paths: [String], _ damages: [Damage], _ otherReceivedNs: Int64?
  ) -> RunError {
    let name = paths.joined(separator: " ")
    let expected =
      "expected record \(frame.record), received \(isoText(ns: frame.receivedNs, decimals: 9)) "
      + "(\(frame.segment), block at byte \(frame.blockOffset))"
    if let damage = damages.first {
      return RunError(
        "\(name): \(expected); it is not in what can be read: \(damage.message)")
    }
    let found =
      otherReceivedNs.map { "a record of that number received \(isoText(ns: $0, decimals: 9))" }
      ?? "no record of that number"
    return RunError(
      "\(name): found \(found), \(expected): this is another recording than the report was made "
        + "from; name that one with --recording")
  }
}
