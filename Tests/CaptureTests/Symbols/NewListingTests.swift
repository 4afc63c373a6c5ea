import Binance
import Capture
import Testing

/// Symbols that the exchange lists while a recorder is at work.
@Suite struct NewListingTests {
  private static func trial(_ names: [String], top: Int? = nil) throws -> RecorderTrial {
    var request = CaptureRequest()
    request.venue = .usdm
    request.symbols = ["BTCUSDT"]
    request.streams = ["aggTrade", "depth@100ms", "!contractInfo"]
    request.answers = ["depth", "openInterest@30s"]
    var options = try request.options()
    let choice = try #require(SymbolChoice(names, top: top))
    options.choice = choice
    options.listed = ["BTCUSDT", "OLDUSDT"]
    return RecorderTrial(options)
  }

  /// Lets ten minutes pass, and answers what is asked for.
  private static func listing(_ trial: inout RecorderTrial, _ prices: String) {
    trial.handle(.tick)
    for request in trial.asked { trial.answer(request, "{}") }
    trial.actions = []
    trial.nowNs += CaptureLimits.listingNs
    for _ in 0..<10 {
      let asked = trial.asked
      trial.actions.removeAll { if case .ask = $0 { true } else { false } }
      for request in asked {
        trial.answer(request, request.target == "/fapi/v2/ticker/price" ? prices : "{}")
      }
      trial.wait(seconds: 0.1)
    }
  }

  private static let prices =
    #"[{"symbol":"BTCUSDT"},{"symbol":"OLDUSDT"},{"symbol":"NEWUSDT"},{"symbol":"NEWUSDC"}]"#

  @Test func `a new listing that a pattern takes in is recorded, polled and reported`() throws {
    var trial = try Self.trial(["*USDT"])
    Self.listing(&trial, Self.prices)
    let joined = trial.reports.compactMap {
      if case .symbolsJoined(let symbols, let subscriptions) = $0 {
        (symbols, subscriptions.streams.map(\.text))
      } else {
        nil
      }
    }
    #expect(joined.map(\.0) == [["NEWUSDT"]])
    #expect(Set(joined[0].1.suffix(2)) == ["newusdt@aggTrade", "newusdt@depth@100ms"])
    #expect(
      trial.connected.filter { $0.contains("newusdt") }.sorted() == [
        "wss://fstream.binance.com/market/stream?streams=newusdt@aggTrade",
        "wss://fstream.binance.com/public/stream?streams=newusdt@depth@100ms",
      ])
    // From now on it is asked for with the others, and it does not join again.
    trial.actions = []
    Self.listing(&trial, Self.prices)
    #expect(!trial.reports.contains { $0.name == "symbolsJoined" })
    trial.actions = []
    trial.wait(seconds: 31)
    #expect(trial.asked.contains { $0.target == "/fapi/v1/openInterest?symbol=NEWUSDT" })
  }

  @Test func `silence of streams that joined is noticed`() throws {
    var trial = try Self.trial(["all"])
    let before = trial.recorder.subscriptions
    var watch = StreamWatch(before)
    Self.listing(&trial, Self.prices)
    let after = trial.recorder.subscriptions
    watch.join(after)
    watch.opened(9, plan: before.plans.count, nowNs: 0)
    let found = watch.check(nowNs: 60 * CaptureLimits.secondNs).map(\.stream)
    #expect(found.sorted() == ["newusdc@aggTrade", "newusdt@aggTrade"])
  }

  @Test func `the most traded are chosen once, and a wrong answer changes nothing`() throws {
    var top = try Self.trial(["*USDT"], top: 5)
    Self.listing(&top, Self.prices)
    #expect(!top.reports.contains { $0.name == "symbolsJoined" })
    for answer in ["{}", "[]", "[1,{}]", #"[{"symbol":"A/B*"}]"#] {
      var trial = try Self.trial(["all"])
      Self.listing(&trial, answer)
      #expect(!trial.reports.contains { $0.name == "symbolsJoined" })
    }
  }
}
