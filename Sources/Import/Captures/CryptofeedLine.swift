/// A line of cryptofeed's raw data collection. Times are seconds with a fraction.
///
///     wss://stream.binance.com:9443/stream?streams=… <-> 1633998511.159679      (connected)
///     1633998512.0633569: {"stream":"nknusdt@depth@100ms", …}                   (received)
///     wss://… <- 1633998511.2: {"method":"SUBSCRIBE", …}                        (sent)
///     https://api.binance.com/api/v3/depth?… -> 1633998512.320639: {"lastUpdateId": …}
///     configuration: {"trades":["NKN-USDT", …], …}                              (of the collector)
enum CryptofeedLine {
  case configuration
  case connected(url: Range<Int>, receivedNs: Int64)
  case sent(receivedNs: Int64, payload: Range<Int>)
  case response(url: Range<Int>, receivedNs: Int64, body: Range<Int>)
  case received(receivedNs: Int64, payload: Range<Int>)

  /// Nil if the line is none of these.
  init?(_ line: borrowing Span<UInt8>) {
    if line.starts(with: "configuration:") {
      self = .configuration
    } else if line.starts(with: "ws") || line.starts(with: "http") {
      self.init(addressed: line)
    } else {
      guard let (receivedNs, payload) = CryptofeedLine.message(line, from: 0),
        line[payload.lowerBound] == 0x7b || line[payload.lowerBound] == 0x5b
      else { return nil }
      self = .received(receivedNs: receivedNs, payload: payload)
    }
  }

  private init?(addressed line: borrowing Span<UInt8>) {
    guard let space = line.firstIndex(of: 0x20) else { return nil }
    let url = 0..<space
    if line.starts(with: " <-> ", at: space) {
      guard let (receivedNs, end) = LocalTime.secondsNs(line, from: space + 5), end == line.count
      else { return nil }
      self = .connected(url: url, receivedNs: receivedNs)
    } else if line.starts(with: " <- ", at: space) {
      guard let (receivedNs, payload) = CryptofeedLine.message(line, from: space + 4) else {
        return nil
      }
      self = .sent(receivedNs: receivedNs, payload: payload)
    } else if line.starts(with: " -> ", at: space) {
      guard let (receivedNs, body) = CryptofeedLine.message(line, from: space + 4) else {
        return nil
      }
      self = .response(url: url, receivedNs: receivedNs, body: body)
    } else {
      return nil
    }
  }

  /// `TIME: BYTES`, with at least one byte.
  private static func message(
    _ line: borrowing Span<UInt8>, from start: Int
  ) -> (receivedNs: Int64, payload: Range<Int>)? {
    guard let (receivedNs, end) = LocalTime.secondsNs(line, from: start),
      line.starts(with: ": ", at: end), end + 2 < line.count
    else { return nil }
    return (receivedNs, end + 2..<line.count)
  }

  /// When it was written; nil for a line of the collector's own.
  var receivedNs: Int64? {
    switch self {
    case .configuration: nil
    case .connected(_, let ns), .sent(let ns, _), .response(_, let ns, _), .received(let ns, _): ns
    }
  }

  /// When the first of a file's lines was written; nil if none of the first lines says it.
  static func firstNs(_ part: InputPart) throws -> Int64? {
    let lines = try part.lines(lineBytesMax: ImportLimits.frameLineBytesMax)
    while lines.lineNumber < ImportLimits.headLinesMax,
      lines.lineOffset < ImportLimits.headBytesMax, try lines.next()
    {
      if let ns = lines.withLine({ CryptofeedLine($0)?.receivedNs }) { return ns }
    }
    return nil
  }

  static func error(_ lines: LineReader, _ label: String) -> ImportError {
    lines.withLine { line in
      ImportError(
        label, lines.location, found: excerpt(line),
        expected: "URL <-> TIME, TIME: {json} or URL -> TIME: BODY, times in seconds",
        advice: HftLine(line) != nil
          ? "this looks like: tool import hftbacktest"
          : "fetch the file anew, or cut the line out")
    }
  }
}
