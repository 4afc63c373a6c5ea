package import Binance

extension BinanceSite {
  /// Where a snapshot of an order book comes from; 1,000 levels are what collectors ask for.
  package func depthURL(symbol: String) -> String {
    "\(restURL)\(Endpoint.depth.path(venue))?symbol=\(percentEncoded(symbol))&limit=1000"
  }
}

/// A symbol for a URL: everything but letters, digits, `_`, `-` and `.` as %XX (there are symbols
/// such as 币安人生USDT).
func percentEncoded(_ text: String) -> String {
  let hex = Array("0123456789ABCDEF".utf8)
  var bytes: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x2d, 0x2e: bytes.append(byte)
    default: bytes += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Upper case for ASCII letters only: symbols in other scripts must stay as they are.
func upperCased(_ text: some StringProtocol) -> String {
  String(decoding: text.utf8.map { $0 >= 0x61 && $0 <= 0x7a ? $0 - 32 : $0 }, as: UTF8.self)
}
