package import Market

/// Decoded messages in the order of their frames, in flat arrays that are used again and again: once
/// they have grown, a frame costs no allocation.
package struct MessageBatch: Sendable {
  /// Names seen by this batch; they survive `removeAll`.
  package var symbols = SymbolTable()
  /// One for each decoded message and each notice, in order.
  package var entries: [Entry] = []
  package var trades: [Trade] = []
  package var klines: [Kline] = []
  package var bookTickers: [BookTicker] = []
  package var depths: [Depth] = []
  /// Levels of all `depths`, which hold ranges of it.
  package var levels: [PriceLevel] = []
  package var symbolInfos: [SymbolInfo] = []
  package var notices: [Notice] = []
  /// Messages by kind, those included that were only recognised and skipped.
  package var counts = MessageCounts()
  /// Values of `e` that name no known kind, with how often they came.
  package var unknownKinds = NameCounts()
  /// Keys that a decoded message had beyond the known ones, with how often they came.
  package var unknownKeys = NameCounts()

  /// Bytes of one unescaped or composed name at a time.
  var scratch: [UInt8] = []
  var symbolCache = SymbolCache()

  package init() {}

  /// Forgets the messages and zeroes the counts; keeps the symbols and all capacity.
  package mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    trades.removeAll(keepingCapacity: true)
    klines.removeAll(keepingCapacity: true)
    bookTickers.removeAll(keepingCapacity: true)
    depths.removeAll(keepingCapacity: true)
    levels.removeAll(keepingCapacity: true)
    symbolInfos.removeAll(keepingCapacity: true)
    notices.removeAll(keepingCapacity: true)
    counts.reset()
    unknownKinds.reset()
    unknownKeys.reset()
  }
}

extension MessageBatch {
  /// One message: its kind, where its value lies, and the frame that it came in.
  package struct Entry: Equatable, Sendable {
    package var kind: MessageKind
    package var origin: MessageOrigin
    /// Where it is from, if the record itself says so, as REST answers and archive rows do; nil for a
    /// frame, whose connection says it.
    package var venue: Venue?
    /// Index into the array of the kind: `trades` for every kind of trade, `klines`, `bookTickers`,
    /// `depths`, `symbolInfos`, and `notices` for reply, error, serverShutdown and malformed.
    package var index: Int32
    package var frame: FrameReference
    /// `E`, the exchange's event time in µs since the epoch, or -1 where the message has none
    /// (REST rows, archive rows, spot bookTicker and partial depth).
    package var eventTimeUs: Int64

    package init(
      kind: MessageKind, origin: MessageOrigin, venue: Venue? = nil, index: Int32,
      frame: FrameReference, eventTimeUs: Int64
    ) {
      self.kind = kind
      self.origin = origin
      self.venue = venue
      self.index = index
      self.frame = frame
      self.eventTimeUs = eventTimeUs
    }
  }
}
