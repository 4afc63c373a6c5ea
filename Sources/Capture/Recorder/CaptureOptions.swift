package import Binance
package import Feed
package import Market

/// What is to be captured, and from where.
package struct CaptureOptions: Sendable {
  package var venue: BinanceSite
  package var subscriptions: Subscriptions
  package var isRedundant = false
  package var restURL: String
  package var restItems: [RestItem] = []
  /// In upper case.
  package var symbols: [String] = []
  /// What of each symbol.
  package var symbolStreams: [String] = []
  /// How the symbols were chosen, and what was listed then; nil if each was named.
  package var choice: SymbolChoice?
  package var listed: Set<String> = []
  /// Sent with the requests that need one, and nowhere else.
  package var apiKey: String?
  /// Which proxies lead to the servers.
  package var proxies = ProxyChoice.none
  /// Certificates to trust besides the system's.
  package var certificateFile: String?
  package var durationNs: Int64?
  /// Whether books get their snapshots without being asked for, and again until one joins.
  package var takesSnapshots = false
  /// A fresh snapshot of each book so often; nil: none while it is joined.
  package var snapshotEveryNs: Int64?
  /// Whether trades that no connection brought are fetched.
  package var fillsGaps = true
  /// Trades that are known to be missing at the start.
  package var missing: [MissingTrades] = []
  /// Whether it ends once nothing more is to be had.
  package var endsWhenIdle = false
  /// Whether many small reads are gathered; see `GatherPace`.
  package var gathers = true
  /// Seed of the waiting times.
  package var seed: UInt64 = 0

  package static let userAgent = "tapedeck/0.1"

  package init(venue: BinanceSite, subscriptions: Subscriptions, restURL: String) {
    self.venue = venue
    self.subscriptions = subscriptions
    self.restURL = restURL
  }

  /// How a live feed beside the recorder makes its candles: of trades, or of aggregates where no trades are
  /// recorded.
  package func feedOptions(interval: Interval) -> FeedProcessor.Options {
    let kinds = subscriptions.streams.map(\.kind)
    var feed = FeedProcessor.Options()
    feed.source = kinds.contains(.trade) || !kinds.contains(.aggTrade) ? .trades : .aggTrades
    feed.intervals = [interval]
    feed.wanted = MessageKinds([.trade, .aggTrade])
    if !subscriptions.bookSymbols(plan: nil).isEmpty { feed.books = .ids }
    return feed
  }

  /// Adds symbols, as many as there is room for.
  ///
  /// - Returns: those that were added.
  mutating func join(_ more: [String]) -> [String] {
    let room = CaptureLimits.streamsMax - subscriptions.streams.count
    let new = Array(more.prefix(room / max(symbolStreams.count, 1)))
    symbols += new
    subscriptions.add(
      symbolStreams.flatMap { stream in new.map { StreamCheck.name(of: stream, symbol: $0) } })
    return new
  }

  /// To be asked for once, at the start: snapshots only of symbols without a stream that they begin.
  package var startRequests: [MarketRequest] { requests(of: symbols) }

  func requests(of symbols: [String]) -> [MarketRequest] {
    let withBooks = Set(subscriptions.bookSymbols(plan: nil))
    return restItems.filter { $0.everyNs == nil }.flatMap { item in
      item.requests(
        symbols: symbols.filter { !item.isSnapshot || !withBooks.contains($0) },
        venue: venue.venue)
    }
  }

  private var snapshotItems: [RestItem] {
    let items = restItems.filter(\.isSnapshot)
    guard items.isEmpty, takesSnapshots else { return items }
    return RestItem("depth", everyNs: nil, venue: venue.venue).map { [$0] } ?? []
  }

  /// To be asked for whenever a connection of a plan opens, so that its books can be built.
  package func snapshotRequests(plan: Int) -> [MarketRequest] {
    snapshotItems.flatMap { item in
      subscriptions.bookSymbols(plan: plan).map { symbol in
        var request = item.request(symbol: symbol, venue: venue.venue)
        request.isUrgent = true
        return request
      }
    }
  }
}
