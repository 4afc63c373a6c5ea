import Basics
import Binance
import Market

/// Watches what the exchange lists while a recorder is at work, for symbols that a choice takes in.
///
/// A new symbol is one that has a price and was not listed when the recorder began: the list of all prices
/// is short, and exchangeInfo is megabytes.
struct NewListings: Sendable {
  private let choice: SymbolChoice
  private let venue: Venue
  private var known: Set<String>
  private var dueNs: Int64?

  init(_ choice: SymbolChoice, listed: Set<String>, venue: Venue) {
    self.choice = choice
    known = listed
    self.venue = venue
  }

  /// The request that is due: ten minutes after the start, and every ten minutes.
  mutating func next(nowNs: Int64) -> MarketRequest? {
    defer { if dueNs.map({ $0 <= nowNs }) ?? true { dueNs = nowNs + CaptureLimits.listingNs } }
    guard let dueNs, dueNs <= nowNs else { return nil }
    var request = MarketRequest(
      endpoint: .tickerPrice, target: Endpoint.tickerPrice.path(venue),
      weight: Endpoint.allPricesWeight)
    request.isPoll = true
    return request
  }

  func isAsking(_ request: MarketRequest) -> Bool {
    request.endpoint == .tickerPrice && request.target == Endpoint.tickerPrice.path(venue)
  }

  /// Takes in an answer's body. Gives the symbols that are new.
  mutating func take(_ body: [UInt8]) -> [String] {
    guard case .array(let rows)? = JSONValue(text: String(decoding: body, as: UTF8.self)) else {
      return []
    }
    return rows.compactMap { $0.string("symbol") }.filter {
      choice.isChosen($0) && StreamCheck.problem(withSymbol: $0, at: venue) == nil
        && known.insert($0).inserted
    }
  }
}

extension Endpoint {
  /// Of `ticker/price` without a symbol: spot 4, futures 2.
  fileprivate static let allPricesWeight = 4
}
