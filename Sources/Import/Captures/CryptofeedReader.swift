import Binance
import Recording

/// What the files of one of cryptofeed's connections have in common: NAME.0, NAME.1, …
final class CryptofeedConnection {
  let number: UInt32
  /// For files whose first part, which has the address, is missing.
  let venue: BinanceSite?
  fileprivate(set) var isOpen = false

  init(number: UInt32, venue: BinanceSite?) {
    self.number = number
    self.venue = venue
  }
}

/// Frames of one raw file of cryptofeed.
final class CryptofeedReader: FrameReader {
  private let label: String
  private let name: String
  private let lines: LineReader
  private let connection: CryptofeedConnection
  private let tally: LineTally
  private var line: CryptofeedLine?
  /// A response that takes several lines, as text.
  private var held: [UInt8]?
  /// Whether the line at hand was read while a response was looked for the end of.
  private var isAhead = false

  init(
    _ part: InputPart, _ connection: CryptofeedConnection, meter: ImportMeter, tally: LineTally
  ) throws {
    label = part.label
    name = part.name
    lines = try part.lines(lineBytesMax: ImportLimits.frameLineBytesMax, meter: meter)
    self.connection = connection
    self.tally = tally
  }

  func next() throws -> Int64? {
    held = nil
    while try isAhead || lines.next() {
      isAhead = false
      if lines.withLine({ $0.isEmpty }) { continue }
      line = lines.withLine { CryptofeedLine($0) }
      if isTorn() {
        tally.tornLines += 1
        continue
      }
      switch line {
      case nil: throw CryptofeedLine.error(lines, label)
      case .configuration: tally.configurationLines += 1
      case .connected(let url, let receivedNs):
        try refuseForeign(url)
        return receivedNs
      case .response(let url, let receivedNs, let body):
        try refuseForeign(url)
        try readOn(body)
        return receivedNs
      case .sent(let receivedNs, _), .received(let receivedNs, _):
        guard connection.isOpen || connection.venue != nil else { throw unknownAddress() }
        return receivedNs
      }
    }
    line = nil
    return nil
  }

  func deliver(into sink: inout some FrameSink) throws {
    switch line {
    case nil, .configuration: return
    case .connected(let url, let receivedNs):
      try open(lines.withLine { $0.text(url) }, receivedNs, &sink)
    case .response(let url, let receivedNs, let body):
      let text = held ?? lines.withLine { [UInt8]($0) }
      try deliverResponse(url, receivedNs, body: body.lowerBound, of: text, into: &sink)
    case .sent(let receivedNs, let payload):
      try deliver(.textSent, receivedNs, payload, into: &sink)
    case .received(let receivedNs, let payload):
      try deliver(.text, receivedNs, payload, into: &sink)
    }
  }

  /// A last line that a killed collector did not finish is no frame.
  private func isTorn() -> Bool {
    lines.withUnfinishedLine { bytes in
      switch line {
      case nil: true
      case .configuration, .connected: false
      case .sent(_, let payload), .response(_, _, let payload), .received(_, let payload):
        !endsAsJSON(bytes, payload)
      }
    } ?? false
  }

  private func deliver(
    _ kind: FrameKind, _ receivedNs: Int64, _ payload: Range<Int>, into sink: inout some FrameSink
  ) throws {
    if !connection.isOpen, let venue = connection.venue {
      let isCombined = lines.withLine { HftLine.streamName($0, payload) != nil }
      try open(venue.websocketURL + (isCombined ? "/stream" : "/ws"), receivedNs, &sink)
    }
    try lines.withLine {
      try sink.append(
        receivedNs: receivedNs, connection: connection.number, kind: kind,
        payload: $0.extracting(payload))
    }
  }

  /// A second address in a file means that the connection before it was lost.
  private func open(_ url: String, _ receivedNs: Int64, _ sink: inout some FrameSink) throws {
    if connection.isOpen {
      try sink.append(
        receivedNs: receivedNs, connection: connection.number, kind: .lost,
        payload: ImportedPayload.reconnected(from: name).span)
    }
    connection.isOpen = true
    try sink.append(
      receivedNs: receivedNs, connection: connection.number, kind: .opened,
      payload: ImportedPayload.opened(url: url, from: name).span)
  }

  /// Reads the further lines of a response whose JSON has line feeds. The next line that says a time
  /// of its own ends it.
  private func readOn(_ body: Range<Int>) throws {
    var depth = BracketDepth()
    lines.withLine { depth.take($0.extracting(body)) }
    var text: [UInt8] = []
    while !depth.isClosed {
      if text.isEmpty { text = lines.withLine { [UInt8]($0) } }
      guard text.count <= ImportLimits.frameLineBytesMax else {
        throw CryptofeedLine.error(lines, label)
      }
      guard try lines.next() else { break }
      isAhead = lines.withLine { CryptofeedLine($0) } != nil
      if isAhead { break }
      text.append(0x0a)
      lines.withLine {
        text.append($0, 0..<$0.count)
        depth.take($0)
      }
    }
    held = text.isEmpty ? nil : text
  }

  private func refuseForeign(_ url: Range<Int>) throws {
    guard let host = ForeignHost.name(of: lines.withLine { $0.text(url) }) else { return }
    throw ImportError(
      label, lines.location, found: "the host \(host)", expected: "a host of Binance",
      advice: "leave the file out: frames of other exchanges are not understood")
  }

  private func deliverResponse(
    _ url: Range<Int>, _ receivedNs: Int64, body start: Int, of text: [UInt8],
    into sink: inout some FrameSink
  ) throws {
    let span = text.span
    var payload = ImportedPayload.response(url: span.text(url), from: name)
    payload.append(0x0a)
    payload.append(span, start..<text.count)
    try sink.append(
      receivedNs: receivedNs, connection: restConnection, kind: .response, payload: payload.span)
  }

  private func unknownAddress() -> ImportError {
    ImportError(
      label, lines.location, found: "a frame before any address",
      expected: "a first line URL <-> TIME, as in the first file of a connection (… .0)",
      advice: "give that file too, or name the exchange with --venue")
  }
}
