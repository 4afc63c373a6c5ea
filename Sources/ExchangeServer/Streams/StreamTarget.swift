import Binance

/// The stream names in a websocket's URL: `/ws/a`, `/ws/a/b`, `/stream?streams=a/b`.
enum StreamTarget {
  /// URIs of more bytes were refused with 414 by the exchange.
  static let bytesMax = 8192

  /// Nil if there are more than a connection may have.
  static func names(_ target: String) -> [String]? {
    let path = target.prefix { $0 != "?" }
    var names = path.split(separator: "/").dropFirst().map { decoded($0) }
    // python-binance appends `?timeUnit=…` to a query that it already has: any `?` separates.
    for parameter in target.dropFirst(path.count).split(whereSeparator: { $0 == "?" || $0 == "&" })
    where parameter.hasPrefix("streams=") {
      names += decoded(parameter.dropFirst("streams=".count)).split(separator: "/").map(String.init)
    }
    let isTooMuch =
      names.count > ControlRequest.streamsMax
      || names.contains { $0.utf8.count > ControlRequest.nameBytesMax }
    return isTooMuch ? nil : names
  }

  /// `%E5%B8%81` to what it stands for; broken escapes stay as they are.
  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2, rest.first != UInt8(ascii: "+"),
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
