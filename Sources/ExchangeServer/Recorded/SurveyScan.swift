import Binance
import JSONDocument
import Recording

/// What a survey has come across.
struct SurveyScan {
  private(set) var symbols: [String] = []
  private(set) var streams: [String] = []
  /// In order of appearance.
  private(set) var venues: [Venue] = []
  private(set) var isArchive = false
  private(set) var hasArchivedTrades = false
  var firstNs: Int64?
  var lastNs: Int64?
  private(set) var preludeNs: Int64?

  private var connections = ConnectionStreams()
  private var knownSymbols: Set<String> = []
  private var knownStreams: Set<String> = []
  /// The first line of the archive record before: records of one file share it.
  private var archiveLine: [UInt8] = []

  private static let preludeMaxNs: Int64 = 5_000_000_000
  private static let symbolsMax = 5000
  private static let streamsMax = 50_000
  private static let lineBytesMax = 64 << 10

  mutating func take(_ header: RecordHeader, _ bytes: borrowing Span<UInt8>) {
    for name in connections.note(header, bytes) { add(stream: name) }
    switch header.kind {
    case .opened:
      let record = try? JSONParser.parse(Self.line(header, bytes))
      if case .string(let url)? = record?["url"], let venue = Self.venue(url) { add(venue) }
    case .text:
      if let name = FrameText.stream(header.payload, bytes)?.name {
        add(stream: String(decoding: name.map { bytes[$0] }, as: UTF8.self))
      }
    case .response: take(response: header, bytes)
    case .archive: take(archive: header, bytes)
    default: break
    }
  }

  private mutating func take(response header: RecordHeader, _ bytes: borrowing Span<UInt8>) {
    guard let firstNs, header.receivedNs - firstNs <= Self.preludeMaxNs else { return }
    preludeNs = header.receivedNs
    let head = try? JSONParser.parse(Self.line(header, bytes))
    guard case .string(let url)? = head?["url"] else { return }
    let request = RequestURL(url)
    if request.endpoint != nil { add(request.venue) }
    if let symbol = request["symbol"] { add(symbol: symbol) }
  }

  private mutating func take(archive header: RecordHeader, _ bytes: borrowing Span<UInt8>) {
    let line = Self.line(header, bytes)
    guard line != archiveLine else { return }
    archiveLine = line
    guard let head = try? JSONParser.parse(line), case .string(let symbol)? = head["symbol"] else {
      return
    }
    isArchive = true
    add(symbol: symbol)
    if head["data"] == .string("trades") { hasArchivedTrades = true }
    if case .string(let name)? = head["venue"], let venue = Venue(rawValue: name) { add(venue) }
  }

  private static func line(_ header: RecordHeader, _ bytes: borrowing Span<UInt8>) -> [UInt8] {
    header.payload.prefix(lineBytesMax).prefix { bytes[$0] != UInt8(ascii: "\n") }
      .map { bytes[$0] }
  }

  /// The venue of a websocket's address, where it tells: by its host, or by a path that only USD-M has.
  private static func venue(_ url: String) -> Venue? {
    let venue = StreamURL(url).venue
    if venue != .spot { return venue }
    if url.contains("/public/") || url.contains("/market/") { return .usdm }
    return url.contains("binance") ? .spot : nil
  }

  private mutating func add(_ venue: Venue) {
    if !venues.contains(venue) { venues.append(venue) }
  }

  private mutating func add(stream text: String) {
    guard streams.count < Self.streamsMax, knownStreams.insert(text).inserted else { return }
    streams.append(text)
    let symbol = StreamName(text).symbol
    if !symbol.isEmpty { add(symbol: symbol) }
  }

  private mutating func add(symbol: String) {
    guard symbols.count < Self.symbolsMax, knownSymbols.insert(symbol).inserted else { return }
    symbols.append(symbol)
  }
}
