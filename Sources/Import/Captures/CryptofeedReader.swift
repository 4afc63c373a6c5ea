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
    while try lines.next() {
      if lines.withLine({ $0.isEmpty }) { continue }
      line = lines.withLine { CryptofeedLine($0) }
      if isTorn() {
        tally.tornLines += 1
        continue
      }
      switch line {
      case nil: throw CryptofeedLine.error(lines, label)
      case .configuration: tally.configurationLines += 1
      case .connected(_, let receivedNs), .response(_, let receivedNs, _): return receivedNs
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
      try deliverResponse(url, receivedNs, body, into: &sink)
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

  private func deliverResponse(
    _ url: Range<Int>, _ receivedNs: Int64, _ body: Range<Int>, into sink: inout some FrameSink
  ) throws {
    var payload = ImportedPayload.response(url: lines.withLine { $0.text(url) }, from: name)
    payload.append(0x0a)
    lines.withLine { payload.append($0, body) }
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
