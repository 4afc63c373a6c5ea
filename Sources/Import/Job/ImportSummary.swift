package import Recording

/// A file of an import, and what was found in it.
package struct ImportedFile: Equatable, Sendable {
  package var path: String
  package var byteCount: Int64
  /// What the file holds, in words: "spot BTCUSDT klines 1m".
  package var content: String
  /// True if a `.CHECKSUM` lay beside it and agreed.
  package var isVerified = false
  /// Frames of the source: not those that the import adds to explain them.
  package var frames = 0
}

/// What an import did.
package struct ImportSummary: Equatable, Sendable {
  package var files: [ImportedFile]
  /// Records by kind, sorted by kind, `o` and `x` included.
  package var recordsByKind: [(kind: FrameKind, count: Int)] {
    counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key, $0.value) }
  }
  package var records = 0
  /// Bytes of all payloads.
  package var payloadBytes: Int64 = 0
  package var firstNs: Int64?
  package var lastNs: Int64?
  /// Frames whose time lay before that of one before them. The recording's writer lifts those
  /// times to the latest before them, so that its own never run backwards.
  package var backwards = 0
  package var backwardsMaxNs: Int64 = 0
  /// Lines of cryptofeed's own configuration, which are left out.
  package var configurationLines = 0
  /// Last lines of a file that break off within a frame, as a killed collector leaves them; they
  /// are left out.
  package var tornLines = 0

  /// What was found in rows besides them.
  package internal(set) var findings = RowFindings()

  /// Whether nothing was contradicted, dropped or missing.
  package var isWhole: Bool { findings.isWhole && tornLines == 0 }

  var counts: [FrameKind: Int] = [:]
}

/// Passes records on and keeps the account.
struct TallySink<Base: FrameSink>: FrameSink {
  var base: Base
  var summary: ImportSummary

  mutating func append(
    receivedNs: Int64, connection: UInt32, kind: FrameKind, payload: borrowing Span<UInt8>
  ) throws {
    try base.append(
      receivedNs: receivedNs, connection: connection, kind: kind, payload: payload)
    summary.counts[kind, default: 0] += 1
    summary.records += 1
    summary.payloadBytes += Int64(payload.count)
    if summary.firstNs == nil { summary.firstNs = receivedNs }
    let lastNs = summary.lastNs ?? receivedNs
    if receivedNs < lastNs {
      summary.backwards += 1
      summary.backwardsMaxNs = max(summary.backwardsMaxNs, lastNs - receivedNs)
    } else {
      summary.lastNs = receivedNs
    }
  }
}
