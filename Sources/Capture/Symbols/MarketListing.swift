import Basics
import Binance
package import Market

/// What an exchange lists, read from its REST answers.
package enum MarketListing {
  /// The requests that tell it; for how often symbols are traded, two.
  package static func targets(_ venue: Venue, hasCounts: Bool) -> [String] {
    [Endpoint.exchangeInfo.path(venue)] + (hasCounts ? [Endpoint.ticker24hr.path(venue)] : [])
  }

  /// Reads the answers' bodies; nil if they are none.
  package static func symbols(info: [UInt8], tickers: [UInt8]?) -> [SymbolChoice.Listed]? {
    guard case .array(let rows)? = document(info)?["symbols"] else { return nil }
    var counts: [String: Int64] = [:]
    if let tickers {
      guard case .array(let rows)? = document(tickers) else { return nil }
      for row in rows {
        if let symbol = row.string("symbol") { counts[symbol] = row.integer("count") ?? 0 }
      }
    }
    return rows.compactMap { row in
      row.string("symbol").map { symbol in
        let status = row.string("status") ?? row.string("contractStatus")
        return SymbolChoice.Listed(
          symbol, isTrading: status == "TRADING", tradeCount: counts[symbol] ?? 0)
      }
    }
  }

  private static func document(_ body: [UInt8]) -> JSONValue? {
    JSONValue(text: String(decoding: body, as: UTF8.self))
  }
}
