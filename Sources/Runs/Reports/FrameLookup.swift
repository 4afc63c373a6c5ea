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
    var reader = RecordingReader(recording)
    var damages: [Damage] = []
    var otherReceivedNs: Int64?
    while let step = try reader.nextBlock() {
      switch step {
      case .damage(let damage): damages.append(damage)
      case .block(let block):
        guard block.header.firstSequence <= frame.record, frame.record < block.header.nextSequence
        else { continue }
        while let record = try reader.nextFrame() {
          guard record.location.sequence == frame.record else { continue }
          if record.receivedNs == frame.receivedNs { return found(record) }
          otherReceivedNs = record.receivedNs
        }
      }
    }
    throw missing(frame, paths, damages: damages, otherReceivedNs: otherReceivedNs)
  }

  private func found(_ frame: Frame) -> Found {
    let payload = frame.payload.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    return Found(
      location: recording.text(of: frame.location),
      segment: recording.segments[frame.location.segment].name,
      blockOffset: frame.location.blockOffset,
      line: "\(frame.receivedNs) \(frame.connection) \(frame.kind.letter) "
        + "\(frame.payload.count) " + payload,
      payload: payload)
  }

  private func missing(
    _ frame: RunEvidence.Frame, _ paths: [String], damages: [Damage], otherReceivedNs: Int64?
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
