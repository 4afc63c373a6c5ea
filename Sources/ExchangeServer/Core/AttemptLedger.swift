/// Attempts to open a websocket from one address: Binance allows 300 in five minutes.
struct AttemptLedger {
  static let windowNs: Int64 = 300_000_000_000
  private var timesNs: [Int64] = []

  /// Counts an attempt; false if it is one too many. Refused ones count too.
  mutating func allows(_ attemptsMax: Int, atNs nowNs: Int64) -> Bool {
    let old = timesNs.prefix { $0 <= nowNs - Self.windowNs }.count
    timesNs.removeFirst(old)
    if timesNs.count <= attemptsMax { timesNs.append(nowNs) }
    return timesNs.count <= attemptsMax
  }

  func isIdle(atNs nowNs: Int64) -> Bool {
    timesNs.last.map { $0 <= nowNs - Self.windowNs } ?? true
  }
}
