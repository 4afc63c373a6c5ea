package import Feed

/// What the feed notices in recorded frames that the recorder must know.
package enum FeedNotice: Equatable, Sendable {
  case gapFound(MissingTrades)
  /// Trades of a gap have come: so many are still missing, and so many of those that came since the last
  /// notice were in REST's answers.
  case gapNarrowed(MissingTrades, missingCount: Int64, fetchedCount: Int64)
  /// A book has taken in a snapshot, or is joined or not from now on.
  case bookStands(BookStanding)
  /// Frames were recorded that the feed did not see.
  case framesSkipped
  /// Trades of these are known from before, and none has come since their connection opened.
  case tradesQuiet(UInt32, [QuietTrades])
  /// The exchange sent `{"e":"error",…}`.
  case exchangeError(UInt32, text: String)
  /// The exchange announced that it closes a connection.
  case shutdownAnnounced(UInt32)
  /// A stream brings no frames on an open connection, or does so again.
  case streamSilent(StreamWatch.Finding)
}

/// Trades of a symbol, of one kind.
package struct QuietTrades: Equatable, Sendable {
  package let symbol: String
  package let source: TradeSource

  package init(_ symbol: String, _ source: TradeSource) {
    self.symbol = symbol
    self.source = source
  }
}
