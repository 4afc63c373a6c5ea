import Binance
import Market
package import Recording

/// What a recording holds, found by its headers and the blocks that tell of connections: seconds
/// even for a large one.
package struct RecordedSurvey: Sendable {
  /// In order of appearance, upper case.
  package private(set) var symbols: [String] = []
  /// Names of streams, in order of appearance.
  package private(set) var streams: [String] = []
  package private(set) var firstUs: Int64 = 0
  package private(set) var lastUs: Int64 = 0
  /// Behind the REST answers that a recorder asks for before all else: where serving begins, so that
  /// they are there from the start.
  package private(set) var preludeEndUs: Int64 = 0

  private static let preludeNs: Int64 = 5_000_000_000
  private static let wholeBlocks = 8
  private static let symbolsMax = 5000
  private static let streamsMax = 50_000

  /// - Throws: what keeps the recording from being read.
  package init(_ recording: Recording) throws {
    var cursor = BlockCursor(recording)
    let reader = BlockReader(recording)
    var scan = Scan()
    var blocks = 0
    while let step = try cursor.next() {
      guard case .block(let location) = step else { continue }
      scan.lastNs = max(scan.lastNs ?? .min, location.header.lastReceivedNs)
      if scan.firstNs == nil { scan.firstNs = location.header.firstReceivedNs }
      blocks += 1
      guard blocks <= Self.wholeBlocks || location.header.flags.contains(.holdsContext) else {
        continue
      }
      do {
        try reader.read(location)
        try reader.forEachRecord(of: location) { scan.take($1, $2) }
      } catch RecordingError.damaged {
        // The tape passes over it too, and tells.
        continue
      }
    }
    symbols = scan.symbols
    streams = scan.streams
    firstUs = (scan.firstNs ?? 0) / 1000
    lastUs = (scan.lastNs ?? 0) / 1000
    preludeEndUs = min((scan.preludeNs ?? scan.firstNs ?? 0) / 1000 + 1, lastUs + 1)
  }

  private struct Scan {
    var symbols: [String] = []
    var streams: [String] = []
    var firstNs: Int64?
    var lastNs: Int64?
    var preludeNs: Int64?
    private var connections = ConnectionStreams()
    private var knownSymbols: Set<String> = []
    private var knownStreams: Set<String> = []

    mutating func take(_ header: RecordHeader, _ bytes: borrowing Span<UInt8>) {
      for name in connections.note(header, bytes) { add(stream: name) }
      switch header.kind {
      case .text:
        if let name = FrameText.stream(header.payload, bytes)?.name {
          add(stream: String(decoding: name.map { bytes[$0] }, as: UTF8.self))
        }
      case .response: take(response: header, bytes)
      default: break
      }
    }

    private mutating func take(response header: RecordHeader, _ bytes: borrowing Span<UInt8>) {
      guard let firstNs, header.receivedNs - firstNs <= preludeMaxNs else { return }
      preludeNs = header.receivedNs
      let line = header.payload.prefix(64 << 10).prefix { bytes[$0] != UInt8(ascii: "\n") }
      guard case .string(let url)? = (try? JSONParser.parse(line.map { bytes[$0] }))?["url"],
        let symbol = RequestURL(url)["symbol"]
      else { return }
      add(symbol: symbol)
    }

    private var preludeMaxNs: Int64 { RecordedSurvey.preludeNs }

    private mutating func add(stream text: String) {
      guard streams.count < RecordedSurvey.streamsMax, knownStreams.insert(text).inserted else {
        return
      }
      streams.append(text)
      let symbol = StreamName(text).symbol
      if !symbol.isEmpty { add(symbol: symbol) }
    }

    private mutating func add(symbol: String) {
      guard symbols.count < RecordedSurvey.symbolsMax, knownSymbols.insert(symbol).inserted else {
        return
      }
      symbols.append(symbol)
    }
  }
}

/// Where the parts of a combined frame lie: `{"stream":"btcusdt@trade","data":{…}}`.
enum FrameText {
  private static let head = Array(#"{"stream":""#.utf8)
  private static let middle = Array(#","data":"#.utf8)

  /// The name and the data; nil for any other frame.
  static func stream(
    _ payload: Range<Int>, _ bytes: borrowing Span<UInt8>
  ) -> (name: Range<Int>, data: Range<Int>)? {
    guard starts(payload, with: head, bytes) else { return nil }
    let start = payload.lowerBound + head.count
    var end = start
    while end < payload.upperBound, bytes[end] != UInt8(ascii: "\"") {
      if bytes[end] == UInt8(ascii: "\\") || end - start > StreamSession.nameBytesMax { return nil }
      end += 1
    }
    guard end < payload.upperBound, starts(end + 1..<payload.upperBound, with: middle, bytes),
      bytes[payload.upperBound - 1] == UInt8(ascii: "}")
    else { return nil }
    let data = end + 1 + middle.count
    return data < payload.upperBound ? (start..<end, data..<payload.upperBound - 1) : nil
  }

  private static func starts(
    _ range: Range<Int>, with text: [UInt8], _ bytes: borrowing Span<UInt8>
  ) -> Bool {
    guard range.count >= text.count else { return false }
    for (offset, byte) in text.enumerated() where bytes[range.lowerBound + offset] != byte {
      return false
    }
    return true
  }
}
