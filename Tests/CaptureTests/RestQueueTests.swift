import Binance
import Capture
import Testing

@Suite struct RestQueueTests {
  private static let second: Int64 = 1_000_000_000

  private static func request(_ name: String, weight: Int = 1) -> MarketRequest {
    MarketRequest(endpoint: .depth, target: "/" + name, weight: weight)
  }

  private static func answered(
    _ status: Int, weight: Int? = nil, retryAfter: Int64? = nil, isWhole: Bool = true
  ) -> RestQueue.Outcome {
    .answered(
      status: status, usedWeight: weight, retryAfterSeconds: retryAfter, isWhole: isWhole)
  }

  @Test func `two at a time, each target once`() {
    var queue = RestQueue(weightPerMinute: 6000, seed: 1)
    // Until an answer has said how much is used, one goes alone.
    for name in ["0", "a", "b", "a", "c"] { _ = queue.add(Self.request(name)) }
    #expect(queue.next(nowNs: 0)?.target == "/0")
    #expect(queue.next(nowNs: 0) == nil)
    _ = queue.finish(Self.request("0"), Self.answered(200), nowNs: 0)
    let first = queue.next(nowNs: 0)
    #expect(first?.target == "/a")
    #expect(queue.next(nowNs: 0)?.target == "/b")
    #expect(queue.next(nowNs: 0) == nil)
    #expect(queue.finish(Self.request("a"), Self.answered(200), nowNs: 1) == .done)
    #expect(queue.next(nowNs: 1)?.target == "/c")
  }

  @Test(arguments: [(429, nil, 60), (418, 7, 7), (503, nil, 0)] as [(Int, Int64?, Int64)])
  func `a handshake that is refused for the address holds REST back too`(
    status: Int, retryAfter: Int64?, seconds: Int64
  ) {
    var queue = RestQueue(weightPerMinute: 6000, seed: 1)
    _ = queue.add(Self.request("a"))
    queue.handshakeRefused(status: status, retryAfterSeconds: retryAfter, nowNs: Self.second)
    let dueNs = (1 + seconds) * Self.second
    if seconds > 0 { #expect(queue.next(nowNs: dueNs - 1) == nil) }
    #expect(queue.next(nowNs: dueNs)?.target == "/a")
  }

  @Test func `the weight of a minute is kept to, as answers report it`() {
    var queue = RestQueue(weightPerMinute: 6000, seed: 1)
    var sent: [Int64] = []
    for index in 0..<100 { _ = queue.add(Self.request("\(index)", weight: 250)) }
    for nowNs in stride(from: 0, to: 600 * Self.second, by: Int(Self.second / 10)) {
      while let request = queue.next(nowNs: nowNs) {
        sent.append(nowNs)
        _ = queue.finish(request, Self.answered(200), nowNs: nowNs)
      }
    }
    #expect(sent.count == 100)
    for (index, time) in sent.enumerated() where index >= 19 {
      #expect(time - sent[index - 19] >= 60 * Self.second)
    }

    var shared = RestQueue(weightPerMinute: 6000, seed: 1)
    _ = shared.add(Self.request("a"))
    _ = shared.add(Self.request("b", weight: 100))
    let request = shared.next(nowNs: 0)!
    // Somebody else behind our address has used nearly all.
    _ = shared.finish(request, Self.answered(200, weight: 4750), nowNs: 1)
    #expect(shared.next(nowNs: 59 * Self.second) == nil)
    #expect(shared.next(nowNs: 60 * Self.second) != nil)
  }

  @Test(arguments: [(429, Int64?(7), Int64(7)), (418, 3600, 3600), (429, nil, 60), (418, nil, 120)])
  func `a ban is obeyed to the second and never answered with a request`(
    status: Int, retryAfter: Int64?, seconds: Int64
  ) {
    var queue = RestQueue(weightPerMinute: 6000, seed: 1)
    for name in ["a", "b", "c"] { _ = queue.add(Self.request(name)) }
    let request = queue.next(nowNs: 0)!
    let verdict = queue.finish(request, Self.answered(status, retryAfter: retryAfter), nowNs: 0)
    #expect(verdict == .again(reason: "HTTP \(status)"))
    for nowNs in stride(from: 0, to: seconds * Self.second, by: Int(Self.second)) {
      #expect(queue.next(nowNs: nowNs) == nil)
    }
    #expect(queue.next(nowNs: seconds * Self.second) != nil)
  }

  @Test func `what may do better later is asked again, eight times at most`() {
    for outcome in [
      Self.answered(500), Self.answered(200, isWhole: false), .failed(reason: "no answer"),
    ] {
      var queue = RestQueue(weightPerMinute: 6000, seed: 3)
      _ = queue.add(Self.request("a"))
      var nowNs: Int64 = 0
      var attempts = 0
      while !queue.isEmpty, nowNs < 3600 * Self.second {
        if let request = queue.next(nowNs: nowNs) {
          attempts += 1
          let verdict = queue.finish(request, outcome, nowNs: nowNs)
          if attempts == 8, case .givenUp = verdict { break }
          guard case .again = verdict else {
            Issue.record("\(verdict)")
            return
          }
        }
        nowNs += Self.second / 10
      }
      #expect(attempts == 8)
    }
    var queue = RestQueue(weightPerMinute: 6000, seed: 1)
    _ = queue.add(Self.request("a"))
    let request = queue.next(nowNs: 0)!
    #expect(queue.finish(request, Self.answered(400), nowNs: 0) == .refused(reason: "HTTP 400"))
  }

  @Test func `a request that is withdrawn under way is not sent again`() {
    var queue = RestQueue(weightPerMinute: 6000, seed: 1)
    for name in ["a", "b"] { _ = queue.add(Self.request(name)) }
    let request = queue.next(nowNs: 0)!
    queue.withdraw(request)
    #expect(queue.finish(request, Self.answered(429, retryAfter: 9), nowNs: 0) == .withdrawn)
    // What the answer says about us holds all the same.
    #expect(queue.next(nowNs: 9 * Self.second - 1) == nil)
    #expect(queue.next(nowNs: 9 * Self.second)?.target == "/b")
    #expect(queue.finish(Self.request("b"), Self.answered(200), nowNs: 10 * Self.second) == .done)
    #expect(queue.isEmpty)
    // One that is answered after all is done, and one that failed before waits no more.
    _ = queue.add(Self.request("c"))
    let failed = queue.next(nowNs: 20 * Self.second)!
    _ = queue.finish(failed, .failed(reason: "no answer"), nowNs: 20 * Self.second)
    queue.withdraw(failed)
    #expect(queue.isEmpty)
  }

  @Test func `hostile numbers in headers do no harm`() {
    var budget = WeightBudget(weightPerMinute: 6000)
    budget.note(status: 200, usedWeight: .max, retryAfterSeconds: .max, nowNs: 0)
    budget.note(status: 200, usedWeight: .min, retryAfterSeconds: .min, nowNs: 0)
    budget.note(status: 429, usedWeight: -1, retryAfterSeconds: .max, nowNs: 0)
    #expect(budget.blockedUntilNs == 3 * 86_400 * Self.second)
    budget.note(status: 418, usedWeight: -1, retryAfterSeconds: -5, nowNs: 0)
    #expect(budget.blockedUntilNs == 3 * 86_400 * Self.second)
  }
}
