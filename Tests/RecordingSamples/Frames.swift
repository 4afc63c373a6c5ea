import Archive
package import Recording
import TestSupport

/// A record as tests compare it.
package struct SampleFrame: Equatable, CustomStringConvertible {
  package var receivedNs: Int64
  package var connection: UInt32
  package var kind: FrameKind
  package var payload: [UInt8]
  package var sequence: Int64

  package init(
    receivedNs: Int64 = startNs, connection: UInt32 = 1, kind: FrameKind = .text,
    payload: [UInt8] = Array(#"{"e":"trade"}"#.utf8), sequence: Int64 = 0
  ) {
    self.receivedNs = receivedNs
    self.connection = connection
    self.kind = kind
    self.payload = payload
    self.sequence = sequence
  }

  package var description: String {
    "\(sequence): \(receivedNs) \(connection) \(kind.letter) "
      + "\(String(decoding: payload.prefix(60), as: UTF8.self))"
  }

  /// The record as the format page says it.
  package var text: [UInt8] {
    Array("\(receivedNs) \(connection) \(kind.letter) \(payload.count) ".utf8) + payload + [0x0A]
  }
}

package let startNs: Int64 = 1_723_125_600_000_000_000

extension SessionInfo {
  package static let test = SessionInfo(id: "s1", tool: "tapedeck test", host: "here")

  package static func test(_ id: String) -> SessionInfo {
    SessionInfo(id: id, tool: "tapedeck test", host: "here")
  }
}

extension RecordingWriter.Options {
  /// Small blocks, no floor, no syncs: what most tests want.
  package static func small(block: Int = 200) -> RecordingWriter.Options {
    var options = RecordingWriter.Options()
    options.blockRawBytes = block
    options.minFreeBytes = 0
    options.sync = .never
    return options
  }
}

extension RecordingWriter {
  package func append(_ frame: SampleFrame) throws {
    try append(
      receivedNs: frame.receivedNs, connection: frame.connection, kind: frame.kind,
      payload: frame.payload.span)
  }

  package func append(
    _ text: String, atNs: Int64 = startNs, _ kind: FrameKind = .text, on: UInt32 = 1
  )
    throws
  {
    try append(
      SampleFrame(receivedNs: atNs, connection: on, kind: kind, payload: Array(text.utf8)))
  }
}

/// All that a recording gives, in order.
package struct Played: Equatable {
  package var frames: [SampleFrame] = []
  package var damages: [Damage] = []

  /// Frames that the test appended itself: without `m` and `z`.
  package var own: [SampleFrame] { frames.filter { $0.kind != .metadata && $0.kind != .end } }
  package var texts: [String] { own.map { String(decoding: $0.payload, as: UTF8.self) } }

  package init(_ paths: [String], fromNs: Int64? = nil, toNs: Int64? = nil) throws {
    try self.init(
      try Recording(paths: paths, packed: PackedDecoder.self), fromNs: fromNs, toNs: toNs)
  }

  package init(_ recording: Recording, fromNs: Int64? = nil, toNs: Int64? = nil) throws {
    var reader = RecordingReader(recording, range: TimeRange(fromNs: fromNs, toNs: toNs))
    while let step = try reader.next() {
      switch step {
      case .damage(let damage): damages.append(damage)
      case .frame(let frame): frames.append(SampleFrame(frame))
      }
    }
  }
}

/// Frames such as a market makes: growing times, several connections and kinds, now and then a
/// payload with line feeds, an empty one, or one larger than a block.
package func randomFrames(_ count: Int, seed: UInt64) -> [SampleFrame] {
  var random = SeededRandom(seed: seed)
  var receivedNs = startNs
  return (0..<count).map { index in
    receivedNs += Int64.random(in: 0...1_000_000_000, using: &random)
    let kinds: [FrameKind] = [
      .text, .text, .text, .binary, .ping, .response, .gap, FrameKind(rawValue: 0x7E),
    ]
    let length: Int
    switch Int.random(in: 0..<20, using: &random) {
    case 0: length = 0
    case 1: length = Int.random(in: 300...2000, using: &random)
    default: length = Int.random(in: 1...90, using: &random)
    }
    return SampleFrame(
      receivedNs: receivedNs, connection: UInt32.random(in: 0...3, using: &random),
      kind: kinds.randomElement(using: &random)!,
      payload: (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) },
      sequence: Int64(index + 2))
  }
}

extension SampleFrame {
  package init(_ frame: Frame) {
    self.init(
      receivedNs: frame.receivedNs, connection: frame.connection, kind: frame.kind,
      payload: frame.payload.withUnsafeBufferPointer { Array($0) },
      sequence: frame.location.sequence)
  }
}
