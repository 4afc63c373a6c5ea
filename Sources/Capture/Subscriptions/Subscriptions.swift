package import Binance
import Market

/// All streams that a recorder asks for, each once, spread over connections by path and by number.
///
/// The one list of them: connections are opened by it, frames find their stream in it, and streams are
/// watched by their index in it. Streams that join later keep those before them as they are.
package struct Subscriptions: Equatable, Sendable {
  /// In the order of the plans.
  package private(set) var streams: [StreamName] = []
  package private(set) var plans: [ConnectionPlan] = []
  private var table = StreamTable([])
  private let venue: BinanceSite
  private let websocketURLs: [String]
  private let hasMicroseconds: Bool

  /// None.
  package init() {
    (venue, websocketURLs, hasMicroseconds) = (.spot, [], false)
  }

  /// - Parameters:
  ///   - websocketURLs: addresses of the same server: scheme, host and port, with a path before `/stream`
  ///     if there is one.
  ///   - hasMicroseconds: asks for times in µs.
  package init(
    _ wanted: [StreamName], venue: BinanceSite, websocketURLs: [String], hasMicroseconds: Bool
  ) {
    self.venue = venue
    self.websocketURLs = websocketURLs
    self.hasMicroseconds = hasMicroseconds
    add(wanted)
  }

  /// Adds streams, on connections of their own.
  package mutating func add(_ wanted: [StreamName]) {
    var paths: [String] = []
    for stream in wanted {
      let path = venue.path(of: stream)
      if !paths.contains(path) { paths.append(path) }
    }
    let groups = paths.map { path in wanted.filter { venue.path(of: $0) == path } }
    var start = streams.count
    streams += groups.flatMap { $0 }
    for (path, group) in zip(paths, groups) {
      let end = start + group.count
      for part in Self.parts(of: streams[start..<end], CaptureLimits.streamsPerConnectionMax) {
        let bases = websocketURLs.flatMap { Self.bases(Self.trimmed($0), path, venue) }
        plans.append(Self.plan(part, bases, hasMicroseconds))
      }
      start = end
    }
    table = StreamTable(streams)
  }

  /// The index of the stream that a frame belongs to; nil for a frame without a name, or with one that
  /// nobody asked for.
  func index(of payload: UnsafeRawBufferPointer) -> Int? { table.index(of: payload) }

  /// Symbols whose books are built from streams, of one plan or of all.
  func bookSymbols(plan: Int?) -> [String] {
    var known: Set<String> = []
    return (plan.map { plans[$0].streams } ?? streams[...])
      .filter { $0.suffix == "depth" || $0.suffix.hasPrefix("depth@") }
      .map(\.symbol).filter { known.insert($0).inserted }
  }

  /// Without what we append ourselves.
  private static func trimmed(_ url: String) -> String {
    var url = url[...]
    while url.hasSuffix("/") { url.removeLast() }
    for path in ["/stream", "/ws"] where url.hasSuffix(path) { url.removeLast(path.count) }
    return String(url)
  }

  /// With the path of the streams; where it is not sure that there are such paths, without it first. An
  /// address that has a path of its own is taken as it is.
  private static func bases(_ url: String, _ path: String, _ venue: BinanceSite) -> [String] {
    guard venue.triesOtherPaths, !path.isEmpty else { return [url + path] }
    let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
    return rest.contains("/") ? [url] : [url, url + path]
  }

  private static func plan(
    _ streams: ArraySlice<StreamName>, _ bases: [String], _ hasMicroseconds: Bool
  ) -> ConnectionPlan {
    let names = streams.map { percentEncoded($0.text) }.joined(separator: "/")
    let unit = "timeUnit=MICROSECOND"
    let urls = bases.map { "\($0)/stream?streams=\(names)" + (hasMicroseconds ? "&" + unit : "") }
    if urls.allSatisfy({ $0.utf8.count <= CaptureLimits.urlCharactersMax }) {
      return ConnectionPlan(urls: urls, streams: streams, subscribes: false)
    }
    return ConnectionPlan(
      urls: bases.map { "\($0)/stream" + (hasMicroseconds ? "?" + unit : "") }, streams: streams,
      subscribes: true)
  }

  private static func parts(
    of streams: ArraySlice<StreamName>, _ countMax: Int
  ) -> [ArraySlice<StreamName>] {
    stride(from: streams.startIndex, to: streams.endIndex, by: countMax).map {
      streams[$0..<min($0 + countMax, streams.endIndex)]
    }
  }
}

/// One websocket connection to be kept open: where to, and what to ask for.
package struct ConnectionPlan: Equatable, Sendable {
  /// The first is used until it fails.
  package let urls: [String]
  /// Of `Subscriptions.streams`.
  package let streams: ArraySlice<StreamName>
  /// Whether the streams are asked for by messages when it is open, because no URL holds their names.
  package let subscribes: Bool
}

/// Letters, digits and what stream names are made of stay; all else, `币` too, is escaped.
package func percentEncoded(_ text: String) -> String {
  var result = ""
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "@"), UInt8(ascii: "!"),
      UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
      result.unicodeScalars.append(UnicodeScalar(byte))
    default:
      let hex = String(byte, radix: 16, uppercase: true)
      result += "%" + (hex.count < 2 ? "0" : "") + hex
    }
  }
  return result
}
