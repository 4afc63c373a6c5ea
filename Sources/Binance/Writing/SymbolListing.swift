package import Market

/// A symbol as exchangeInfo lists it: what `SymbolInfo` reads, and the names that go with it.
package struct SymbolListing: Sendable {
  package var name: String
  package var venue: Venue
  /// What is known of the symbol. `status`, `limits` and the largest notional are not taken from
  /// it: all symbols are written with the same.
  package var info: SymbolInfo
  /// When a contract is delivered, ms since the epoch; nil for those that never are.
  package var deliveryMs: Int64?

  package init(name: String, venue: Venue, info: SymbolInfo, deliveryMs: Int64? = nil) {
    self.name = name
    self.venue = venue
    self.info = info
    self.deliveryMs = deliveryMs
  }
}

extension [UInt8] {
  /// The body of `/api/v3/exchangeInfo`, or of its futures kin: the keys, filters and limits of 2026.
  ///
  /// - Parameter listings: of one venue; none is spot's.
  package mutating func append(exchangeInfo listings: [SymbolListing], serverMs: Int64) {
    let venue = listings.first?.venue ?? .spot
    append(#"{"timezone":"UTC","serverTime":"#)
    append(number: serverMs)
    switch venue {
    case .spot: append(SymbolListing.spotLimits)
    case .usdm:
      append(#","futuresType":"U_MARGINED""#)
      append(SymbolListing.futuresLimits)
      append(#","assets":[]"#)
    case .coinm: append(SymbolListing.futuresLimits)
    }
    append(#","symbols":"#)
    appendArray(listings) { listing, bytes in
      if venue == .spot {
        listing.writeSpot(into: &bytes)
      } else {
        listing.writeFutures(into: &bytes)
      }
    }
    append("}")
  }
}
