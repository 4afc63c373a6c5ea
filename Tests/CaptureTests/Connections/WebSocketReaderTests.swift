import Capture
import Recording
import TestSupport
import Testing

/// Messages out of bytes, in whatever pieces they come.
@Suite struct WebSocketReaderTests {
  struct Message: Equatable {
    var kind: FrameKind
    var payload: [UInt8]
  }

  /// A frame as a server sends it.
  private static func frame(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let count = payload.count
    let length: [UInt8] =
      switch count {
      case ..<126: [UInt8(count)]
      case ..<65536: [126, UInt8(count >> 8), UInt8(count & 0xFF)]
      default: [127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
      }
    return [first] + length + payload
  }

  private static func read(_ pieces: [[UInt8]], max: Int = 1 << 20) throws -> [Message] {
    var reader = WebSocketReader(payloadBytesMax: max)
    var found: [Message] = []
    for piece in pieces {
      try piece.withUnsafeBytes { bytes in
        try reader.read(bytes) { found.append(Message(kind: $0, payload: Array($1))) }
      }
    }
    return found
  }

  private static func reason(_ bytes: [UInt8], max: Int = 1 << 20) -> String? {
    do {
      _ = try read([bytes], max: max)
      return nil
    } catch {
      return (error as? WebSocketReader.Violation)?.reason
    }
  }

  /// All kinds and lengths, with a ping amid fragments, and what they say.
  private static let stream: (bytes: [UInt8], messages: [Message]) = {
    let long = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var bytes: [UInt8] = []
    bytes += frame(0x81, [])
    bytes += frame(0x81, Array("{}".utf8))
    bytes += frame(0x82, Array(long.prefix(125)))
    bytes += frame(0x81, Array(long.prefix(126)))
    bytes += frame(0x01, [1]) + frame(0x89, [9, 9]) + frame(0x00, []) + frame(0x80, [2, 3])
    bytes += frame(0x81, long)
    bytes += frame(0x8A, [5])
    bytes += frame(0x88, [0x03, 0xE8])
    return (
      bytes,
      [
        Message(kind: .text, payload: []), Message(kind: .text, payload: Array("{}".utf8)),
        Message(kind: .binary, payload: Array(long.prefix(125))),
        Message(kind: .text, payload: Array(long.prefix(126))),
        Message(kind: .ping, payload: [9, 9]), Message(kind: .text, payload: [1, 2, 3]),
        Message(kind: .text, payload: long), Message(kind: .pong, payload: [5]),
        Message(kind: .close, payload: [0x03, 0xE8]),
      ]
    )
  }()

  @Test func `messages come whole, however the bytes are cut`() throws {
    let (bytes, messages) = Self.stream
    #expect(try Self.read([bytes]) == messages)
    // Around every head of the first frames, and where the long one begins.
    for cut in Array(0..<330) + [bytes.count - 1] {
      #expect(try Self.read([Array(bytes[..<cut]), Array(bytes[cut...])]) == messages, "\(cut)")
    }
    var random = SeededRandom(seed: 4)
    for _ in 0..<50 {
      var pieces: [[UInt8]] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int(random.next() % 9000))
        pieces.append(Array(piece))
        rest = rest.dropFirst(piece.count)
      }
      #expect(try Self.read(pieces) == messages)
    }
    #expect(try Self.read(bytes.prefix(700).map { [$0] }) == Array(messages.prefix(6)))
  }

  @Test func `what breaks the protocol ends the reading`() {
    #expect(Self.reason([0xC1, 0]) == "a reserved bit is set")
    #expect(Self.reason([0x81, 0x81, 1, 2, 3, 4, 5]) == "a server's frame is masked")
    #expect(Self.reason([0x83, 0]) == "a frame of the unknown kind 3")
    #expect(Self.reason([0x8B, 0]) == "a frame of the unknown kind 11")
    #expect(Self.reason([0x80, 0]) == "a message goes on that never began")
    #expect(Self.reason([0x01, 0, 0x81, 0]) == "a message begins within another")
    #expect(Self.reason([0x09, 0]) == "a control frame in fragments, or of 0 bytes")
    #expect(Self.reason([0x88, 126, 0, 126]) == "a control frame in fragments, or of 126 bytes")
  }

  @Test func `no length takes memory before its bytes have come`() throws {
    let huge = [0x81, 127] + [UInt8](repeating: 0xFF, count: 8)
    #expect(Self.reason(huge) == "a frame of 18446744073709551615 bytes; at most 1048576 are taken")
    #expect(Self.reason([0x82, 126, 0x04, 0x01], max: 1024) != nil)
    #expect(Self.reason([0x82, 126, 0x04, 0x00], max: 1024) == nil)
    let half = Self.frame(0x01, [UInt8](repeating: 1, count: 600))
    let rest = Self.frame(0x80, [UInt8](repeating: 1, count: 600))
    #expect(Self.reason(half + rest, max: 1024) == "fragments of more than 1024 bytes")
    #expect(try Self.read([half + rest], max: 1200).map(\.payload.count) == [1200])
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `random bytes are refused or read, and never crash`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<500 {
      let bytes = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next() >> 40) }
      _ = Self.reason(bytes)
      _ = Self.reason([0x81, 3] + bytes)
    }
  }
}
