import Basics
import Binance
import Market

/// The last day and the last minutes.
extension ExchangeMarket {
  /// The last 24 hours in whole minutes; nil before the first trade.
  var dayWindow: TickerWindow? {
    let (minutes, nowMs) = (klines(.m1), clockUs / 1000)
    guard let last = minutes.last else { return nil }
    let openMs = nowMs / 60_000 * 60_000 - MarketOrigin.dayMs
    let start = minutes.partitionPoint { $0.openTimeMs >= openMs }
    var sum = MarketKline(openTimeMs: openMs, endTimeMs: nowMs + 1, closeBefore: last.close)
    for kline in minutes[start...] { sum.add(kline) }
    return window(sum, previousClose: start > 0 ? minutes[start - 1].close : nil)
  }

  /// The same where there was no trade yet.
  var emptyDayWindow: TickerWindow {
    let nowMs = clockUs / 1000
    return window(
      MarketKline(
        openTimeMs: nowMs / 60_000 * 60_000 - MarketOrigin.dayMs, endTimeMs: nowMs + 1,
        closeBefore: lastPrice), previousClose: nil)
  }

  private func window(_ sum: MarketKline, previousClose: Amount?) -> TickerWindow {
    let candle = sum.candle(.d1, profile.decimals)
    return TickerWindow(
      openTimeMs: sum.openTimeMs, closeTimeMs: clockUs / 1000, sum: candle,
      previousClose: previousClose ?? candle.open,
      average: TickerWindow.average(of: candle, profile.contract))
  }

  var latest: TickerWindow.Latest {
    TickerWindow.Latest(
      quantity: profile.quantity(steps: tape.last?.trade.steps ?? 0),
      bid: profile.level(market.book.best(.bid), .bid),
      ask: profile.level(market.book.best(.ask), .ask))
  }

  var lastPrice: Amount {
    profile.price(ticks: tape.last?.trade.priceTicks ?? profile.startTicks)
  }

  /// The average price of the last five minutes, from klines of a second.
  var fiveMinuteAverage: Amount {
    let sinceMs = clockUs / 1000 - 300_000
    guard let last = klines(.s1).last else { return profile.price(ticks: profile.startTicks) }
    var sum = MarketKline(
      openTimeMs: sinceMs, endTimeMs: last.endTimeMs, closeBefore: last.close)
    for kline in klines(.s1).suffix(301) where kline.openTimeMs > sinceMs { sum.add(kline) }
    let candle = sum.candle(.m5, profile.decimals)
    return TickerWindow.quotient(candle.quoteVolume, candle.volume) ?? candle.close
  }

  func klines(_ interval: Interval) -> [MarketKline] {
    klines.first { $0.interval == interval }?.klines ?? []
  }
}
