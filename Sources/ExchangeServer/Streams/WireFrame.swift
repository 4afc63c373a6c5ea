/// Websocket frames as a server sends them: whole, and without a mask (RFC 6455, 5.2).
///
///     0x81 | length < 126           | payload     text
///     0x81 | 126 | 2 bytes, big end | payload
///     0x81 | 127 | 8 bytes, big end | payload
enum WireFrame {
  enum Opcode: UInt8 {
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA
  }

  /// Appends a frame; the payload is any part of an array.
  @inline(__always)
  static func append(_ opcode: Opcode, _ payload: ArraySlice<UInt8>, to wire: inout [UInt8]) {
    wire.append(0x80 | opcode.rawValue)
    let count = payload.count
    if count < 126 {
      wire.append(UInt8(count))
    } else if count <= 0xFFFF {
      wire.append(126)
      wire.append(UInt8(count >> 8))
      wire.append(UInt8(count & 0xFF))
    } else {
      wire.append(127)
      for shift in stride(from: 56, through: 0, by: -8) {
        wire.append(UInt8((count >> shift) & 0xFF))
      }
    }
    wire.append(contentsOf: payload)
  }

  static func frame(_ opcode: Opcode, _ payload: some Sequence<UInt8>) -> [UInt8] {
    var wire: [UInt8] = []
    append(opcode, Array(payload)[...], to: &wire)
    return wire
  }

  /// A close frame: two bytes of code and a reason.
  static func close(code: UInt16, reason: String) -> [UInt8] {
    frame(.close, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8.prefix(123)))
  }
}
