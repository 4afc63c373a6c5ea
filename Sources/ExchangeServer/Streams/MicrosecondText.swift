/// A stream's payload with its times in µs, as a connection with `timeUnit=MICROSECOND` gets it.
///
/// The market's events carry ms; the µs of a moment are 000, those of a kline's last moment 999
/// (`k.T` is the next opening less one unit).
enum MicrosecondText {
  /// Members whose 13-digit numbers are times: event, trade or kline close, kline open, and the two
  /// ends of a ticker's window.
  private static let keys = [UInt8]("ETtOC".utf8)
  private static let digits = 13

  static func rewritten(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let isKline = text.contains(#""e":"kline""#.utf8)
    var out: [UInt8] = []
    out.reserveCapacity(text.count + 12)
    var from = text.startIndex
    var at = from
    // "E":1723161255343
    while at + 4 + digits <= text.endIndex {
      guard let key = timeKey(text, at) else {
        at += 1
        continue
      }
      let end = at + 4 + digits
      out += text[from..<end]
      out += (isKline && key == UInt8(ascii: "T") ? "999" : "000").utf8
      from = end
      at = end
    }
    return out + text[from...]
  }

  /// The key of the time that stands at an offset.
  private static func timeKey(_ text: ArraySlice<UInt8>, _ at: Int) -> UInt8? {
    guard text[at] == UInt8(ascii: "\""), text[at + 2] == UInt8(ascii: "\""),
      text[at + 3] == UInt8(ascii: ":"), keys.contains(text[at + 1])
    else { return nil }
    let end = at + 4 + digits
    let isNumber = text[(at + 4)..<end].allSatisfy { (0x30...0x39).contains($0) }
    let isLonger = end < text.endIndex && (0x30...0x39).contains(text[end])
    return isNumber && !isLonger ? text[at + 1] : nil
  }
}
