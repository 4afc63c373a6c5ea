import Basics
import Market

/// Round trips that have something in common, and what they came to together.
struct TripGroup: Sendable, Hashable {
  let name: String
  private(set) var tripCount = 0
  private(set) var wonCount = 0
  private(set) var profit = AmountSum.zero
  private var heldUs: Int128 = 0

  init(name: String) { self.name = name }

  mutating func add(_ trip: RoundTrip) {
    tripCount += 1
    if trip.profit > .zero { wonCount += 1 }
    profit += trip.profit
    heldUs += Int128(trip.exitTimeUs - trip.entryTimeUs)
  }

  /// Share of the trips with a profit above 0, rounded down.
  var winRate: Ratio? { Ratio(Int128(wonCount), of: Int128(tripCount), .down) }
  /// Rounded down.
  var meanProfit: AmountSum {
    AmountSum(units: Exact.floor(profit.units, over: Int128(max(1, tripCount))))
  }
  var meanHoldingUs: Int64 { Int64(clamping: heldUs / Int128(max(1, tripCount))) }
}

/// The round trips of a run by what they have in common.
struct TripGroups {
  struct Kind {
    /// As it stands in the report, and as people read it.
    let key: String
    let title: String
    let groups: [TripGroup]
  }

  /// Those in which there is more than one group.
  private(set) var kinds: [Kind] = []

  private static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  init(_ result: BacktestResult) {
    add("symbol", "Symbol", result) { result.name($0.symbol) }
    add("reason", "Reason of the sale", result) { $0.reason.rawValue }
    add("tag", "Tag", result) { result.labels[$0.order]?.tag ?? "none" }
    add("weekday", "Weekday of the purchase, UTC", result, order: Self.weekdays) {
      let day = floorDivide($0.entryTimeUs, DailyReturns.dayUs)
      // 1970-01-01 was a Thursday.
      return Self.weekdays[Int((day % 7 + 10) % 7)]
    }
    let hours = (0..<24).map { $0 < 10 ? "0\($0)" : "\($0)" }
    add("hour", "Hour of the purchase, UTC", result, order: hours) {
      hours[Int(($0.entryTimeUs / 3_600_000_000 % 24 + 24) % 24)]
    }
  }

  /// Groups in an order that is given, or as they first appear.
  private mutating func add(
    _ key: String, _ title: String, _ result: BacktestResult, order: [String] = [],
    name: (RoundTrip) -> String
  ) {
    var groups: [TripGroup] = order.map { TripGroup(name: $0) }
    var indices = [String: Int](uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    for trip in result.roundTrips {
      let name = name(trip)
      if indices[name] == nil {
        indices[name] = groups.count
        groups.append(TripGroup(name: name))
      }
      groups[indices[name] ?? 0].add(trip)
    }
    groups.removeAll { $0.tripCount == 0 }
    if groups.count > 1 { kinds.append(Kind(key: key, title: title, groups: groups)) }
  }
}
