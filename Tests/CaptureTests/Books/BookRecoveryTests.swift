import Binance
import Capture
import Testing

struct BookRecoveryTests {
  private static let secondNs = CaptureLimits.secondNs
  private static let request = MarketRequest(endpoint: .depth, target: "/depth?A", weight: 50)

  private var recovery = BookRecovery(everyNs: 900 * secondNs)
  private var nowNs: Int64 = 0

  private mutating func handle(_ event: BookRecovery.Event) -> [BookRecovery.Action] {
    recovery.handle(event, nowNs: nowNs)
  }

  private mutating func stands(_ reason: UnjoinedReason?) -> [BookRecovery.Action] {
    handle(.noticed(BookStanding(symbol: "A", reason: reason, lastUpdateId: 5)))
  }

  /// Seconds until a snapshot is asked for, of at most so many.
  private mutating func waited(secondsMax: Int64) -> Double? {
    let startNs = nowNs
    while nowNs < startNs + secondsMax * Self.secondNs {
      nowNs += Self.secondNs / 20
      let asked = handle(.tick)
      if !asked.isEmpty { return Double(nowNs - startNs) / 1e9 }
    }
    return nil
  }

  private static func opened() -> Self {
    var trial = Self()
    let asked = trial.handle(.opened([request], symbols: ["A"]))
    #expect(asked == [.ask(request)])
    return trial
  }

  @Test func `a book that joins is asked for once, and again after a while`() {
    var trial = Self.opened()
    #expect(trial.stands(.noSnapshot).count == 1)
    #expect(trial.waited(secondsMax: 30) == nil)
    _ = trial.handle(.answered(Self.request))
    let turned = trial.stands(nil)
    #expect(turned == [.turned(BookStanding(symbol: "A", reason: nil, lastUpdateId: 5))])
    let waited = trial.waited(secondsMax: 1000)
    #expect(waited == 900)
  }

  @Test func `a snapshot that is too old is followed by others, ever more seldom`() {
    var trial = Self.opened()
    _ = trial.stands(.noSnapshot)
    var waits: [Double] = []
    for _ in 0..<9 {
      _ = trial.handle(.answered(Self.request))
      _ = trial.stands(.snapshotTooOld(snapshot: 4000, first: 5001))
      waits.append(trial.waited(secondsMax: 100) ?? -1)
    }
    #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60, 60])
  }

  @Test func `ids that jump ask anew at once, and are one piece of news`() {
    var trial = Self.opened()
    _ = trial.handle(.answered(Self.request))
    _ = trial.stands(nil)
    trial.nowNs += 10 * Self.secondNs
    #expect(trial.stands(.idsJumped(from: 5, to: 505)).count == 1)
    #expect(trial.stands(.idsJumped(from: 5, to: 605)).isEmpty)
    let asked = trial.handle(.tick)
    #expect(asked.count == 1)
    // One is under way.
    #expect(trial.waited(secondsMax: 10) == nil)
    _ = trial.handle(.failed(Self.request))
    #expect(trial.waited(secondsMax: 100) == 60)
  }

  @Test func `nothing is asked while no connection brings updates, or the next one joins`() {
    for reason in [UnjoinedReason.connectionLost, .awaitsUpdates(snapshot: 7)] {
      var trial = Self.opened()
      _ = trial.handle(.answered(Self.request))
      _ = trial.stands(reason)
      #expect(trial.waited(secondsMax: 300) == nil)
      let asked = trial.handle(.opened([Self.request], symbols: ["A"]))
      #expect(asked == [.ask(Self.request)])
    }
  }

  @Test func `what the exchange refuses is asked for again, ever more seldom`() {
    var trial = Self.opened()
    _ = trial.handle(.refused(Self.request))
    // The first update asks at once for what is missing, but not of an exchange that has just refused it.
    _ = trial.stands(.noSnapshot)
    var waits: [Double] = []
    for _ in 0..<11 {
      waits.append(trial.waited(secondsMax: 4000) ?? -1)
      _ = trial.handle(.refused(Self.request))
    }
    #expect(waits == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600])
    // Another connection may lead to another answer.
    let asked = trial.handle(.opened([Self.request], symbols: ["A"]))
    #expect(asked == [.ask(Self.request)])
  }
}
