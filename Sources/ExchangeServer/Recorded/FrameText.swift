/// Where the parts of a combined frame lie: `{"stream":"btcusdt@trade","data":{…}}`.
enum FrameText {
  private static let head = Array(#"{"stream":""#.utf8)
  private static let middle = Array(#","data":"#.utf8)

  /// The name and the data; nil for any other frame.
  static func stream(
    _ payload: Range<Int>, _ bytes: borrowing Span<UInt8>
  ) -> (name: Range<Int>, data: Range<Int>)? {
    guard starts(payload, with: head, bytes) else { return nil }
    let start = payload.lowerBound + head.count
    var end = start
    while end < payload.upperBound, bytes[end] != UInt8(ascii: "\"") {
      if bytes[end] == UInt8(ascii: "\\") || end - start > StreamSession.nameBytesMax { return nil }
      end += 1
    }
    guard end < payload.upperBound, starts(end + 1..<payload.upperBound, with: middle, bytes),
      bytes[payload.upperBound - 1] == UInt8(ascii: "}")
    else { return nil }
    let data = end + 1 + middle.count
    return data < payload.upperBound ? (start..<end, data..<payload.upperBound - 1) : nil
  }

  private static func starts(
    _ range: Range<Int>, with text: [UInt8], _ bytes: borrowing Span<UInt8>
  ) -> Bool {
    guard range.count >= text.count else { return false }
    for (offset, byte) in text.enumerated() where bytes[range.lowerBound + offset] != byte {
      return false
    }
    return true
  }
}
