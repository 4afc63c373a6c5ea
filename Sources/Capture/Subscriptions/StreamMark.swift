/// What every frame of market data begins with, since the recorder asks for combined streams:
/// `{"stream":"<name>","data":…}` (web-socket-streams.md). A reply to SUBSCRIBE, or an error, does not.
package enum StreamMark {
  private static let bytes = Array(#"{"stream":""#.utf8)
  private static let nameBytesMax = 256

  package static func begins(_ payload: UnsafeRawBufferPointer) -> Bool {
    payload.starts(with: bytes)
  }

  /// The name of the stream that a frame belongs to; nil if it is no market data.
  package static func name(of payload: UnsafeRawBufferPointer) -> String? {
    rest(of: payload).map { rest in
      String(decoding: rest.prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
  }

  /// What begins with the name, as far as the longest name would reach; nil if there is none.
  static func rest(of payload: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard begins(payload) else { return nil }
    return UnsafeRawBufferPointer(
      rebasing: payload.dropFirst(bytes.count).prefix(nameBytesMax))
  }
}
