/// A symbol at a venue: what is traded. The same symbol is another thing at another venue, with trades,
/// ids and prices of its own.
package struct Instrument: Hashable, Sendable {
  /// Nil where nothing says it, and in a request for any.
  package let venue: Venue?
  package let symbol: String

  package init(_ venue: Venue?, _ symbol: String) {
    self.venue = venue
    self.symbol = symbol
  }

  /// Reads `usdm:BTCUSDT`, or a symbol alone.
  package init(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, let venue = Venue(rawValue: String(parts[0])) {
      self.init(venue, String(parts[1]))
    } else {
      self.init(nil, text)
    }
  }

  /// Whether both may be the same: where one of both venues is not known, the symbol decides.
  package func fits(_ other: Instrument) -> Bool {
    symbol == other.symbol && (venue == nil || other.venue == nil || venue == other.venue)
  }

  /// `usdm:BTCUSDT`; the symbol alone where the venue is not known.
  package var text: String { venue.map { "\($0.rawValue):\(symbol)" } ?? symbol }
}
