import Basics
import Binance
import Market
import Recording

/// Which of Binance's markets records are from: by the address of their connection, or of the request
/// that they answer, or by what the recorder was told.
struct RecordVenues {
  /// What the session's configuration says.
  private var session: Venue?
  private var connections: [UInt32: Venue] = [:]

  private static let connectionsMax = 4096
  private static let lineBytesMax = 64 << 10

  /// The venue of a record; nil where nothing tells.
  mutating func venue(of header: RecordHeader, _ bytes: borrowing Span<UInt8>) -> Venue? {
    switch header.kind {
    case .metadata:
      session = Self.session(Self.head(header, bytes))
      connections = [:]
      return nil
    case .opened:
      guard case .string(let url)? = Self.head(header, bytes)?["url"] else { return nil }
      let venue = Self.venue(url) ?? session
      if connections.count < Self.connectionsMax { connections[header.connection] = venue }
      return venue
    case .request, .response:
      guard case .string(let text)? = Self.head(header, bytes)?["url"] else { return nil }
      let url = RequestURL(text)
      return url.endpoint == nil ? nil : url.venue
    case .archive:
      guard case .string(let name)? = Self.head(header, bytes)?["venue"] else { return nil }
      return Venue(rawValue: name)
    default: return connections[header.connection]
    }
  }

  /// The JSON of a record's first line.
  static func head(_ header: RecordHeader, _ bytes: borrowing Span<UInt8>) -> JSONValue? {
    var line: [UInt8] = []
    for place in header.payload.prefix(lineBytesMax) {
      if bytes[place] == UInt8(ascii: "\n") { break }
      line.append(bytes[place])
    }
    return try? JSONParser.parse(line)
  }

  /// `us` and `testnet` are spot markets elsewhere.
  private static func session(_ metadata: JSONValue?) -> Venue? {
    guard case .string(let name)? = metadata?["config"]?["venue"] else { return nil }
    return Venue(rawValue: name) ?? .spot
  }

  /// By the host, by a path that only USD-M has, or by the name of a contract.
  private static func venue(_ url: String) -> Venue? {
    let opened = StreamURL(url)
    if opened.venue != .spot { return opened.venue }
    if url.contains("/public/") || url.contains("/market/") { return .usdm }
    if opened.streams.contains(where: { InverseContract(symbol: $0.symbol) != nil }) {
      return .coinm
    }
    return url.contains("binance") ? .spot : nil
  }
}
