extension SymbolProfile {
  /// The symbol as stream names spell it: ASCII letters in lower case, all else as it is.
  package var streamName: String { lowercased(symbol) }

  /// The symbol as a URL spells it.
  var urlName: String { percentEncoded(symbol) }

  /// The address of a combined connection with these streams.
  func websocketURL(_ streams: [MarketStream]) -> String {
    let names = streams.map { percentEncoded(streamName) + "@" + $0.suffix }
    return "wss://stream.binance.com:9443/stream?streams=" + names.joined(separator: "/")
  }

  private func lowercased(_ text: String) -> String {
    String(
      decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }

  private func percentEncoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    let digits = [UInt8]("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      if byte < 0x80 {
        bytes.append(byte)
      } else {
        bytes.append(contentsOf: [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
