/// A line of hftbacktest's collectors: the local time, one space, the frame as received.
///
///     1723161254087896568 {"stream":"btcusdt@trade","data":{"e":"trade", …}}
///     1660228022484228 {"stream":"btcusdt@trade","data":{"e":"trade", …}}
///
/// The Rust collector writes ns, the older Python one µs.
struct HftLine {
  var unit: LocalTime.Unit
  var receivedNs: Int64
  var payload: Range<Int>

  /// Nil if the line is not of this form.
  init?(_ line: borrowing Span<UInt8>) {
    guard let (value, end) = line.digits(from: 0), let unit = LocalTime.Unit(magnitudeOf: value),
      let receivedNs = unit.ns(value), end + 1 < line.count, line[end] == 0x20,
      line[end + 1] == 0x7b || line[end + 1] == 0x5b
    else { return nil }
    self.unit = unit
    self.receivedNs = receivedNs
    payload = end + 1..<line.count
  }

  /// A REST order book, which the collectors put between the frames as it came:
  /// `{"lastUpdateId":50093239218,"bids":[…],"asks":[…]}`.
  static func isDepthSnapshot(_ line: borrowing Span<UInt8>, _ payload: Range<Int>) -> Bool {
    line.starts(with: "{\"lastUpdateId\"", at: payload.lowerBound)
  }

  /// The stream of a combined frame, `{"stream":"NAME","data":…`; nil for others.
  static func streamName(_ line: borrowing Span<UInt8>, _ payload: Range<Int>) -> Range<Int>? {
    let prefix: StaticString = "{\"stream\":\""
    let start = payload.lowerBound + prefix.utf8CodeUnitCount
    guard line.starts(with: prefix, at: payload.lowerBound),
      let end = line.firstIndex(of: 0x22, from: start)
    else { return nil }
    return start..<end
  }

  static func error(_ lines: LineReader, _ label: String) -> ImportError {
    lines.withLine { line in
      ImportError(
        label, lines.location, found: excerpt(line),
        expected: "LOCAL_TIME {json} with a time in ns, µs or ms", advice: advice(line))
    }
  }

  private static func advice(_ line: borrowing Span<UInt8>) -> String {
    if CryptofeedLine(line) != nil { return "this looks like: tool import cryptofeed" }
    if line.firstIndex(of: 0x2c) != nil && line.firstIndex(of: 0x7b) == nil {
      return "this looks like: tool import binance-archive"
    }
    return "fetch the file anew, or cut the line out"
  }
}
