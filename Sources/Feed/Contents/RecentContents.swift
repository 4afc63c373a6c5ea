import Binance
import Market
package import Recording

/// What came last into a recording, whether it goes on or not. Its end alone is read.
package struct RecentContents {
  /// When its last record was received; nil if there is none.
  package let lastReceivedNs: Int64?
  /// Whether the stretch ends now, because somebody records there; else it ends with the last record.
  package let isNow: Bool
  /// When a frame of a stream came last, within the stretch.
  package var lastFrameNs: Int64? {
    contents.streams.filter { $0.isSubscribed && $0.recordCount > 0 }.map(\.lastReceivedNs).max()
  }
  /// What came in the stretch of time before, and the connections that were open then.
  package let contents: RecordingContents
  /// Trades of that stretch, and how many between them are missing.
  package private(set) var tradeCount = 0
  package private(set) var missingTrades: Int64 = 0

  /// - Parameter ns: how long the stretch is.
  package init(_ recording: Recording, lasting ns: Int64, nowNs: Int64) throws {
    let lastNs = try recording.lastReceivedNs()
    lastReceivedNs = lastNs
    isNow = recording.directories.contains { Recording.writer(in: $0) != nil }
    // A clock that was set may have its now before the last record.
    let endNs = isNow ? max(lastNs ?? nowNs, nowNs) : lastNs
    let range = TimeRange(fromNs: endNs.map { min($0 - ns, lastNs ?? $0) })
    contents = try RecordingContents(recording, .records, range: range)
    let ledgers = try TradeEnds(recording, range: range).ledgers
    for ledger in ledgers {
      tradeCount += ledger.acceptedCount
      missingTrades += ledger.missingCount
    }
  }
}

/// The ledgers of all trades in a stretch of a recording.
struct TradeEnds {
  private(set) var ledgers: [TradeLedger] = []
  private(set) var names: [String] = []
  private(set) var frameCount = 0

  init(
    _ recording: Recording, range: TimeRange, workerCount: Int = 2,
    shouldStop: () -> Bool = { false }
  ) throws {
    var options = FeedProcessor.Options()
    options.source = nil
    options.wanted = .trades
    var feed = FeedProcessor(options)
    var sink = NoSink()
    try BatchReader(
      recording, decoder: feed.decoder, range: range, workerCount: workerCount
    ).run { batch in
      feed.fold(&batch, into: &sink)
      return !shouldStop()
    }
    ledgers = feed.tradeLedgers
    names = ledgers.map { feed.symbols.name($0.symbol) }
    frameCount = feed.counts.frames
  }

  /// The last trade of a symbol.
  func last(_ wanted: LastTrades.Wanted) -> LastTrade? {
    let index = ledgers.indices.first {
      names[$0] == wanted.symbol && ledgers[$0].source == wanted.source
    }
    guard let index, let id = ledgers[index].lastId, let timeUs = ledgers[index].newestUs else {
      return nil
    }
    return LastTrade(
      symbol: wanted.symbol, source: wanted.source, id: id,
      recordId: ledgers[index].lastRecordId, timeUs: timeUs)
  }
}

private struct NoSink: FeedSink {
  typealias Failure = Never
}

extension Recording {
  /// When the last record was received. Only headers of blocks are looked at.
  func lastReceivedNs() throws -> Int64? {
    guard let last = segments.indices.last else { return nil }
    var reader = RecordingReader(suffix(from: last))
    var endNs: Int64?
    while let step = try reader.nextBlock() {
      if case .block(let block) = step { endNs = block.header.lastReceivedNs }
    }
    return endNs
  }
}
