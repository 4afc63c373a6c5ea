import Basics

/// Counts records by stream, found without decoding them: the stream's name in a combined frame, else
/// the address of the connection, the endpoint of a REST response, or what an archive file holds.
struct StreamCounter {
  private var streams: [RecordingInfo.Stream] = []
  private var names: [[UInt8]] = []
  private var indexByHash: [UInt64: [Int]] = [:]

  /// - Parameter url: of the frame's connection.
  mutating func add(_ frame: Frame, url: String) {
    let payload = frame.payload
    switch frame.kind {
    case .text, .binary:
      if let name = StreamCounter.combinedName(payload) {
        count(payload.extracting(name), frame)
      } else {
        count(StreamCounter.name(ofURL: url, frame.connection), frame)
      }
    case .response: count(StreamCounter.endpoint(firstLine(payload)), frame)
    case .archive: count(StreamCounter.archive(firstLine(payload)), frame)
    default: break
    }
  }

  func sorted() -> [RecordingInfo.Stream] { streams.sorted { $0.name < $1.name } }

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
  private static func endpoint(_ line: JSONValue?) -> String {
    guard let url = line?.string("url") else { return "(response without a url)" }
    let path =
      url.firstRange(of: "://").map { url[$0.upperBound...].drop { $0 != "/" } } ?? url[...]
    return "\(line?.string("method") ?? "GET") \(path.prefix { $0 != "?" })"
  }

  private static func archive(_ line: JSONValue?) -> String {
    guard let line, let data = line.string("data") else { return "(archive rows without a name)" }
    return (["archive", data, line.string("symbol"), line.string("interval")] as [String?])
      .compactMap { $0 }.joined(separator: " ")
  }

  private func firstLine(_ payload: Span<UInt8>) -> JSONValue? {
    let line = payload.withUnsafeBufferPointer { Array($0.prefix { $0 != 0x0A }) }
    return try? JSONParser.parse(line)
  }

  // MARK: - Counting

  private mutating func count(_ name: String, _ frame: Frame) {
    let bytes = Array(name.utf8)
    count(bytes.span, frame)
  }

  private mutating func count(_ name: Span<UInt8>, _ frame: Frame) {
    guard let index = index(name, frame.receivedNs) else { return }
    streams[index].recordCount += 1
    streams[index].payloadBytes += Int64(frame.payload.count)
    streams[index].lastReceivedNs = frame.receivedNs
  }

  /// No allocation where the name was met before: this runs for each frame.
  private mutating func index(_ name: Span<UInt8>, _ receivedNs: Int64) -> Int? {
    // FNV-1a.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for at in 0..<name.count { hash = (hash ^ UInt64(name[at])) &* 0x100_0000_01B3 }
    if let known = indexByHash[hash] {
      for index in known where equal(name, names[index]) { return index }
    }
    guard streams.count < RecordingInfo.streamsMax else { return nil }
    let copied = copy(name)
    names.append(copied)
    streams.append(
      RecordingInfo.Stream(
        name: String(decoding: copied, as: UTF8.self), firstReceivedNs: receivedNs,
        lastReceivedNs: receivedNs))
    indexByHash[hash, default: []].append(streams.count - 1)
    return streams.count - 1
  }

  private func equal(_ name: Span<UInt8>, _ other: [UInt8]) -> Bool {
    guard name.count == other.count else { return false }
    for offset in other.indices where name[offset] != other[offset] { return false }
    return true
  }
}
