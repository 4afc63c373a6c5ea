import Binance
import Market

/// An order book as a recording shows it: from a snapshot and the updates after it, or from frames
/// with the best levels alone.
struct RecordedBook {
  private var tracker = BookTracker(keepsLevels: true)
  /// The newest frame with the best levels.
  private var best: (book: Book, id: Int64)?
  private var hasUpdates = false

  /// Why there is no book to show, though there are updates of one; nil if there is one, or are none.
  var reason: UnjoinedReason? { hasUpdates && tracker.latest == nil ? tracker.reason : nil }
  var isKnown: Bool { shown != nil }
  /// The best price first.
  var bids: BookLevels { (shown?.book ?? Book()).bids }
  var asks: BookLevels { (shown?.book ?? Book()).asks }
  var lastUpdateId: Int64 { shown?.id ?? 0 }

  private var shown: (book: Book, id: Int64)? {
    let built = tracker.latest.map { ($0, tracker.lastUpdateId) }
    if hasUpdates { return built }
    guard let best, best.id >= built?.1 ?? -1 else { return built }
    return best
  }

  mutating func snapshot(_ depth: Depth, _ levels: [PriceLevel]) {
    _ = tracker.take(snapshot: depth, levels)
  }

  /// The best levels as they are now; nothing is known of those behind.
  mutating func best(_ depth: Depth, _ levels: [PriceLevel]) {
    best = (Book(depth, levels), depth.lastUpdateId)
  }

  mutating func change(_ depth: Depth, _ levels: [PriceLevel], connection: UInt32) {
    hasUpdates = true
    _ = tracker.take(depth, levels, connection: connection)
  }

  mutating func lost(_ connection: UInt32) { _ = tracker.lost(connection) }
}
