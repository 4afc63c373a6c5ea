import Basics
import Binance
import Recording

/// What a survey has come across.
struct SurveyScan {
  /// Of one venue, or of records whose venue nothing says.
  struct Found {
    var symbols: [String] = []
    var streams: [String] = []
    fileprivate var knownSymbols: Set<String> = []
    fileprivate var knownStreams: Set<String> = []
  }

  /// In order of appearance.
  private(set) var venues: [Venue] = []
  private var found: [Venue?: Found] = [:]
  private(set) var isArchive = false
  private(set) var hasArchivedTrades = false
  var firstNs: Int64?
  var lastNs: Int64?
  private(set) var preludeNs: Int64?

  private var recordVenues = RecordVenues()
  private var connections = ConnectionStreams()

  private static let preludeMaxNs: Int64 = 5_000_000_000
  private static let symbolsMax = 5000
  private static let streamsMax = 50_000

  /// What is of a venue, and what may be.
  func found(_ venue: Venue) -> (symbols: [String], streams: [String]) {
    let (own, other) = (found[venue] ?? Found(), found[nil] ?? Found())
    return (
      own.symbols + other.symbols.filter { !own.knownSymbols.contains($0) },
      own.streams + other.streams.filter { !own.knownStreams.contains($0) }
    )
  }

  mutating func take(_ frame: Frame) {
    let head = RecordVenues.head(frame)
    let venue = recordVenues.venue(of: frame, head)
    if let venue, !venues.contains(venue) { venues.append(venue) }
    for name in connections.note(frame) { add(stream: name, venue) }
    switch frame.kind {
    case .text:
      let payload = frame.payload
      if let name = FrameText.stream(payload)?.name {
        add(stream: String(decoding: name.map { payload[$0] }, as: UTF8.self), venue)
      }
    case .response: take(response: frame, venue, head)
    case .archive: take(archive: head, venue)
    default: break
    }
  }

  private mutating func take(
    response frame: Frame, _ venue: Venue?, _ head: JSONValue?
  ) {
    guard let firstNs, frame.receivedNs - firstNs <= Self.preludeMaxNs else { return }
    preludeNs = frame.receivedNs
    guard let url = head?.string("url") else { return }
    if let symbol = RequestURL(url)["symbol"] { add(symbol: symbol, venue) }
  }

  private mutating func take(archive head: JSONValue?, _ venue: Venue?) {
    guard let symbol = head?.string("symbol") else { return }
    isArchive = true
    add(symbol: symbol, venue)
    if head?.string("data") == "trades" { hasArchivedTrades = true }
  }

  private mutating func add(stream text: String, _ venue: Venue?) {
    guard found[venue, default: Found()].streams.count < Self.streamsMax,
      found[venue, default: Found()].knownStreams.insert(text).inserted
    else { return }
    found[venue]?.streams.append(text)
    let symbol = StreamName(text).symbol
    if !symbol.isEmpty { add(symbol: symbol, venue) }
  }

  private mutating func add(symbol: String, _ venue: Venue?) {
    guard found[venue, default: Found()].symbols.count < Self.symbolsMax,
      found[venue, default: Found()].knownSymbols.insert(symbol).inserted
    else { return }
    found[venue]?.symbols.append(symbol)
  }
}
