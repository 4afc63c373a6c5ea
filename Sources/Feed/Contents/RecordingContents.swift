/// What a recording holds: `tool info`.
package struct RecordingInfo: Encodable, Sendable {
  package struct Segment: Encodable, Sendable {
    package var name: String
    package var path: String
    package var byteCount: Int64
    package var blockCount = 0
    /// Of `blockCount`, those that lie in tails, not sealed yet.
    package var tailCount = 0
    package var recordCount: Int64 = 0
    package var rawBytes: Int64 = 0
    package var firstReceivedNs: Int64?
    package var lastReceivedNs: Int64?
    /// Whether its last block says that nothing follows.
    package var isEnded = false
  }

  package struct Session: Encodable, Sendable {
    package var id: String
    package var tool: String
    package var host: String
    package var config: String
    package var segmentCount = 0
    package var firstReceivedNs: Int64
    package var lastReceivedNs: Int64
    package var recordCount: Int64 = 0
  }

  package struct Kind: Encodable, Sendable {
    /// The kind's letter.
    package var kind: String
    package var recordCount: Int64 = 0
    package var payloadBytes: Int64 = 0
  }

  package struct Connection: Encodable, Sendable {
    package var session: String
    package var connection: UInt32
    /// From its `o` record; empty if it has none.
    package var url: String
    package var opened = 0
    package var lost = 0
    package var recordCount: Int64 = 0
    package var payloadBytes: Int64 = 0
  }

  package struct Stream: Encodable, Sendable {
    package var name: String
    package var recordCount: Int64 = 0
    package var payloadBytes: Int64 = 0
    package var firstReceivedNs: Int64
    package var lastReceivedNs: Int64
  }

  package struct Gap: Encodable, Sendable {
    package var receivedNs: Int64
    package var text: String
  }

  package internal(set) var segments: [Segment] = []
  package internal(set) var sessions: [Session] = []
  /// By letter.
  package internal(set) var kinds: [Kind] = []
  /// In the order of their first record.
  package internal(set) var connections: [Connection] = []
  /// By name: websocket streams, REST endpoints, archive files' data.
  package internal(set) var streams: [Stream] = []
  /// The first `gapsMax` of the `g` records.
  package internal(set) var gaps: [Gap] = []
  package internal(set) var gapCount = 0
  /// The first `damagesMax` parts that cannot be read.
  package internal(set) var damages: [Damage] = []
  package internal(set) var damageCount = 0
  /// What a present writer says of itself.
  package internal(set) var writers: [String] = []
  /// Files in the folder that are no part of it.
  package internal(set) var strangers: [String] = []
  /// Whether records were read, not only block headers: without them there are no sessions, kinds,
  /// connections, streams and gaps.
  package internal(set) var hasRecords = false

  package static let gapsMax = 100
  package static let damagesMax = 100
  package static let streamsMax = 10_000
  package static let connectionsMax = 10_000

  package var recordCount: Int64 { segments.reduce(0) { $0 + $1.recordCount } }
  package var rawBytes: Int64 { segments.reduce(0) { $0 + $1.rawBytes } }
  package var byteCount: Int64 { segments.reduce(0) { $0 + $1.byteCount } }
  package var blockCount: Int { segments.reduce(0) { $0 + $1.blockCount } }
  package var firstReceivedNs: Int64? { segments.compactMap(\.firstReceivedNs).min() }
  package var lastReceivedNs: Int64? { segments.compactMap(\.lastReceivedNs).max() }

  /// Looks through a recording.
  ///
  /// - Parameter reading: also reads every record; otherwise only the block headers are looked at,
  ///   which is quick however long the recording is.
  package init(_ recording: Recording, reading: Bool = true) throws {
    var gatherer = InfoGatherer(recording, reading: reading)
    self = try gatherer.gather()
  }

  init() {}
}
