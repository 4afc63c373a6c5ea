/// Whether a recording is as it was written: `tool verify`.
package struct Verification: Sendable {
  package enum Outcome: String, Sendable {
    /// Everything that was recorded is there.
    case whole
    /// Something is not, and `damages` says what.
    case damaged
    /// Not one block can be read.
    case unreadable
  }

  package internal(set) var outcome = Outcome.whole
  /// The first `damagesMax` of them, in the order of the recording.
  package internal(set) var damages: [Damage] = []
  package internal(set) var damageCount = 0
  /// Records lost to damage, as far as that is known.
  package internal(set) var recordsLost: Int64 = 0
  /// Whether some damage does not say how many records it cost.
  package internal(set) var isLossUnknown = false
  /// What is unusual and no damage: a live writer, records not sealed yet, losses that `g` records report.
  package internal(set) var notes: [String] = []
  package internal(set) var segmentCount = 0
  package internal(set) var blockCount = 0
  package internal(set) var recordCount: Int64 = 0
  package internal(set) var rawBytes: Int64 = 0
  package internal(set) var byteCount: Int64 = 0

  package static let damagesMax = 1000
  package static let notesMax = 1000

  /// Reads all of a recording: every checksum, length, count, order, every segment's begin and end.
  ///
  /// - Parameter progress: is given the bytes of segments done so far.
  package init(_ recording: Recording, progress: (Int64) -> Void = { _ in }) throws {
    var verifier = Verifier(recording)
    self = try verifier.verify(progress)
  }

  init() {}

  mutating func add(_ damage: Damage) {
    damageCount += 1
    if damages.count < Verification.damagesMax { damages.append(damage) }
    if let lost = damage.recordsLost {
      let (sum, overflow) = recordsLost.addingReportingOverflow(lost)
      recordsLost = overflow ? .max : sum
    } else {
      isLossUnknown = true
    }
  }

  mutating func note(_ text: String) {
    if notes.count < Verification.notesMax { notes.append(text) }
  }
}
