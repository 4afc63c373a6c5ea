import Basics
import Binance
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
      guard let index = count(frame, named: frame.payload.extracting(name)) else { return nil }
      return note(index, venue)
    }
    count(frame, named: Self.name(ofURL: url, frame.connection))
    return nil
  }

  /// Notes that a stream was asked for.
  ///
  /// - Returns: whether it was not met at the venue before.
  mutating func note(_ name: String, _ venue: Venue?) -> Bool {
    let bytes = Array(name.utf8)
    return index(of: bytes.span).flatMap { note($0, venue) } != nil
  }

  mutating func count(_ frame: Frame, named name: String) {
    let bytes = Array(name.utf8)
    _ = count(frame, named: bytes.span)
  }

  /// By name.
  func sorted() -> [RecordingContents.Stream] { streams.sorted { $0.name < $1.name } }

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

  private mutating func note(_ index: Int, _ venue: Venue?) -> String? {
    guard !streams[index].venues.contains(venue) else { return nil }
    streams[index].venues.append(venue)
    return streams[index].name
  }

  private mutating func count(_ frame: Frame, named name: Span<UInt8>) -> Int? {
    guard let index = index(of: name) else { return nil }
    if streams[index].recordCount == 0 { streams[index].firstReceivedNs = frame.receivedNs }
    streams[index].recordCount += 1
    streams[index].payloadBytes += Int64(frame.payload.count)
    streams[index].lastReceivedNs = frame.receivedNs
    return index
  }

  /// Allocates nothing where the name was met before: combined frames, most of a recording, are counted
  /// by a name that lies in them.
  private mutating func index(of name: Span<UInt8>) -> Int? {
    // FNV-1a.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for at in 0..<name.count { hash = (hash ^ UInt64(name[at])) &* 0x100_0000_01B3 }
    if let known = indexByHash[hash] {
      for index in known where equal(name, names[index]) { return index }
    }
    guard streams.count < Self.streamsMax else { return nil }
    let copied = name.withUnsafeBufferPointer { Array($0) }
    names.append(copied)
    streams.append(RecordingContents.Stream(name: String(decoding: copied, as: UTF8.self)))
    indexByHash[hash, default: []].append(streams.count - 1)
    return streams.count - 1
  }

  private func equal(_ name: Span<UInt8>, _ other: [UInt8]) -> Bool {
    guard name.count == other.count else { return false }
    for offset in other.indices where name[offset] != other[offset] { return false }
    return true
  }
}
