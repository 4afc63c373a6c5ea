import Market

/// Klines made from trades that come newest first, as a history is walked.
struct KlineHistory: Sendable {
  private let calendar: KlineCalendar
  private let sinceMs: Int64
  private var newestFirst: [KlineTally] = []

  /// - Parameters:
  ///   - interval: a second or a minute; longer ones are rolled up from these.
  ///   - sinceMs: trades before it do not count.
  init(_ interval: Interval, sinceMs: Int64) {
    calendar = KlineCalendar(interval: interval, anchorDay: 0)
    self.sinceMs = sinceMs < 0 ? sinceMs : calendar.openTimeMs(atMs: sinceMs)
  }

  /// Oldest first, those without a trade left out.
  var klines: [KlineTally] { newestFirst.reversed() }

  mutating func add(_ trade: MarketTrade, profile: SymbolProfile) {
    guard trade.timeMs >= sinceMs else { return }
    if newestFirst.isEmpty || trade.timeMs < newestFirst[newestFirst.count - 1].openTimeMs {
      newestFirst.append(calendar.emptyKline(atMs: trade.timeMs))
    }
    newestFirst[newestFirst.count - 1].add(trade, profile: profile)
  }
}

extension KlineCalendar {
  /// A kline of the interval that holds an instant, without prices.
  func emptyKline(atMs timeMs: Int64) -> KlineTally {
    let openMs = openTimeMs(atMs: timeMs)
    return KlineTally(
      openTimeMs: openMs, nextOpenTimeMs: nextOpenTimeMs(openMs), previousCloseUnits: 0)
  }

  /// Klines of this interval from those of one minute, oldest first.
  func rollUp(_ minutes: [KlineTally]) -> [KlineTally] {
    var klines: [KlineTally] = []
    for minute in minutes {
      if klines.isEmpty || minute.openTimeMs > klines[klines.count - 1].closeTimeMs {
        klines.append(emptyKline(atMs: minute.openTimeMs))
      }
      klines[klines.count - 1].add(minute)
    }
    return klines
  }
}
