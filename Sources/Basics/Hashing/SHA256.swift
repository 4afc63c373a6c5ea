/// SHA-256 of bytes that arrive in pieces: run hashes, archive checksums (FIPS 180-4).
///
/// Our own code, where a well-kept library would do: swift-crypto brings BoringSSL, which adds 95 s
/// of release build to a quick start that must stay under 3 minutes. The function is small, frozen
/// since 2002, and checked against NIST's vectors and a second implementation. It hashes public
/// market data; keep secrets away (nothing here is hardened against timing).
///
/// ```
/// var hash = SHA256()
/// hash.update(bytes)          // any number of times, any cut: the answer does not change
/// hash.finishHex()            // "ba7816bf 8f01cfea …", 64 digits without spaces
/// ```
///
/// A value: a copy continues on its own. `update` allocates nothing.
public struct SHA256: Sendable {
  /// Bytes of a finished hash.
  public static let digestBytes = 32
  static let blockBytes = 64

  private var state = SHA256State()
  /// Bytes that wait for a full block; the first `waitingCount` count.
  private var waiting = InlineArray<64, UInt8>(repeating: 0)
  private var waitingCount = 0
  private var totalBytes: UInt64 = 0

  public init() {}

  /// Adds bytes. Full blocks are hashed in place; only a rest below 64 bytes is copied.
  public mutating func update(_ bytes: borrowing Span<UInt8>) {
    totalBytes &+= UInt64(bytes.count)
    var position = 0
    if waitingCount > 0 {
      position = min(bytes.count, Self.blockBytes - waitingCount)
      wait(for: bytes, 0..<position)
      guard waitingCount == Self.blockBytes else { return }
      state.compress(waiting.span)
      waitingCount = 0
    }
    let wholeBlocks = (bytes.count - position) / Self.blockBytes * Self.blockBytes
    state.compress(bytes.extracting(position..<position + wholeBlocks))
    position += wholeBlocks
    wait(for: bytes, position..<bytes.count)
  }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

  /// Adds the UTF-8 bytes of a text.
  public mutating func update(_ text: String) { update(text.utf8Span.span) }

  /// The hash of everything added so far, 32 bytes. More may be added afterwards.
  public func finish() -> [UInt8] { padded().state.bytes }

  /// The hash of everything added so far as 64 lower-case hexadecimal digits, as `sha256sum` prints.
  public func finishHex() -> String { SHA256.hex(finish()) }

  /// The hash of some bytes as 64 lower-case hexadecimal digits.
  public static func hex(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finishHex()
  }

  /// Bytes as lower-case hexadecimal digits.
  public static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension SHA256 {
  private mutating func wait(for bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    for position in range {
      waiting[waitingCount] = bytes[position]
      waitingCount += 1
    }
  }

  /// The end of the message, §5.1.1: a one bit, zeros, and the length in bits, big-endian:
  ///
  ///     | … message | 80 | 00 … 00 | length: 8 bytes |   up to a multiple of 64 bytes
  private func padded() -> SHA256 {
    var copy = self
    let zeros = (119 - waitingCount) % Self.blockBytes
    var padding: [UInt8] = [0x80]
    padding.append(contentsOf: repeatElement(0, count: zeros))
    let bits = totalBytes &* 8
    for shift in stride(from: 56, through: 0, by: -8) {
      padding.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    copy.update(padding)
    return copy
  }
}
