import Binance

/// Where the parts of a combined frame lie: `{"stream":"btcusdt@trade","data":{…}}`.
enum FrameText {
  private static let head = Array(#"{"stream":""#.utf8)
  private static let middle = Array(#","data":"#.utf8)

  /// The name and the data; nil for any other frame.
  static func stream(_ payload: Span<UInt8>) -> (name: Range<Int>, data: Range<Int>)? {
    guard has(head, payload, at: 0) else { return nil }
    let start = head.count
    var end = start
    while end < payload.count, payload[end] != UInt8(ascii: "\"") {
      if payload[end] == UInt8(ascii: "\\") || end - start > ControlRequest.nameBytesMax {
        return nil
      }
      end += 1
    }
    guard end < payload.count, has(middle, payload, at: end + 1),
      payload[payload.count - 1] == UInt8(ascii: "}")
    else { return nil }
    let data = end + 1 + middle.count
    return data < payload.count ? (start..<end, data..<payload.count - 1) : nil
  }

  private static func has(_ text: [UInt8], _ payload: Span<UInt8>, at start: Int) -> Bool {
    guard payload.count - start >= text.count else { return false }
    for (offset, byte) in text.enumerated() where payload[start + offset] != byte { return false }
    return true
  }
}
