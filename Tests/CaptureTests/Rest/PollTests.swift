import Binance
import Capture
import Market
import Testing

/// What is asked for again and again.
@Suite struct PollTests {
  private static let secondNs = CaptureLimits.secondNs

  private static func trial(
    _ items: [(name: String, seconds: Int64)], symbols: [String] = ["A"],
    _ venue: BinanceSite = .usdm
  ) throws -> RecorderTrial {
    var options = CaptureOptions(
      venue: venue,
      subscriptions: Subscriptions(
        [.trade("A")], venue: venue, websocketURLs: ["ws://x"], hasMicroseconds: false),
      restURL: "http://x")
    options.symbols = symbols
    options.restItems = try items.map {
      try #require(RestItem($0.name, everyNs: $0.seconds * secondNs, venue: venue.venue))
    }
    return RecorderTrial(options)
  }

  /// What was asked for in each minute; all of it is answered at once.
  private static func run(_ trial: inout RecorderTrial, seconds: Int) -> [[MarketRequest]] {
    var minutes = Array(repeating: [MarketRequest](), count: seconds / 60 + 1)
    for tick in 0..<20 * seconds {
      trial.nowNs += secondNs / 20
      trial.handle(.tick)
      while !trial.asked.isEmpty {
        let asked = trial.asked
        minutes[tick / 1200] += asked
        trial.actions = []
        for request in asked { trial.answer(request, "{}") }
      }
      _ = trial.letters()
    }
    return minutes
  }

  @Test func `each thing has its own pace`() throws {
    var trial = try Self.trial([("openInterest", 30), ("fundingRate", 60), ("exchangeInfo", 600)])
    let asked = Self.run(&trial, seconds: 601).joined()
    let counts = Dictionary(grouping: asked, by: \.endpoint).mapValues(\.count)
    #expect(counts == [.openInterest: 21, .fundingRate: 11, .exchangeInfo: 2])
  }

  @Test func `times that were missed are not made up for`() throws {
    var trial = try Self.trial([("openInterest", 30)])
    #expect(Self.run(&trial, seconds: 5).joined().count == 1)
    trial.nowNs += 3600 * Self.secondNs
    #expect(Self.run(&trial, seconds: 20).joined().count == 1)
  }

  @Test func `four hundred symbols every 30 s keep to the weight of a minute`() throws {
    let symbols = (0..<400).map { "SYMBOL\($0)" }
    var trial = try Self.trial(
      [("openInterest", 30), ("premiumIndex", 30), ("depth_100", 30)], symbols: symbols)
    let weights = Self.run(&trial, seconds: 1800).map { $0.reduce(0) { $0 + $1.weight } }
    #expect(weights.allSatisfy { $0 <= 1920 })
    #expect(weights.dropFirst().dropLast().allSatisfy { $0 > 1800 })
  }

  @Test func `a gap goes before what is polled`() throws {
    let symbols = (0..<400).map { "SYMBOL\($0)" }
    var trial = try Self.trial([("openInterest", 30)], symbols: symbols)
    let gap = MissingTrades(symbol: "A", endpoint: .aggTrades, ids: 1...2)
    trial.handle(.noticed(.gapFound(gap)))
    trial.wait(seconds: 3)
    #expect(trial.asked.count == 1)
    trial.answer(trial.asked[0], "{}")
    #expect(trial.asked[1].endpoint == .aggTrades)
  }

  @Test func `figures of futures have a limit of their own`() throws {
    let symbols = (0..<400).map { "SYMBOL\($0)" }
    var trial = try Self.trial([("openInterestHist_5m", 30)], symbols: symbols)
    let count = Self.run(&trial, seconds: 300).joined().count
    #expect(count <= 1000)
    #expect(count > 700)
  }

  @Test func `what has a limit of its own holds up nothing else`() throws {
    let symbols = (0..<400).map { "SYMBOL\($0)" }
    var trial = try Self.trial([("basis_5m", 300), ("openInterest", 60)], symbols: symbols)
    let asked = Self.run(&trial, seconds: 59).joined()
    #expect(asked.count { $0.endpoint == .openInterest } == 400)
  }

  @Test(
    arguments: [
      (["depth_1000@1s"], "has a weight of 1200000 a minute, and 1920 may be used"),
      (["basis_5m@1m"], "5000 requests to /futures/data in five minutes, and 800 may be made"),
      (["openInterest@1m", "depth_1000@1d"], nil),
    ] as [([String], String?)])
  func `more than the exchange allows is refused`(answers: [String], problem: String?) {
    var request = CaptureRequest()
    request.venue = .usdm
    request.symbols = (0..<1000).map { "SYMBOL\($0)" }
    request.answers = answers
    do throws(CaptureRequest.Problem) {
      _ = try request.options()
      #expect(problem == nil)
    } catch {
      #expect(error.description.contains(problem ?? "nothing"), "\(error)")
    }
  }

  @Test func `until the first answer a request goes alone, and then two at once`() throws {
    var trial = try Self.trial([("openInterest", 30)], symbols: ["A", "B", "C", "D"])
    trial.wait(seconds: 1)
    #expect(trial.asked.count == 1)
    trial.answer(trial.asked[0], "{}")
    trial.wait(seconds: 1)
    #expect(trial.asked.count == 3)
  }

  @Test func `a snapshot that is polled comes with its stream too`() throws {
    var options = CaptureOptions(
      venue: .spot,
      subscriptions: Subscriptions(
        [.depth("A")], venue: .spot, websocketURLs: ["ws://x"], hasMicroseconds: false),
      restURL: "http://x")
    options.symbols = ["A"]
    options.restItems = [
      try #require(RestItem("depth", everyNs: 900 * Self.secondNs, venue: .spot))
    ]
    #expect(options.snapshotRequests(plan: 0).count == 1)
    #expect(options.startRequests == [])
  }
}
