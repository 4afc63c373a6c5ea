package import Market

/// What a websocket connection was opened for, read from its URL.
///
/// Frames of a raw connection (`/ws/…`) do not name their stream, and some name no symbol: those
/// are understood through the URL.
package struct StreamURL: Equatable, Sendable {
  package var venue: Venue
  /// Frames come as `{"stream":…,"data":…}`: `/stream`.
  package var isCombined: Bool
  /// In their order; empty where the client subscribes later.
  package var streams: [StreamName]
  /// `timeUnit=MICROSECOND`: all times of the connection are in µs.
  package var hasMicroseconds: Bool

  /// Reads `wss://stream.binance.com:9443/stream?streams=btcusdt@trade/btcusdt@depth`.
  package init(_ url: String) {
    let host = PercentText.host(url)
    venue = host.contains("fstream") ? .usdm : host.contains("dstream") ? .coinm : .spot
    let target = PercentText.withoutOrigin(url)
    // python-binance appends `?timeUnit=…` to a query that it already has: any `?` separates.
    let parts = target.split(separator: "?", omittingEmptySubsequences: false)
    let query = PercentText.query(Substring(parts.dropFirst().joined(separator: "&")))
    let unit = query.last { $0.name == "timeUnit" }?.value
    hasMicroseconds = unit == "MICROSECOND" || unit == "microsecond"

    let path = (parts.first ?? "").split(separator: "/").map(PercentText.decoded)
    let start = path.firstIndex { $0 == "ws" || $0 == "stream" }
    isCombined = start.map { path[$0] == "stream" } ?? false
    var names = start.map { Array(path[($0 + 1)...]) } ?? []
    if let list = query.last(where: { $0.name == "streams" })?.value {
      names += list.split(separator: "/").map(String.init)
    }
    streams = names.map { StreamName($0) }
  }
}
