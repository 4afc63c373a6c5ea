/// Binance's sixteen kline intervals. Raw values are the exchange's names and are case sensitive.
public enum Interval: String, CaseIterable, Sendable, Hashable {
  case s1 = "1s"
  case m1 = "1m"
  case m3 = "3m"
  case m5 = "5m"
  case m15 = "15m"
  case m30 = "30m"
  case h1 = "1h"
  case h2 = "2h"
  case h4 = "4h"
  case h6 = "6h"
  case h8 = "8h"
  case h12 = "12h"
  case d1 = "1d"
  case d3 = "3d"
  case w1 = "1w"
  case mo1 = "1M"
}
