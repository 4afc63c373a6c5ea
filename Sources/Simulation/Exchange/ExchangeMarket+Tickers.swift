import Market

/// The streams and answers about the last day and the last minutes.
extension ExchangeMarket {
  var dayTicker: DayTicker? {
    let minute = klines[Self.minuteIndex].ledger.klines
    return DayTicker(
      minuteKlines: minute, nowMs: clockUs / 1000, contract: profile.contract)
  }

  static let minuteIndex = Interval.allCases.firstIndex(of: .m1) ?? 0
  static let secondIndex = Interval.allCases.firstIndex(of: .s1) ?? 0

  /// Every second, if there was a trade since.
  mutating func sendTickers() {
    agenda.push(.tickerSlot, at: clockUs + Self.tickerSlotUs)
    guard wants(.ticker) || wants(.miniTicker), let last = tape.last,
      let ticker = dayTicker
    else { return }
    guard last.trade.timeUs >= clockUs - Self.tickerSlotUs else { return }
    let (format, book) = (format, market.book)
    if wants(.miniTicker) {
      send(.miniTicker, atUs: clockUs) { format.writeMiniTicker(ticker, into: &$0) }
    }
    if wants(.ticker) {
      send(.ticker, atUs: clockUs) {
        format.writeTicker(ticker, book: book, lastSteps: last.trade.steps, into: &$0)
      }
    }
  }

  /// The average price of the last five minutes, from klines of a second.
  var fiveMinuteAverageUnits: Int64 {
    let sinceMs = clockUs / 1000 - 300_000
    guard let last = klines[Self.secondIndex].ledger.klines.last else {
      return profile.startTicks * profile.tickUnits
    }
    var window = KlineTally(
      openTimeMs: sinceMs, nextOpenTimeMs: last.closeTimeMs + 1,
      previousCloseUnits: last.closeUnits)
    let recent = klines[Self.secondIndex].ledger.klines.suffix(301)
    for kline in recent where kline.openTimeMs > sinceMs { window.add(kline) }
    return DayTicker.average(window)
  }
}
