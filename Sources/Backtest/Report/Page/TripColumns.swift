import Basics
import Market

/// The round trips as columns for the page's table and charts: times in ms, numbers of fills less the ones
/// before, money and ratios as the texts of `report.json`, so that no digit is lost; names by their
/// index in a list.
struct TripColumns {
  private let facts: ReportFacts
  private let shown: ArraySlice<RoundTrip>

  init(_ facts: ReportFacts) {
    self.facts = facts
    shown = facts.result.roundTrips.prefix(ChartLimits.tripsMax)
  }

  /// The columns' names, and those of the lists that they point into.
  static let keys = [
    "names", "symbol", "entry", "held", "quantity", "entryPrice", "exitPrice", "profit",
    "netReturn", "adverse", "favourable", "entryFill", "exitFill", "reason", "tag", "texts",
  ]

  func write(_ writer: inout JSONWriter) {
    let trips = facts.metrics.trips
    var texts = [""]
    func index(_ text: String) -> Int {
      if let index = texts.firstIndex(of: text) { return index }
      guard texts.count < ChartLimits.tagsMax else { return 0 }
      texts.append(text)
      return texts.count - 1
    }
    func strings(
      _ key: String, _ text: (RoundTrip, TripFacts) -> String?
    ) {
      writer.array(key) { writer in
        for (trip, own) in zip(shown, trips) { writer.string(nil, text(trip, own)) }
      }
    }
    func numbers(
      _ key: String, _ number: (RoundTrip, TripFacts) -> Int?
    ) {
      writer.array(key) { writer in
        for (trip, own) in zip(shown, trips) { writer.number(nil, number(trip, own)) }
      }
    }
    let symbols = facts.result.symbols
    writer.array("names") { writer in for symbol in symbols { writer.string(nil, symbol.name) } }
    numbers("symbol") { trip, _ in symbols.firstIndex { $0.id == trip.symbol } }
    writer.differences("entry", shown.lazy.map { $0.entryTimeUs / 1000 })
    numbers("held") { trip, _ in Int(trip.exitTimeUs / 1000 - trip.entryTimeUs / 1000) }
    strings("quantity") { trip, _ in "\(trip.quantity)" }
    strings("entryPrice") { trip, _ in "\(trip.entryPrice)" }
    strings("exitPrice") { trip, _ in "\(trip.exitPrice)" }
    strings("profit") { trip, _ in "\(trip.profit)" }
    strings("netReturn") { _, own in own.netReturn?.text }
    strings("adverse") { _, own in own.excursion?.adverse?.text }
    strings("favourable") { _, own in own.excursion?.favourable?.text }
    for (key, number) in [("entryFill", \TripFacts.entryFill), ("exitFill", \.exitFill)] {
      writer.differences(
        key, trips.prefix(shown.count).lazy.map { $0[keyPath: number].map(Int64.init) })
    }
    numbers("reason") { trip, _ in index(trip.reason.rawValue) }
    numbers("tag") { trip, _ in index(facts.result.labels[trip.order]?.tag ?? "") }
    writer.array("texts") { writer in for text in texts { writer.string(nil, text) } }
  }
}
