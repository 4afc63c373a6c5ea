import Basics
import Market

/// What a report says of a round trip besides its own members.
struct TripFacts {
  /// Profit ÷ (entry price × quantity), rounded down; nil where that is nothing.
  let netReturn: Ratio?
  let excursion: Excursion?
  /// Numbers of the first fills of its oldest purchase and of its sale; nil where several purchases have one time.
  let entryFill: Int?
  let exitFill: Int?

  /// One for each round trip of a result.
  static func list(_ result: BacktestResult, _ excursions: [Excursion]) -> [TripFacts] {
    struct Purchase: Hashable {
      let symbol: SymbolID
      let timeUs: Int64
    }
    var entries: [Purchase: Fill] = [:]
    // Which of several orders at one instant a round trip began with, its time does not say.
    var unclear: Set<Purchase> = []
    var exits: [OrderID: Int] = [:]
    for fill in result.fills.reversed() {
      if fill.side == .buy {
        let purchase = Purchase(symbol: fill.symbol, timeUs: fill.timeUs)
        if let other = entries[purchase], other.order != fill.order { unclear.insert(purchase) }
        entries[purchase] = fill
      } else {
        exits[fill.order] = fill.number
      }
    }
    return result.roundTrips.enumerated().map { index, trip in
      let purchase = Purchase(symbol: trip.symbol, timeUs: trip.entryTimeUs)
      return TripFacts(
        netReturn: trip.netReturn,
        excursion: index < excursions.count ? excursions[index] : nil,
        entryFill: unclear.contains(purchase) ? nil : entries[purchase]?.number,
        exitFill: exits[trip.order])
    }
  }

  func write(_ writer: inout JSONWriter) {
    writer.number("netReturn", netReturn?.text)
    writer.number("adverse", excursion?.adverse?.text)
    writer.number("favourable", excursion?.favourable?.text)
    writer.number("entryFill", entryFill)
    writer.number("exitFill", exitFill)
  }
}

extension RoundTrip {
  var netReturn: Ratio? {
    let (cost, overflow) = Int128(entryPrice.units).multipliedReportingOverflow(by: quantity.units)
    return overflow ? nil : Ratio(profit.units, of: cost / Exact.one, .down)
  }
}
