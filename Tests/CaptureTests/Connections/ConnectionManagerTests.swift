import Binance
import Capture
import Market
import TestSupport
import Testing

/// Connections over days of virtual time: no socket, no waiting.
@Suite struct ConnectionManagerTests {
  private static let second: Int64 = 1_000_000_000
  private static let streams = [StreamName.trade("BTCUSDT"), .depth("BTCUSDT")]

  private static func manager(
    _ venue: BinanceSite = .spot, streams: [StreamName] = streams, isRedundant: Bool = false,
    seed: UInt64 = 1
  ) -> ConnectionManager {
    let plans = Subscriptions(
      streams, venue: venue, websocketURLs: [venue.websocketURLs[0]], hasMicroseconds: false
    ).plans
    return ConnectionManager(plans: plans, venue: venue, isRedundant: isRedundant, seed: seed)
  }

  @Test func `a plan is opened at once, and a redundant one twice`() {
    var one = Self.manager()
    #expect(one.handle(.tick, nowNs: 0) == [.open(1, plan: 0, reason: "")])
    #expect(one.handle(.tick, nowNs: 1) == [])
    var two = Self.manager(isRedundant: true)
    #expect(
      two.handle(.tick, nowNs: 0) == [
        .open(1, plan: 0, reason: ""), .open(2, plan: 0, reason: ""),
      ])
  }

  @Test func `failures wait longer and longer, by chance, up to a minute`() {
    var manager = Self.manager()
    var waits: [Int64] = []
    var nowNs: Int64 = 0
    var connection: UInt32 = 0
    for _ in 0..<12 {
      var startNs = nowNs
      while manager.handle(.tick, nowNs: nowNs).isEmpty { nowNs += Self.second / 20 }
      waits.append(nowNs - startNs)
      connection += 1
      startNs = nowNs
      #expect(manager.handle(.refused(connection, retryAfterNs: nil), nowNs: nowNs) == [])
    }
    #expect(waits[0] == 0)
    for (index, wait) in waits.enumerated().dropFirst() {
      let full = min((Self.second / 2) << Int64(index), 60 * Self.second)
      #expect(wait >= full / 2 && wait <= full + Self.second / 20, "\(index): \(wait)")
    }
  }

  /// A manager whose connections live and die by the second.
  private struct Trial {
    var manager: ConnectionManager
    var nowNs: Int64 = 0

    /// Until the next attempt: how long that took, and its connection.
    mutating func next() -> (waitNs: Int64, connection: UInt32) {
      let startNs = nowNs
      while true {
        for case .open(let connection, _, _) in manager.handle(.tick, nowNs: nowNs) {
          return (nowNs - startNs, connection)
        }
        nowNs += ConnectionManagerTests.second / 20
      }
    }

    mutating func refuse(_ connection: UInt32) {
      _ = manager.handle(.refused(connection, retryAfterNs: nil), nowNs: nowNs)
    }

    mutating func live(_ connection: UInt32, ms: Int64, bringing: LiveConnection.Received) {
      _ = manager.handle(.opened(connection), nowNs: nowNs)
      manager.update(connection) { $0.note(bringing, nowNs: nowNs) }
      nowNs += ms * 1_000_000
      _ = manager.handle(.lost(connection), nowNs: nowNs)
    }

    /// Until there is no longer wait.
    mutating func failThirtyTimes() {
      for _ in 0..<30 { refuse(next().connection) }
    }
  }

  @Test func `an exchange that lets us in and drops us without data is left in peace`() {
    var trial = Trial(manager: Self.manager())
    trial.failThirtyTimes()
    for received in [LiveConnection.Received.bytes, .ping, .bytes] {
      let (waitNs, connection) = trial.next()
      #expect(waitNs >= 30 * Self.second)
      trial.live(connection, ms: 9000, bringing: received)
    }
    // An error is no data.
    let connection = trial.next().connection
    _ = trial.manager.handle(.opened(connection), nowNs: trial.nowNs)
    trial.manager.update(connection) { $0.note(.data, nowNs: trial.nowNs) }
    _ = trial.manager.handle(.exchangeError(connection, text: "no"), nowNs: trial.nowNs)
    // What was on its way when we closed changes nothing.
    trial.manager.update(connection) { $0.note(.data, nowNs: trial.nowNs) }
    _ = trial.manager.handle(.lost(connection), nowNs: trial.nowNs)
    #expect(trial.next().waitNs >= 30 * Self.second)
  }

  @Test func `connections that bring data and break come back within two seconds, for ever`() {
    var trial = Trial(manager: Self.manager())
    trial.failThirtyTimes()
    trial.live(trial.next().connection, ms: 300, bringing: .data)
    for _ in 0..<2000 {
      let (waitNs, connection) = trial.next()
      #expect(waitNs <= 2 * Self.second + Self.second / 20)
      trial.live(connection, ms: 300, bringing: .data)
    }
    // After a good one it is one second, and failures count from the beginning again.
    trial.live(trial.next().connection, ms: 10_000, bringing: .data)
    let (waitNs, connection) = trial.next()
    #expect(waitNs <= Self.second + Self.second / 20)
    trial.refuse(connection)
    #expect(trial.next().waitNs <= 2 * Self.second + Self.second / 20)
  }

  @Test func `a server that says how long to stay away is obeyed`() {
    var manager = Self.manager()
    _ = manager.handle(.tick, nowNs: 0)
    _ = manager.handle(.refused(1, retryAfterNs: 300 * Self.second), nowNs: 0)
    #expect(manager.handle(.tick, nowNs: 300 * Self.second - 1) == [])
    #expect(
      manager.handle(.tick, nowNs: 300 * Self.second) == [.open(2, plan: 0, reason: "")])
  }

  @Test func `never more than 300 attempts in five minutes, whatever the server does`() {
    // Eight connections that are refused whenever they are tried.
    let streams = (0..<4 * 1024).map { StreamName.trade("S\($0)") }
    var manager = Self.manager(streams: streams, isRedundant: true)
    var opened: [Int64] = []
    for nowNs in stride(from: 0, to: 7200 * Self.second, by: Int(Self.second / 2)) {
      for case .open(let connection, _, _) in manager.handle(.tick, nowNs: nowNs) {
        opened.append(nowNs)
        // Each brings data for long enough to count as good: the next attempt is early.
        _ = manager.handle(.opened(connection), nowNs: nowNs - 100 * Self.second)
        manager.update(connection) { $0.note(.data, nowNs: nowNs) }
        _ = manager.handle(.lost(connection), nowNs: nowNs)
      }
    }
    #expect(opened.count > 2000)
    for (index, time) in opened.enumerated() where index >= 270 {
      #expect(time - opened[index - 270] >= 300 * Self.second)
    }
    // Nor does a storm end in an outage until the five minutes have passed.
    let longestNs = zip(opened, opened.dropFirst()).map { $1 - $0 }.max() ?? .max
    #expect(longestNs <= 2 * Self.second)
  }

  @Test func `in a storm that uses up the attempts each slot has its turn`() {
    var manager = Self.manager(streams: (0..<4 * 1024).map { StreamName.trade("S\($0)") })
    #expect(manager.slotCount == 4)
    var lastNs = [Int64](repeating: 0, count: 4)
    var longestNs = lastNs
    for nowNs in stride(from: 0, to: 1800 * Self.second, by: Int(Self.second / 20)) {
      for case .open(let connection, let plan, _) in manager.handle(.tick, nowNs: nowNs) {
        longestNs[plan] = max(longestNs[plan], nowNs - lastNs[plan])
        lastNs[plan] = nowNs
        // Each brings data and breaks: it comes back early.
        _ = manager.handle(.opened(connection), nowNs: nowNs)
        manager.update(connection) { $0.note(.data, nowNs: nowNs) }
        _ = manager.handle(.lost(connection), nowNs: nowNs)
      }
    }
    // 270 attempts in 300 s, over four slots.
    #expect(longestNs.allSatisfy { $0 <= 6 * Self.second }, "\(longestNs)")
    #expect(lastNs.allSatisfy { $0 >= 1790 * Self.second }, "\(lastNs)")
  }

  @Test func `a connection without a byte is ended, one with bytes is not`() {
    var manager = Self.manager()
    _ = manager.handle(.tick, nowNs: 0)
    _ = manager.handle(.opened(1), nowNs: 0)
    for seconds in Int64(1)...600 {
      let nowNs = seconds * Self.second
      if seconds <= 500 { manager.update(1) { $0.note(.bytes, nowNs: nowNs) } }
      let actions = manager.handle(.tick, nowNs: nowNs)
      if seconds < 565 {
        #expect(actions == [])
      } else {
        #expect(actions == [.abandon(1, reason: "silent for \(seconds - 500) s")])
      }
    }
  }

  @Test func `before 24 hours a second connection takes over, and both deliver for a while`() {
    for seed in UInt64(1)...4 {
      var manager = Self.manager(seed: seed)
      var living: Set<UInt32> = []
      var openedNs: [UInt32: Int64] = [:]
      var overlapNs: Int64 = 0
      for nowNs in stride(from: 0, to: 10 * 86_400 * Self.second, by: Int(5 * Self.second)) {
        for connection in living.sorted() {
          manager.update(connection) { $0.note(.ping, nowNs: nowNs) }
        }
        for action in manager.handle(.tick, nowNs: nowNs) {
          switch action {
          case .open(let connection, _, _):
            _ = manager.handle(.opened(connection), nowNs: nowNs)
            living.insert(connection)
            openedNs[connection] = nowNs
          case .close(let connection, let reason):
            #expect(reason.hasPrefix("replaced by"))
            #expect(nowNs - openedNs[connection, default: 0] < 86_400 * Self.second)
            living.remove(connection)
            _ = manager.handle(.lost(connection), nowNs: nowNs)
          default: Issue.record("seed \(seed): \(action)")
          }
        }
        #expect(living.count == 1 || living.count == 2, "seed \(seed)")
        if living.count == 2 { overlapNs += 5 * Self.second }
      }
      #expect(openedNs.count == 11, "seed \(seed)")
      #expect(overlapNs >= 100 * Self.second, "seed \(seed)")
    }
  }

  @Test func `an announced shutdown opens the next connection at once`() {
    var manager = Self.manager()
    _ = manager.handle(.tick, nowNs: 0)
    _ = manager.handle(.opened(1), nowNs: 0)
    let actions = manager.handle(.shutdownAnnounced(1), nowNs: Self.second)
    #expect(actions == [.open(2, plan: 0, reason: "the exchange announced a shutdown")])
    _ = manager.handle(.opened(2), nowNs: 2 * Self.second)
    // Announced again: one successor is enough.
    #expect(manager.handle(.shutdownAnnounced(1), nowNs: 3 * Self.second) == [])
    // The old one may go before its time, or when the new one has delivered for ten seconds.
    #expect(
      manager.handle(.tick, nowNs: 12 * Self.second) == [
        .close(1, reason: "replaced by connection 2")
      ])
    #expect(manager.handle(.lost(1), nowNs: 13 * Self.second) == [])
    #expect(manager.openCount == 1)
  }

  @Test func `an old connection that dies while its successor connects leaves the successor`() {
    var manager = Self.manager()
    _ = manager.handle(.tick, nowNs: 0)
    _ = manager.handle(.opened(1), nowNs: 0)
    _ = manager.handle(.shutdownAnnounced(1), nowNs: Self.second)
    #expect(manager.handle(.lost(1), nowNs: 2 * Self.second) == [])
    _ = manager.handle(.opened(2), nowNs: 3 * Self.second)
    #expect(manager.handle(.tick, nowNs: 30 * Self.second) == [])
    #expect(manager.openCount == 1)
  }

  @Test func `pings that stop while data comes bring a successor, not an end`() {
    var manager = Self.manager()
    _ = manager.handle(.tick, nowNs: 0)
    _ = manager.handle(.opened(1), nowNs: 0)
    for seconds in Int64(1)...60 {
      manager.update(1) {
        $0.note(seconds % 20 == 0 ? .ping : .bytes, nowNs: seconds * Self.second)
      }
    }
    for seconds in Int64(61)..<160 {
      manager.update(1) { $0.note(.bytes, nowNs: seconds * Self.second) }
      #expect(manager.handle(.tick, nowNs: seconds * Self.second) == [])
    }
    manager.update(1) { $0.note(.bytes, nowNs: 160 * Self.second) }
    let actions = manager.handle(.tick, nowNs: 160 * Self.second)
    #expect(actions == [.open(2, plan: 0, reason: "no ping for 100 s")])
  }

  @Test func `subscriptions keep to four messages a second, and pongs count`() {
    let streams = (0..<1024).map { StreamName.trade("SOMELONGERNAME\($0)") }
    var manager = Self.manager(streams: streams)
    _ = manager.handle(.tick, nowNs: 0)
    var sent: [(ns: Int64, text: String)] = []
    func take(_ actions: [ConnectionManager.Action], _ nowNs: Int64) {
      for case .send(1, let text) in actions { sent.append((nowNs, text)) }
    }
    take(manager.handle(.opened(1), nowNs: 0), 0)
    #expect(sent.count == 4)
    manager.update(1) { $0.note(.ping, nowNs: Self.second / 2) }
    for step in Int64(1)...40 {
      let nowNs = step * Self.second / 20
      take(manager.handle(.tick, nowNs: nowNs), nowNs)
    }
    #expect(sent.count == 6)
    #expect(sent[4].ns == Self.second)
    #expect(sent[0].text.hasPrefix(#"{"method":"SUBSCRIBE","params":["somelongername0@trade","#))
    #expect(sent[5].text.hasSuffix(#""somelongername1023@trade"],"id":6}"#))
  }

  @Test func `an error of the exchange closes its connection, and another follows`() {
    var manager = Self.manager()
    _ = manager.handle(.tick, nowNs: 0)
    _ = manager.handle(.opened(1), nowNs: 0)
    #expect(
      manager.handle(.exchangeError(1, text: "no"), nowNs: 1) == [
        .close(1, reason: "the exchange sent an error: no")
      ])
    #expect(manager.handle(.exchangeError(1, text: "no"), nowNs: 2) == [])
    #expect(manager.handle(.lost(1), nowNs: 3) == [])
    #expect(manager.handle(.tick, nowNs: 2 * Self.second) == [.open(2, plan: 0, reason: "")])
  }

  @Test func `stopping closes all, opens none, and does not wait for ever`() {
    var manager = Self.manager(isRedundant: true)
    _ = manager.handle(.tick, nowNs: 0)
    _ = manager.handle(.opened(1), nowNs: 0)
    #expect(
      manager.handle(.stop, nowNs: 1) == [
        .close(1, reason: "the recorder stops"), .abandon(2, reason: "the recorder stops"),
      ])
    _ = manager.handle(.refused(2, retryAfterNs: nil), nowNs: 2)
    #expect(
      manager.handle(.tick, nowNs: 2 * Self.second) == [
        .abandon(1, reason: "no answer to the close frame")
      ])
    #expect(manager.handle(.lost(1), nowNs: 3 * Self.second) == [])
    #expect(manager.connectionCount == 0)
    #expect(manager.handle(.tick, nowNs: 1000 * Self.second) == [])
  }

  @Test func `events of connections that are gone or never were change nothing`() {
    var manager = Self.manager()
    _ = manager.handle(.tick, nowNs: 0)
    for event in [
      ConnectionManager.Event.opened(9), .lost(9), .refused(9, retryAfterNs: 5),
      .shutdownAnnounced(9), .exchangeError(9, text: ""),
    ] {
      #expect(manager.handle(event, nowNs: 1) == [])
    }
    manager.update(9) { _ in Issue.record("there is no such connection") }
    #expect(manager.connectionCount == 1)
  }
}
