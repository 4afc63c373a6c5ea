package import Market

/// The name of a stream: `btcusdt@kline_1m`, `!miniTicker@arr`.
///
/// Symbols are lower case in names and upper case in messages; letters beyond ASCII stay as they are.
/// What follows the symbol is case sensitive.
package struct StreamName: Hashable, Sendable {
  /// In upper case; empty for streams of the whole market.
  package var symbol: String
  /// What follows the first `@`; the whole name for streams of the whole market.
  package var suffix: String

  package init(symbol: String, suffix: String) {
    self.symbol = StreamName.upperCased(symbol)
    self.suffix = suffix
  }

  /// Reads a name as it stands in a URL or a SUBSCRIBE, percent-decoded.
  package init(_ text: String) {
    let symbol = text.prefix { $0 != "@" }
    if text.first == "!" || symbol.count == text.count {
      self.init(symbol: "", suffix: text)
    } else {
      self.init(symbol: String(symbol), suffix: String(text.dropFirst(symbol.count + 1)))
    }
  }

  package static func trade(_ symbol: String) -> StreamName {
    StreamName(symbol: symbol, suffix: "trade")
  }

  package static func bookTicker(_ symbol: String) -> StreamName {
    StreamName(symbol: symbol, suffix: "bookTicker")
  }

  package static func kline(_ symbol: String, _ interval: Interval) -> StreamName {
    StreamName(symbol: symbol, suffix: "kline_" + interval.rawValue)
  }

  /// Changes of the book every 100 ms.
  package static func depth(_ symbol: String) -> StreamName {
    StreamName(symbol: symbol, suffix: "depth@100ms")
  }

  /// The name as the exchange writes it.
  package var text: String {
    symbol.isEmpty ? suffix : StreamName.lowerCased(symbol) + "@" + suffix
  }

  /// Whether it is one of the whole market, which has no symbol.
  package var isOfMarket: Bool { suffix.first == "!" || suffix == "tradingSession" }

  /// Whether USD-M delivers it on `/public`, and not on `/market` (since 2026-04-23).
  package var isPublicOnUsdm: Bool {
    let word = suffix.drop { $0 == "!" }.prefix { $0.isLetter }
    return ["bookTicker", "depth", "rpiDepth", "trade"].contains(word)
  }

  /// What its messages are, or `unknown`.
  package var kind: MessageKind {
    let bytes = Array(text.utf8)
    return StreamTag(bytes.span, 0..<bytes.count).kind
  }

  private static func lowerCased(_ text: String) -> String {
    let bytes = text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 32 : $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func upperCased(_ text: String) -> String {
    let bytes = text.utf8.map { $0 >= 0x61 && $0 <= 0x7A ? $0 - 32 : $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}
