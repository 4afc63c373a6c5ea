import Binance
import Capture
import Market
import Testing

/// Streams that fall silent on connections that live: again and again, and for ever.
@Suite struct SilenceRecoveryTests {
  private static let secondNs = CaptureLimits.secondNs

  /// One slot, whose connections open at once and live.
  private struct Trial {
    var manager: ConnectionManager
    var nowNs: Int64 = 0
    /// The newest connection.
    var connection: UInt32 = 0
    var openedNs: [Int64] = []

    init() {
      let plans = Subscriptions(
        [.trade("BTCUSDT"), .trade("OLDUSDT")], venue: .spot, websocketURLs: ["ws://x"],
        hasMicroseconds: false
      ).plans
      manager = ConnectionManager(plans: plans, venue: .spot, isRedundant: false, seed: 1)
      take(manager.handle(.tick, nowNs: 0))
    }

    mutating func take(_ actions: [ConnectionManager.Action]) {
      for action in actions {
        switch action {
        case .open(let number, _, _):
          connection = number
          openedNs.append(nowNs)
          take(manager.handle(.opened(number), nowNs: nowNs))
        case .close(let number, _), .abandon(let number, _):
          take(manager.handle(.lost(number), nowNs: nowNs))
        case .send, .unanswered: break
        }
      }
    }

    mutating func wait(seconds: Int64) {
      for _ in 0..<(seconds * 4) {
        nowNs += SilenceRecoveryTests.secondNs / 4
        let now = nowNs
        for number in [connection, connection - 1] where number > 0 {
          manager.update(number) { $0.note(.data, nowNs: now) }
        }
        take(manager.handle(.tick, nowNs: nowNs))
      }
    }

    mutating func silence(_ stream: String = "oldusdt@trade", hasCome: Bool = true) {
      take(
        manager.handle(
          .streamSilent(connection, stream: stream, hasCome: hasCome), nowNs: nowNs))
    }
  }

  @Test func `a stream that falls silent again brings another connection again`() {
    var trial = Trial()
    for count in 1...3 {
      trial.wait(seconds: 15)
      trial.silence()
      #expect(trial.openedNs.count == 1 + count)
      #expect(trial.openedNs.last == trial.nowNs)
      trial.wait(seconds: 15)
      #expect(trial.manager.connectionCount == 1)
    }
  }

  @Test func `one that is silent on the next connection too is tried ever more seldom, for ever`() {
    var trial = Trial()
    trial.wait(seconds: 15)
    trial.silence()
    for _ in 0..<12 {
      let count = trial.openedNs.count
      // Three seconds after each that opened, the watch finds it silent there.
      trial.wait(seconds: 3)
      trial.silence(hasCome: false)
      while trial.openedNs.count == count { trial.wait(seconds: 1) }
    }
    let waits = zip(trial.openedNs.dropFirst(), trial.openedNs.dropFirst(2)).map {
      ($1 - $0) / Self.secondNs
    }
    #expect(waits.prefix(4) == [23, 43, 83, 163])
    #expect(waits.suffix(3) == [3603, 3603, 3603])
    // Once it has spoken, the next silence is a new one.
    trial.wait(seconds: 100)
    let count = trial.openedNs.count
    trial.silence()
    #expect(trial.openedNs.count == count + 1)
  }

  @Test func `a stream that comes back by itself needs no other connection`() {
    var trial = Trial()
    trial.wait(seconds: 15)
    trial.silence()
    trial.wait(seconds: 15)
    trial.silence(hasCome: false)
    trial.wait(seconds: 5)
    trial.take(
      trial.manager.handle(
        .streamBack(trial.connection, stream: "oldusdt@trade"), nowNs: trial.nowNs))
    trial.wait(seconds: 3600)
    #expect(trial.openedNs.count == 2)
  }

  @Test func `many streams that fall silent one after the other bring a few connections`() {
    var trial = Trial()
    for stream in 0..<600 {
      trial.wait(seconds: 1)
      trial.silence("s\(stream)@trade")
    }
    // Six at once, and then one in a hundred seconds.
    #expect(trial.openedNs.count <= 1 + CaptureLimits.silenceReplacesMax)
    #expect(trial.openedNs.count >= CaptureLimits.silenceReplacesMax - 1)
    let waits = zip(trial.openedNs, trial.openedNs.dropFirst()).map { $1 - $0 }
    #expect(waits.max().map { $0 <= 101 * Self.secondNs } == true)
  }

  @Test func `what the old connection of two does not bring is the new one's task`() {
    var trial = Trial()
    trial.wait(seconds: 15)
    trial.silence()
    let silent = ConnectionManager.Event.streamSilent(1, stream: "btcusdt@trade", hasCome: true)
    trial.take(trial.manager.handle(silent, nowNs: trial.nowNs))
    trial.wait(seconds: 60)
    #expect(trial.openedNs.count == 2)
  }
}
