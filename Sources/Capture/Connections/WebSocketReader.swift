package import Recording

/// Takes a server's websocket messages out of a stream of bytes (RFC 6455, section 5), in whatever pieces
/// they come; fragments are joined.
///
/// The library's own decoder hands each frame through three handlers and allocates for it; here a frame
/// costs a look at its head, and its payload stays where it is.
package struct WebSocketReader: Sendable {
  /// What broke the protocol; the connection cannot go on.
  package struct Violation: Error, Equatable, CustomStringConvertible {
    package let reason: String
    package var description: String { "not the websocket protocol: \(reason)" }
  }

  private static let controlBytesMax = 125

  private let payloadBytesMax: Int
  /// Read, and not yet a whole frame.
  private var pending: [UInt8] = []
  /// The fragments of a message so far, and its kind.
  private var fragments: [UInt8] = []
  private var fragmentKind: FrameKind?

  package init(payloadBytesMax: Int = RecordingLimits.payloadBytesMax) {
    self.payloadBytesMax = payloadBytesMax
  }

  /// Takes in what has come; each message that is whole now is handed to `body`, which may not keep it.
  package mutating func read(
    _ bytes: UnsafeRawBufferPointer, _ body: (FrameKind, UnsafeRawBufferPointer) -> Void
  ) throws {
    var at = 0
    if pending.isEmpty {
      while let end = try take(bytes, at: at, body) { at = end }
      pending.append(contentsOf: bytes[at...])
      return
    }
    pending.append(contentsOf: bytes)
    // Taken out of the way, so that it can be read while the state changes.
    var read: [UInt8] = []
    swap(&read, &pending)
    while let end = try read.withUnsafeBytes({ try take($0, at: at, body) }) { at = end }
    read.removeFirst(at)
    pending = read
  }

  /// Takes the frame that begins at an offset. Gives its end; nil if it is not whole.
  private mutating func take(
    _ bytes: UnsafeRawBufferPointer, at start: Int,
    _ body: (FrameKind, UnsafeRawBufferPointer) -> Void
  ) throws -> Int? {
    guard bytes.count - start >= 2 else { return nil }
    let (first, second) = (bytes[start], bytes[start + 1])
    guard first & 0x70 == 0 else { throw Violation(reason: "a reserved bit is set") }
    guard second & 0x80 == 0 else { throw Violation(reason: "a server's frame is masked") }
    guard let (head, count) = try length(bytes, at: start, short: second) else { return nil }
    try check(first, count)
    guard bytes.count - head >= count else { return nil }
    let payload = UnsafeRawBufferPointer(rebasing: bytes[head..<(head + count)])
    try handle(first, payload, body)
    return head + count
  }

  /// Where the payload begins, and how long it is; nil if that has not come yet.
  private func length(
    _ bytes: UnsafeRawBufferPointer, at start: Int, short: UInt8
  ) throws -> (head: Int, count: Int)? {
    let digits = short < 126 ? 0 : short == 126 ? 2 : 8
    let head = start + 2 + digits
    guard bytes.count >= head else { return nil }
    guard digits > 0 else { return (head, Int(short)) }
    let long = bytes[(start + 2)..<head].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let count = Int(exactly: long), count <= payloadBytesMax else {
      throw Violation(reason: "a frame of \(long) bytes; at most \(payloadBytesMax) are taken")
    }
    return (head, count)
  }

  /// The rules that the head alone can break: reported before the payload is waited for.
  private func check(_ first: UInt8, _ count: Int) throws {
    if first & 0x08 != 0, first & 0x80 == 0 || count > Self.controlBytesMax {
      throw Violation(reason: "a control frame in fragments, or of \(count) bytes")
    }
    guard fragments.count + count <= payloadBytesMax else {
      throw Violation(reason: "fragments of more than \(payloadBytesMax) bytes")
    }
  }

  private mutating func handle(
    _ first: UInt8, _ payload: UnsafeRawBufferPointer,
    _ body: (FrameKind, UnsafeRawBufferPointer) -> Void
  ) throws {
    let isLast = first & 0x80 != 0
    switch first & 0x0F {
    case 0: try join(payload, isLast: isLast, body)
    case 1: try begin(.text, payload, isLast: isLast, body)
    case 2: try begin(.binary, payload, isLast: isLast, body)
    case 8: body(.close, payload)
    case 9: body(.ping, payload)
    case 10: body(.pong, payload)
    case let opcode: throw Violation(reason: "a frame of the unknown kind \(opcode)")
    }
  }

  private mutating func begin(
    _ kind: FrameKind, _ payload: UnsafeRawBufferPointer, isLast: Bool,
    _ body: (FrameKind, UnsafeRawBufferPointer) -> Void
  ) throws {
    guard fragmentKind == nil else {
      throw Violation(reason: "a message begins within another")
    }
    if isLast { return body(kind, payload) }
    fragmentKind = kind
    fragments.append(contentsOf: payload)
  }

  private mutating func join(
    _ payload: UnsafeRawBufferPointer, isLast: Bool,
    _ body: (FrameKind, UnsafeRawBufferPointer) -> Void
  ) throws {
    guard let kind = fragmentKind else {
      throw Violation(reason: "a message goes on that never began")
    }
    fragments.append(contentsOf: payload)
    guard isLast else { return }
    fragments.withUnsafeBytes { body(kind, $0) }
    fragments = []
    fragmentKind = nil
  }
}
