/// Streams that no open connection brings, and since when.
///
/// A lost connection is back within seconds. What lasts longer is reported and recorded, for of most streams nobody
/// gives again what was missed.
struct Outages: Sendable {
  private struct Plan: Sendable {
    let streamCount: Int
    /// Nil while a connection is open.
    var since: (nowNs: Int64, receivedNs: Int64)?
    /// Why the last attempt failed, or the last connection ended.
    var reason = "no connection was opened"
  }

  private var plans: [Plan] = []
  private(set) var count: Int64 = 0
  /// Of all plans together.
  private(set) var sumNs: Int64 = 0

  /// More plans, of which none is open yet.
  mutating func add(_ more: ArraySlice<ConnectionPlan>, nowNs: Int64, receivedNs: Int64) {
    plans += more.map { Plan(streamCount: $0.streams.count, since: (nowNs, receivedNs)) }
  }

  mutating func failed(plan: Int, reason: String) {
    if plans.indices.contains(plan) { plans[plan].reason = reason }
  }

  /// Streams that are not recorded now.
  func streamCount(nowNs: Int64) -> Int64 {
    plans.reduce(0) { $0 + (Self.isLong($1, nowNs) ? Int64($1.streamCount) : 0) }
  }

  /// Takes in which plans have an open connection. Gives the outages that are over by that.
  mutating func note(isOpen: [Bool], nowNs: Int64, receivedNs: Int64) -> [OutageReport] {
    var over: [OutageReport] = []
    for (plan, isOpen) in zip(plans.indices, isOpen) {
      switch (plans[plan].since, isOpen) {
      case (.some, true):
        if let report = end(plan, nowNs: nowNs, receivedNs: receivedNs, isAtEnd: false) {
          over.append(report)
        }
        plans[plan].since = nil
      case (nil, false): plans[plan].since = (nowNs, receivedNs)
      default: break
      }
    }
    return over
  }

  /// The recorder stops. Gives the outages that were not over.
  mutating func stop(nowNs: Int64, receivedNs: Int64) -> [OutageReport] {
    plans.indices.compactMap {
      end($0, nowNs: nowNs, receivedNs: receivedNs, isAtEnd: true)
    }
  }

  private mutating func end(
    _ plan: Int, nowNs: Int64, receivedNs: Int64, isAtEnd: Bool
  ) -> OutageReport? {
    guard let since = plans[plan].since, Self.isLong(plans[plan], nowNs) else { return nil }
    count += 1
    sumNs += nowNs - since.nowNs
    return OutageReport(
      plan: plan, streamCount: plans[plan].streamCount, fromNs: since.receivedNs,
      toNs: receivedNs, reason: plans[plan].reason, isAtEnd: isAtEnd)
  }

  private static func isLong(_ plan: Plan, _ nowNs: Int64) -> Bool {
    plan.since.map { nowNs - $0.nowNs >= CaptureLimits.outageNsMin } ?? false
  }
}

/// A time in which streams were not recorded, because no connection to bring them was open.
package struct OutageReport: Equatable, Sendable {
  package let plan: Int
  package let streamCount: Int
  /// Receive times.
  package let fromNs: Int64
  package let toNs: Int64
  /// Why the last attempt failed.
  package let reason: String
  /// Whether it lasted until the recorder stopped.
  package let isAtEnd: Bool

  /// `2 streams from btcusdt@trade on were not recorded for 12 s: HTTP 451`
  package func text(firstStream: String) -> String {
    let streams =
      streamCount == 1 ? "\(firstStream) was" : "\(streamCount) streams from \(firstStream) on were"
    return "\(streams) not recorded for \((toNs - fromNs) / 1_000_000_000) s"
      + (isAtEnd ? ", until the recorder stopped" : "") + ": \(reason)"
  }
}
