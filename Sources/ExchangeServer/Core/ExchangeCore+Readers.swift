import Replay

/// What clients can take: the market waits for those that read, and drops those that do not.
extension ExchangeCore {
  /// How many frames may go out before some client has more than its rate.
  func framesAllowed(nowNs: Int64) -> Int {
    guard let rate = options.maxRate, head.pace == .speed(.max) else { return .max }
    var framesMax = Int.max
    // The least of all, whatever their order.
    for outlet in outlets.values where !outlet.key.isObserver {
      var allowance = outlet.allowance ?? PaceAllowance(perSecond: rate, nowNs: nowNs)
      framesMax = min(framesMax, allowance.available(nowNs: nowNs))
      outlet.allowance = allowance
    }
    return framesMax
  }

  func dropIfSlow(_ number: Int, nowNs: Int64) {
    guard let transport, transport.bufferedBytes(number) > options.unreadBytesMax,
      let connection = connections[number]
    else { return }
    drop(connection, reason: "too slow", nowNs: nowNs)
  }

  /// True if a reader has so much left to read that the market waits for it.
  func waitsForReaders(nowNs: Int64) -> Bool {
    guard let transport else { return false }
    var waits = false
    for number in clientNumbers {
      guard let connection = connections[number] else { continue }
      guard transport.bufferedBytes(number) > options.unreadBytesPause else {
        connection.unreadSinceNs = nil
        continue
      }
      let sinceNs = connection.unreadSinceNs ?? nowNs
      connection.unreadSinceNs = sinceNs
      if nowNs - sinceNs > options.unreadWaitMs * 1_000_000 {
        drop(connection, reason: "too slow", nowNs: nowNs)
      } else {
        waits = true
      }
    }
    return waits
  }
}
