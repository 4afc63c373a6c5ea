package import Binance

/// What is to be captured, and from where.
package struct CaptureOptions: Sendable {
  package var venue: BinanceSite
  package var subscriptions: Subscriptions
  package var isRedundant = false
  package var restURL: String
  package var restItems: [RestItem] = []
  /// In upper case.
  package var symbols: [String] = []
  /// Sent with the requests that need one, and nowhere else.
  package var apiKey: String?
  /// Certificates to trust besides the system's.
  package var certificateFile: String?
  package var durationNs: Int64?
  /// Whether trades that no connection brought are fetched.
  package var fillsGaps = true
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

  /// To be asked for once, at the start: snapshots only of symbols without a stream that they begin.
  package var startRequests: [MarketRequest] {
    restItems.flatMap { item in
      let symbols =
        item.isSnapshot
        ? symbols.filter { !subscriptions.bookSymbols(plan: nil).contains($0) } : symbols
      return symbols.map { item.request(symbol: $0, venue: venue.venue) }
    }
  }

  /// To be asked for whenever a connection of a plan opens, so that its books can be built.
  package func snapshotRequests(plan: Int) -> [MarketRequest] {
    restItems.filter(\.isSnapshot).flatMap { item in
      subscriptions.bookSymbols(plan: plan).map { item.request(symbol: $0, venue: venue.venue) }
    }
  }
}
