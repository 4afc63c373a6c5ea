import Basics
import Binance
import Market
import Recording

/// Counts records by stream, found without decoding them: the stream's name in a combined frame, else
/// the address of the connection, the endpoint of a REST response, or what an archive file holds.
struct StreamCounter {
  private var streams: [RecordingContents.Stream] = []
  private var names: [[UInt8]] = []
  private var indexByHash: [UInt64: [Int]] = [:]

  private static let streamsMax = 50_000

  /// Counts a frame of a websocket.
  ///
  /// - Parameters:
  ///   - url: of its connection.
  ///   - venue: of its connection.
  /// - Returns: the name of its stream, if that was not met at the venue before.
  mutating func count(_ frame: Frame, url: String, _ venue: Venue?) -> String? {
    if let name = Self.combinedName(frame.payload) {
      guard let (index, isNew) = count(frame, named: frame.payload.extracting(name), venue) else {
        return nil
      }
      streams[index].isSubscribed = true
      return isNew ? streams[index].name : nil
    }
    count(frame, named: Self.name(ofURL: url, frame.connection), venue)
    return nil
  }

  /// Notes that a stream was asked for.
  ///
  /// - Returns: whether it was not met at the venue before.
  mutating func note(_ name: String, _ venue: Venue?) -> Bool {
    let bytes = Array(name.utf8)
    guard let (index, isNew) = index(of: bytes.span, venue) else { return false }
    streams[index].isSubscribed = true
    return isNew
  }

  mutating func count(_ frame: Frame, named name: String, _ venue: Venue? = nil) {
    let bytes = Array(name.utf8)
    _ = count(frame, named: bytes.span, venue)
  }

  /// By name. Venues are kept apart where there are several.
  func sorted(byVenue: Bool) -> [RecordingContents.Stream] {
    var sorted: [RecordingContents.Stream] = []
    for stream in streams.enumerated().sorted(by: {
      ($0.element.name, $0.offset) < ($1.element.name, $1.offset)
    }).map(\.element) {
      if !byVenue, let last = sorted.last, last.name == stream.name {
        sorted[sorted.count - 1].join(stream)
      } else {
        sorted.append(stream)
      }
    }
    return sorted
  }

  // MARK: - Names

  /// Of `{"stream":"btcusdt@trade","data":…}`: where the name lies.
  private static func combinedName(_ payload: Span<UInt8>) -> Range<Int>? {
    guard payload.count > combinedMark.count + 1 else { return nil }
    for (offset, byte) in combinedMark.enumerated() where payload[offset] != byte { return nil }
    let begin = combinedMark.count
    var end = begin
    let limit = min(payload.count, begin + nameBytesMax)
    while end < limit {
      if payload[end] == UInt8(ascii: "\"") { return begin..<end }
      end += 1
    }
    return nil
  }

  private static let combinedMark = Array(#"{"stream":""#.utf8)
  private static let nameBytesMax = 256

  /// `wss://host/ws/btcusdt@trade`: the stream; a connection to many has no one name.
  private static func name(ofURL url: String, _ connection: UInt32) -> String {
    if let mark = url.firstRange(of: "/ws/") {
      let name = url[mark.upperBound...].prefix { $0 != "?" }
      if !name.isEmpty { return String(name) }
    }
    return "(frames without a stream's name on connection \(connection))"
  }

  /// `GET https://host/api/v3/klines?symbol=…` without host and query.
  static func endpoint(_ head: JSONValue?) -> String {
    guard let url = head?.string("url") else { return "(response without a url)" }
    let path =
      url.firstRange(of: "://").map { url[$0.upperBound...].drop { $0 != "/" } } ?? url[...]
    return "\(head?.string("method") ?? "GET") \(path.prefix { $0 != "?" })"
  }

  static func archive(_ head: JSONValue?) -> String {
    guard let head, let data = head.string("data") else { return "(archive rows without a name)" }
    return (["archive", data, head.string("symbol"), head.string("interval")] as [String?])
      .compactMap { $0 }.joined(separator: " ")
  }

  // MARK: - Counting

  private mutating func count(
    _ frame: Frame, named name: Span<UInt8>, _ venue: Venue?
  ) -> (index: Int, isNew: Bool)? {
    guard let (index, isNew) = index(of: name, venue) else { return nil }
    if streams[index].recordCount == 0 { streams[index].firstReceivedNs = frame.receivedNs }
    streams[index].recordCount += 1
    streams[index].payloadBytes += Int64(frame.payload.count)
    streams[index].lastReceivedNs = frame.receivedNs
    return (index, isNew)
  }

  /// Allocates nothing where the name was met before: combined frames, most of a recording, are counted
  /// by a name that lies in them.
  private mutating func index(
    of name: Span<UInt8>, _ venue: Venue?
  ) -> (index: Int, isNew: Bool)? {
    // FNV-1a.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for at in 0..<name.count { hash = (hash ^ UInt64(name[at])) &* 0x100_0000_01B3 }
    if let known = indexByHash[hash] {
      for index in known where streams[index].venue == venue && equal(name, names[index]) {
        return (index, false)
      }
    }
    guard streams.count < Self.streamsMax else { return nil }
    let copied = name.withUnsafeBufferPointer { Array($0) }
    names.append(copied)
    streams.append(
      RecordingContents.Stream(name: String(decoding: copied, as: UTF8.self), venue: venue))
    indexByHash[hash, default: []].append(streams.count - 1)
    return (streams.count - 1, true)
  }

  private func equal(_ name: Span<UInt8>, _ other: [UInt8]) -> Bool {
    guard name.count == other.count else { return false }
    for offset in other.indices where name[offset] != other[offset] { return false }
    return true
  }
}

extension RecordingContents.Stream {
  /// Takes in what came under the same name.
  fileprivate mutating func join(_ other: Self) {
    if other.venue == nil { venue = nil }
    isSubscribed = isSubscribed || other.isSubscribed
    guard other.recordCount > 0 else { return }
    firstReceivedNs =
      recordCount > 0 ? min(firstReceivedNs, other.firstReceivedNs) : other.firstReceivedNs
    lastReceivedNs = max(lastReceivedNs, other.lastReceivedNs)
    recordCount += other.recordCount
    payloadBytes += other.payloadBytes
  }
}
