package import Basics
import Binance
package import Market
package import Recording

/// Which of Binance's markets records are from: by the address of their connection, or of the request
/// that they answer, or by the configuration of the session.
package struct RecordVenues: Sendable {
  /// What the session's configuration says.
  private var session: Venue?
  /// By number: frames of several connections alternate, so this is asked for almost each.
  private var connections: [Venue?] = []

  private static let connectionsMax = 1 << 20
  private static let lineBytesMax = 64 << 10

  package init() {}

  /// The venue of a record with such a head; nil where nothing says.
  package mutating func venue(of frame: Frame, _ head: JSONValue?) -> Venue? {
    switch frame.kind {
    case .metadata, .opened, .lost:
      return note(frame.kind, connection: frame.connection, head)
    case .request, .response:
      guard let text = head?.string("url") else { return nil }
      let url = RequestURL(text)
      return url.endpoint == nil ? nil : url.venue
    case .archive:
      return head?.string("venue").flatMap { Venue(rawValue: $0) }
    default: return venue(ofConnection: frame.connection)
    }
  }

  /// Where a connection leads, as far as its record and the session's say.
  package func venue(ofConnection connection: UInt32) -> Venue? {
    connection < connections.count ? connections[Int(connection)] ?? session : session
  }

  /// Takes in a record of a session or a connection; answers the connection's venue.
  @discardableResult
  mutating func note(_ kind: FrameKind, connection: UInt32, _ head: JSONValue?) -> Venue? {
    switch kind {
    case .metadata:
      session = Self.session(head)
      connections = []
      return nil
    case .opened:
      guard let url = head?.string("url") else { return nil }
      let venue = Self.venue(url, session: session) ?? session
      set(connection, to: venue)
      return venue
    case .lost:
      let venue = venue(ofConnection: connection)
      set(connection, to: nil)
      return venue
    default: return venue(ofConnection: connection)
    }
  }

  private mutating func set(_ connection: UInt32, to venue: Venue?) {
    guard connection < Self.connectionsMax else { return }
    let missing = Int(connection) + 1 - connections.count
    if missing > 0 { connections += repeatElement(nil, count: missing) }
    connections[Int(connection)] = venue
  }

  /// The JSON of the first line of a record that can name its venue; nil of any other.
  package static func head(_ frame: Frame) -> JSONValue? {
    switch frame.kind {
    case .metadata, .opened, .request, .response, .archive: break
    default: return nil
    }
    let line = frame.payload.extracting(first: lineBytesMax).withUnsafeBufferPointer {
      Array($0.prefix { $0 != UInt8(ascii: "\n") })
    }
    return try? JSONParser.parse(line)
  }

  /// `us` and `testnet` are spot markets elsewhere.
  private static func session(_ metadata: JSONValue?) -> Venue? {
    metadata?["config"]?.string("venue").map { Venue(rawValue: $0) ?? .spot }
  }

  /// The venues of an imported archive's rows, which the import knew beforehand.
  static func imported(_ metadata: JSONValue?) -> [Venue] {
    guard case .array(let names)? = metadata?["config"]?["venues"] else { return [] }
    return names.compactMap {
      if case .string(let name) = $0 { Venue(rawValue: name) } else { nil }
    }
  }

  /// By the host, by a path that only futures have, or by the name of a contract.
  private static func venue(_ url: String, session: Venue?) -> Venue? {
    let opened = StreamURL(url)
    if opened.venue != .spot { return opened.venue }
    if url.contains("/public/") || url.contains("/market/") {
      return session == .coinm ? .coinm : .usdm
    }
    if opened.streams.contains(where: { InverseContract(symbol: $0.symbol) != nil }) {
      return .coinm
    }
    return url.contains("binance") ? .spot : nil
  }
}
