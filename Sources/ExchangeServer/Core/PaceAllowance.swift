/// How many messages may go out to a client that cannot take more than so many a second.
///
/// python-binance for one keeps 100 messages and stops for good when they are too many.
struct PaceAllowance {
  static let burst: Int64 = 50
  private let creditNsMax: Int64
  private let periodNs: Int64
  private var creditNs: Int64
  private var countedNs: Int64

  init(perSecond rate: Int64, nowNs: Int64) {
    periodNs = 1_000_000_000 / rate
    // A high rate needs room for what comes between two looks at the clock.
    creditNsMax = max(periodNs * Self.burst, 10_000_000)
    creditNs = periodNs * Self.burst
    countedNs = nowNs
  }

  /// Messages that may go out now.
  mutating func available(nowNs: Int64) -> Int {
    creditNs = min(creditNs + max(0, nowNs - countedNs), creditNsMax)
    countedNs = nowNs
    return max(0, Int(creditNs / periodNs))
  }

  mutating func spend() { creditNs -= periodNs }
}
