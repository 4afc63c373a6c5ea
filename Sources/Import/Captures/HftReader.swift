import Binance
import Recording

/// Frames of one file of a collector.
final class HftReader: FrameReader {
  /// What the files of one symbol have in common.
  struct Context {
    var connection: UInt32
    var venue: BinanceSite
    /// For the address of the order book snapshots; nil if nothing names it.
    var symbol: String?
    var tally: LineTally
    /// The `o` record's payload, for the first file only: a collector that changes files at
    /// midnight stays connected.
    var opened: [UInt8]?
  }

  private let label: String
  private let name: String
  private let lines: LineReader
  private let context: Context
  private var line: HftLine?
  private var unit: LocalTime.Unit?
  private var isOpened = false

  init(_ part: InputPart, _ context: Context, meter: ImportMeter) throws {
    label = part.label
    name = part.name
    lines = try part.lines(lineBytesMax: ImportLimits.frameLineBytesMax, meter: meter)
    self.context = context
  }

  func next() throws -> Int64? {
    while try lines.next() {
      if lines.withLine({ $0.isEmpty }) { continue }
      if isTorn() {
        context.tally.tornLines += 1
        continue
      }
      guard let parsed = lines.withLine({ HftLine($0) }) else {
        throw HftLine.error(lines, label)
      }
      guard parsed.unit == unit ?? parsed.unit else { throw mixedUnits() }
      unit = parsed.unit
      line = parsed
      return parsed.receivedNs
    }
    line = nil
    return nil
  }

  func deliver(into sink: inout some FrameSink) throws {
    guard let line else { return }
    if !isOpened, let opened = context.opened {
      try sink.append(
        receivedNs: line.receivedNs, connection: context.connection, kind: .opened,
        payload: opened.span)
    }
    isOpened = true
    let isSnapshot = lines.withLine { HftLine.isDepthSnapshot($0, line.payload) }
    if isSnapshot { return try deliverSnapshot(line, into: &sink) }
    try lines.withLine {
      try sink.append(
        receivedNs: line.receivedNs, connection: context.connection, kind: .text,
        payload: $0.extracting(line.payload))
    }
  }

  /// A last line that a killed collector did not finish is no frame.
  private func isTorn() -> Bool {
    lines.withUnfinishedLine { line in
      HftLine(line).map { !endsAsJSON(line, $0.payload) } ?? true
    } ?? false
  }

  private func deliverSnapshot(_ line: HftLine, into sink: inout some FrameSink) throws {
    guard let symbol = context.symbol else {
      throw ImportError(
        label, lines.location, found: "an order book of an unknown symbol",
        expected: "a frame that names the symbol before it", advice: "add --symbol")
    }
    var payload = ImportedPayload.response(url: context.venue.depthURL(symbol: symbol), from: name)
    payload.append(0x0a)
    lines.withLine { payload.append($0, line.payload) }
    try sink.append(
      receivedNs: line.receivedNs, connection: restConnection, kind: .response,
      payload: payload.span)
  }

  private func mixedUnits() -> ImportError {
    ImportError(
      label, lines.location, found: lines.withLine { excerpt($0) },
      expected: "a local time in the same unit as the lines before", advice: "cut the file there")
  }
}

/// Lines that hold no frame, counted over all files of an import.
final class LineTally {
  /// cryptofeed's own configuration.
  var configurationLines = 0
  /// Last lines of a file that break off.
  var tornLines = 0
}

/// True if a payload ends as an object or an array does.
func endsAsJSON(_ line: borrowing Span<UInt8>, _ payload: Range<Int>) -> Bool {
  line[payload.upperBound - 1] == 0x7d || line[payload.upperBound - 1] == 0x5d
}

/// The connection number of REST answers and archive rows, which came over no websocket.
let restConnection: UInt32 = 0
