import Basics
package import Binance

/// One websocket connection to be kept open: where to, and what to ask for.
package struct ConnectionPlan: Equatable, Sendable {
  package let url: String
  package let streams: [StreamName]
  /// To be sent when it is open; empty where the URL names the streams.
  package let subscriptions: [String]
}

extension ConnectionPlan {
  /// Spreads streams over connections, by path and by number.
  ///
  /// - Parameters:
  ///   - websocketURL: scheme, host and port, with a path before `/stream` if there is one.
  ///   - hasMicroseconds: asks for times in µs.
  package static func plans(
    for streams: [StreamName], venue: CaptureVenue, websocketURL: String, hasMicroseconds: Bool
  ) -> [ConnectionPlan] {
    let base = trimmed(websocketURL)
    var paths: [String] = []
    for stream in streams {
      let path = venue.path(of: stream)
      if !paths.contains(path) { paths.append(path) }
    }
    return paths.flatMap { path in
      let here = streams.filter { venue.path(of: $0) == path }
      return parts(of: here, CaptureLimits.streamsPerConnectionMax).map {
        plan($0, base + path, hasMicroseconds)
      }
    }
  }

  /// Without what we append ourselves.
  private static func trimmed(_ url: String) -> String {
    var url = url[...]
    while url.hasSuffix("/") { url.removeLast() }
    for path in ["/stream", "/ws"] where url.hasSuffix(path) { url.removeLast(path.count) }
    return String(url)
  }

  private static func plan(
    _ streams: [StreamName], _ base: String, _ hasMicroseconds: Bool
  ) -> ConnectionPlan {
    let names = streams.map { percentEncoded($0.text) }.joined(separator: "/")
    let unit = "timeUnit=MICROSECOND"
    let url = "\(base)/stream?streams=\(names)" + (hasMicroseconds ? "&" + unit : "")
    if url.utf8.count <= CaptureLimits.urlCharactersMax {
      return ConnectionPlan(url: url, streams: streams, subscriptions: [])
    }
    return ConnectionPlan(
      url: "\(base)/stream" + (hasMicroseconds ? "?" + unit : ""), streams: streams,
      subscriptions: subscriptions(streams))
  }

  /// `{"method":"SUBSCRIBE","params":["btcusdt@aggTrade"],"id":1}`, as many as are needed.
  private static func subscriptions(_ streams: [StreamName]) -> [String] {
    parts(of: streams, CaptureLimits.streamsPerMessageMax).enumerated().map { index, part in
      let names = part.map { $0.text.inJSONQuotes }.joined(separator: ",")
      return #"{"method":"SUBSCRIBE","params":[\#(names)],"id":\#(index + 1)}"#
    }
  }

  private static func parts(of streams: [StreamName], _ countMax: Int) -> [[StreamName]] {
    stride(from: 0, to: streams.count, by: countMax).map {
      Array(streams[$0..<min($0 + countMax, streams.count)])
    }
  }
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
