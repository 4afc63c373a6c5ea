import Testing

@testable import Replay

struct SpeedTests {
  @Test func `speeds read`() {
    #expect(Speed("10x") == .paced(numerator: 10, denominator: 1))
    #expect(Speed("0.5x") == .paced(numerator: 5, denominator: 10))
    #expect(Speed("1") == .paced(numerator: 1, denominator: 1))
    #expect(Speed("max") == .max)
  }

  @Test(arguments: [
    "", "x", "0x", "-1x", "1e3", "fast", "10xx", ".5x", "1.x", "99999999x", "1.1234567",
  ])
  func `no speed`(text: String) {
    #expect(Speed(text) == nil)
  }
}

struct PacerTests {
  @Test func `ten times the pace`() {
    var pacer = Pacer(speed: Speed("10x")!, startNs: 500)
    #expect(pacer.dueNs(receivedNs: 1_000_000) == 500)
    #expect(pacer.dueNs(receivedNs: 1_000_100) == 510)
    #expect(pacer.dueNs(receivedNs: 2_000_000) == 100_500)
  }

  @Test func `a million odd gaps do not drift`() {
    var pacer = Pacer(speed: Speed("3x")!, startNs: 0)
    _ = pacer.dueNs(receivedNs: 0)
    var receivedNs: Int64 = 0
    var due: Int64? = 0
    for _ in 0..<1_000_000 {
      receivedNs += 1_000_001
      due = pacer.dueNs(receivedNs: receivedNs)
    }
    #expect(due == receivedNs / 3)
  }

  @Test func `max never waits, and the achieved speed is recorded time over elapsed time`() {
    var pacer = Pacer(speed: .max, startNs: 0)
    #expect(pacer.dueNs(receivedNs: 5) == nil)
    var paced = Pacer(speed: Speed("2x")!, startNs: 1000)
    _ = paced.dueNs(receivedNs: 0)
    #expect(paced.achieved(lastReceivedNs: 4000, nowNs: 3000) == 2.0)
    #expect(paced.achieved(lastReceivedNs: 0, nowNs: 3000) == nil)
  }

  @Test func `times at the ends of the range do not trap`() {
    var pacer = Pacer(speed: Speed("0.000001x")!, startNs: 0)
    _ = pacer.dueNs(receivedNs: 0)
    #expect(pacer.dueNs(receivedNs: .max) == .max)
  }
}
