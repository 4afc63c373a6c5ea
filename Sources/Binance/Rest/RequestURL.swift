package import Market

/// What a REST request asked for, read from its URL.
package struct RequestURL: Equatable, Sendable {
  package var venue: Venue
  /// Nil for a path that is no market-data endpoint known here.
  package var endpoint: Endpoint?
  /// Names and values in their order, percent-decoded.
  package var query: [Parameter]

  package struct Parameter: Equatable, Sendable {
    package var name: String
    package var value: String
  }

  /// Reads `https://api.binance.com/api/v3/klines?symbol=BTCUSDT&interval=1m`; a path alone will do.
  package init(_ url: String) {
    let target = PercentText.withoutOrigin(url)
    let path = target.prefix { $0 != "?" }
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    venue =
      parts.first == "fapi" || parts.first == "futures"
      ? .usdm : parts.first == "dapi" ? .coinm : .spot
    endpoint = Endpoint(rawValue: parts.dropFirst(2).joined(separator: "/"))
    query = PercentText.query(target.dropFirst(path.count + 1))
  }

  /// The value of a parameter; the last one if it was given twice.
  package subscript(_ name: String) -> String? { query.last { $0.name == name }?.value }

  /// Minutes that `timeZone` shifts kline boundaries by: `8`, `-1:00`, `05:45`; 0 without it.
  package var zoneMinutes: Int16 {
    guard let zone = self["timeZone"] else { return 0 }
    let parts = zone.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let hours = Int16(parts[0]), abs(hours) <= 14,
      let minutes = parts.count == 2 ? Int16(parts[1]) : 0, minutes >= 0, minutes < 60
    else { return 0 }
    return hours * 60 + (zone.first == "-" ? -minutes : minutes)
  }
}
