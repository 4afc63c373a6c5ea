import Binance

/// What the first lines of a collector's file show: the venue, the symbol, and the streams that the
/// connection was opened with.
struct HftHead {
  var venue: BinanceSite?
  /// Of the first frame that names one, in upper case.
  var symbol: String?
  /// In the order of their first frames.
  var streams: [String] = []
  var isCombined = false
  /// When the first frame was received.
  var firstNs: Int64?

  init(_ part: InputPart) throws {
    let lines = try part.lines(lineBytesMax: ImportLimits.frameLineBytesMax)
    while lines.lineNumber < ImportLimits.headLinesMax,
      lines.lineOffset < ImportLimits.headBytesMax, try lines.next()
    {
      let isRead = lines.withLine { $0.isEmpty || read($0) }
      guard isRead || !lines.isTerminated else { throw HftLine.error(lines, part.label) }
    }
  }

  private mutating func read(_ line: borrowing Span<UInt8>) -> Bool {
    guard let parsed = HftLine(line) else { return false }
    if firstNs == nil { firstNs = parsed.receivedNs }
    if venue == nil { venue = VenueGuess.venue(line) }
    if let name = HftLine.streamName(line, parsed.payload) {
      isCombined = true
      readStream(line.text(name))
    } else if symbol == nil {
      symbol = HftHead.symbol(inFrame: line)
    }
    return true
  }

  private mutating func readStream(_ name: String) {
    // An escape would have to be undone; no real name has one.
    guard !streams.contains(name), !name.utf8.contains(0x5c) else { return }
    streams.append(name)
    if symbol == nil, let end = name.firstIndex(of: "@"), !name.hasPrefix("!") {
      symbol = upperCased(name[..<end])
    }
  }

  /// `"s":"BTCUSDT"` of a raw frame.
  private static func symbol(inFrame line: borrowing Span<UInt8>) -> String? {
    let key: StaticString = "\"s\":\""
    for index in 0..<max(0, min(line.count, 512) - key.utf8CodeUnitCount)
    where line.starts(with: key, at: index) {
      let start = index + key.utf8CodeUnitCount
      return line.firstIndex(of: 0x22, from: start).map { line.text(start..<$0) }
    }
    return nil
  }

  /// The address that a connection with these streams has at `venue`.
  func url(at venue: BinanceSite) -> String {
    guard isCombined else { return venue.websocketURL + "/ws" }
    return venue.websocketURL + "/stream?streams=" + streams.joined(separator: "/")
  }
}
