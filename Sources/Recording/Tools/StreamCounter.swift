import Basics

/// Counts records by stream, found without decoding them: the stream's name in a combined frame, else
/// the address of the connection, the endpoint of a REST response, or what an archive file holds.
struct StreamCounter {
  private var streams: [RecordingInfo.Stream] = []
  private var names: [[UInt8]] = []
  private var indexByHash: [UInt64: [Int]] = [:]

  mutating func add(
    _ record: RecordHeader, _ bytes: borrowing Span<UInt8>, url: String, connection: UInt32
  ) {
    switch record.kind {
    case .text, .binary:
      if let name = StreamCounter.combinedName(bytes, record.payload) {
        count(bytes, name, record)
      } else {
        count(StreamCounter.name(ofURL: url, connection), record)
      }
    case .response: count(StreamCounter.endpoint(firstLine(bytes, record.payload)), record)
    case .archive: count(StreamCounter.archive(firstLine(bytes, record.payload)), record)
    default: break
    }
  }

  func sorted() -> [RecordingInfo.Stream] { streams.sorted { $0.name < $1.name } }

  // MARK: - Names

  /// Of `{"stream":"btcusdt@trade","data":…}`: where the name lies.
  private static func combinedName(
    _ bytes: borrowing Span<UInt8>, _ payload: Range<Int>
  ) -> Range<Int>? {
    guard payload.count > combinedMark.count + 1 else { return nil }
    for (offset, byte) in combinedMark.enumerated()
    where bytes[payload.lowerBound + offset] != byte { return nil }
    let begin = payload.lowerBound + combinedMark.count
    var end = begin
    let limit = min(payload.upperBound, begin + nameBytesMax)
    while end < limit {
      if bytes[end] == UInt8(ascii: "\"") { return begin..<end }
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

  private func firstLine(
    _ bytes: borrowing Span<UInt8>, _ payload: Range<Int>
  ) -> JSONValue? {
    let line = bytes.withUnsafeBufferPointer { Array($0[payload].prefix { $0 != 0x0A }) }
    return try? JSONParser.parse(line)
  }

  // MARK: - Counting

  private mutating func count(_ name: String, _ record: RecordHeader) {
    let bytes = Array(name.utf8)
    count(bytes.span, 0..<bytes.count, record)
  }

  private mutating func count(
    _ bytes: borrowing Span<UInt8>, _ name: Range<Int>, _ record: RecordHeader
  ) {
    guard let index = index(bytes, name, record) else { return }
    streams[index].recordCount += 1
    streams[index].payloadBytes += Int64(record.payload.count)
    streams[index].lastReceivedNs = record.receivedNs
  }

  /// No allocation where the name was met before: this runs for each frame.
  private mutating func index(
    _ bytes: borrowing Span<UInt8>, _ name: Range<Int>, _ record: RecordHeader
  ) -> Int? {
    // FNV-1a.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for at in name { hash = (hash ^ UInt64(bytes[at])) &* 0x100_0000_01B3 }
    if let known = indexByHash[hash] {
      for index in known where equal(bytes, name, names[index]) { return index }
    }
    guard streams.count < RecordingInfo.streamsMax else { return nil }
    let copied = copy(bytes, name)
    names.append(copied)
    streams.append(
      RecordingInfo.Stream(
        name: String(decoding: copied, as: UTF8.self), firstReceivedNs: record.receivedNs,
        lastReceivedNs: record.receivedNs))
    indexByHash[hash, default: []].append(streams.count - 1)
    return streams.count - 1
  }

  private func equal(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ other: [UInt8]
  ) -> Bool {
    guard range.count == other.count else { return false }
    for offset in other.indices where bytes[range.lowerBound + offset] != other[offset] {
      return false
    }
    return true
  }
}
