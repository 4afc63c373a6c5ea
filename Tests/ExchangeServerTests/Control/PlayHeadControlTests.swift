import Basics
import Feed
import Recording
import Replay
import TestSupport
import Testing

@testable import ExchangeServer

/// Pause, step, seek and speed, in virtual time, on the demo recording.
struct PlayHeadControlTests {
  private static let all = "/stream?streams=adabnb@trade/adabnb@kline_5m/adabnb@depth@100ms"
  private static let startUs: Int64 = 1_621_641_600_000_000
  private static let paced = PlayHead.Pace.speed(.paced(numerator: 60, denominator: 1))

  private static func source(minute: Int64? = nil) throws -> RecordedExchange {
    let recording = try Recording(paths: [PackageRoot.path + "/recordings/demo"])
    return RecordedExchange(
      recording, contents: try RecordingContents(recording, .connections),
      startUs: minute.map { startUs + $0 * 60_000_000 })
  }

  private static func exchange(
    _ change: (inout ExchangeOptions) -> Void = { _ in }
  ) throws -> TestExchange {
    TestExchange(source: try source()) {
      $0.pace = paced
      change(&$0)
    }
  }

  /// Answers that hold all that is derived: klines, trades, book, tickers.
  private static func picture(_ exchange: TestExchange) -> [String] {
    [
      "time", "klines?symbol=ADABNB&interval=1m&limit=1000", "klines?symbol=ADABNB&interval=1h",
      "depth?symbol=ADABNB&limit=5000", "trades?symbol=ADABNB&limit=1000",
      "aggTrades?symbol=ADABNB", "ticker/24hr?symbol=ADABNB", "avgPrice?symbol=ADABNB",
      "ticker/bookTicker?symbol=ADABNB", "exchangeInfo",
    ].map { String(decoding: exchange.get("/api/v3/" + $0).body, as: UTF8.self) }
  }

  @Test func `Paused, nothing comes and the head stands; resumed, it goes on from there`() throws {
    let exchange = try Self.exchange()
    let client = try exchange.open(Self.all)
    exchange.run(ms: 1000)
    #expect(!exchange.clients.texts(client).isEmpty)
    #expect(exchange.control("POST", "/control/pause").status == 200)
    let headUs = exchange.core.headUs
    exchange.run(ms: 60_000)
    #expect(exchange.core.headUs == headUs)
    #expect(exchange.clients.texts(client) == [])
    #expect(exchange.state("isPaused") == .bool(true))
    exchange.control("POST", "/control/resume")
    exchange.run(ms: 1000)
    #expect(exchange.core.headUs - headUs == 60_000_000)
    #expect(!exchange.clients.texts(client).isEmpty)
  }

  @Test func `Steps of frames and of time, while paused`() throws {
    let exchange = try Self.exchange()
    #expect(exchange.control("POST", "/control/step").status == 409)
    exchange.control("POST", "/control/pause")
    #expect(exchange.control("POST", "/control/step").status == 409, "nobody is subscribed")
    let client = try exchange.open(Self.all)
    var frames: [String] = []
    for count in [1, 1, 7] {
      exchange.control("POST", "/control/step?frames=\(count)")
      exchange.run(ms: 50)
      let texts = exchange.clients.texts(client)
      #expect(texts.count == count)
      frames += texts
    }
    let headUs = exchange.core.headUs
    exchange.control("POST", "/control/step?ms=30000")
    exchange.run(ms: 50)
    #expect(exchange.core.headUs == headUs + 30_000_000)
    frames += exchange.clients.texts(client)

    // The same frames as without a stop.
    let other = try Self.exchange()
    let reference = try other.open(Self.all)
    other.run(ms: 5000)
    let expected = other.clients.texts(reference)
    #expect(frames.count > 30 && frames == Array(expected.prefix(frames.count)))
  }

  @Test func `A step of frames ends a day on, and when nobody listens any more`() throws {
    let exchange = try Self.exchange { $0.pongWithinMs = 3_600_000 }
    exchange.control("POST", "/control/pause")
    let client = try exchange.open("/ws/nosuch@trade")
    exchange.control("POST", "/control/step?frames=1")
    exchange.run(ms: 20)
    let headUs = exchange.core.headUs
    #expect(headUs > Self.startUs, "it looks for one")
    exchange.core.closed(client, reason: "gone", nowNs: exchange.nowNs)
    exchange.run(ms: 20)
    let endUs = exchange.core.headUs
    exchange.run(ms: 1000)
    #expect(exchange.core.headUs == endUs)
  }

  @Test func `A step while the head is on its way is refused; the page takes a query`() throws {
    let exchange = try Self.exchange()
    exchange.control("POST", "/control/pause")
    exchange.control("POST", "/control/seek?to=\((Self.startUs + 3_600_000_000) / 1000)")
    #expect(exchange.control("POST", "/control/step?ms=1000").status == 409)
    exchange.finishSeeking()
    #expect(exchange.control("POST", "/control/step?ms=1000").status == 200)
    #expect(ExchangeCore.isControl("/?x=1"))
    #expect(!ExchangeCore.isControl("/api/v3/time"))
  }

  @Test func `Frames of a step are not owed at the highest speed`() throws {
    let exchange = try Self.exchange {
      $0.pace = .speed(.max)
      $0.maxRate = 500
    }
    let client = try exchange.open("/ws/adabnb@depth@100ms")
    exchange.run(ms: 100)
    exchange.control("POST", "/control/pause")
    exchange.control("POST", "/control/step?frames=5000")
    exchange.run(ms: 1000)
    #expect(exchange.clients.texts(client).count > 5000)
    exchange.control("POST", "/control/resume")
    exchange.run(ms: 1000)
    #expect(exchange.clients.texts(client).count >= 400)
  }

  @Test func `After a seek, back or forward, all is as if the head had come there by itself`()
    throws
  {
    let exchange = try Self.exchange { $0.pongWithinMs = 3_600_000 }
    let client = try exchange.open("/ws/adabnb@trade")
    exchange.run(ms: 1000)
    for minute in [200, 30, 31, 400, 1] as [Int64] {
      _ = exchange.clients.take(client)
      let toMs = (Self.startUs + minute * 60_000_000) / 1000
      exchange.control("POST", "/control/pause")
      #expect(exchange.control("POST", "/control/seek?to=\(toMs)").status == 200)
      #expect(exchange.state("isSeeking") == .bool(true))
      exchange.finishSeeking()
      #expect(exchange.state("headMs") == .integer(toMs))
      #expect(exchange.clients.texts(client) == [], "what lies between is not sent")
      let fresh = TestExchange(source: try Self.source(minute: minute)) {
        $0.pace = .speed(.paced(numerator: 10, denominator: 1))
      }
      #expect(Self.picture(exchange) == Self.picture(fresh), "minute \(minute)")
      // And what comes next is what comes there.
      let witness = try fresh.open("/ws/adabnb@trade")
      exchange.control("POST", "/control/speed?value=10x")
      exchange.control("POST", "/control/resume")
      exchange.run(ms: 20_000)
      fresh.run(ms: 20_000)
      let texts = exchange.clients.texts(client)
      #expect(!texts.isEmpty && texts == fresh.clients.texts(witness))
    }
  }

  @Test func `On the way to a moment nothing of its future is said`() throws {
    let exchange = try Self.exchange()
    exchange.run(ms: 60_000)
    let targetMs = Self.startUs / 1000 + 1_800_000
    exchange.control("POST", "/control/seek?to=\(targetMs)")
    var looks = 0
    while exchange.core.isSeeking {
      let answer = exchange.get("/api/v3/trades?symbol=ADABNB&limit=1")
      let rows = try JSONParser.parse(answer.body)
      if case .array(let trades) = rows, case .integer(let timeMs)? = trades.last?["time"] {
        #expect(timeMs <= exchange.core.headUs / 1000)
      }
      #expect(exchange.core.headUs / 1000 <= targetMs)
      looks += 1
      exchange.run(ms: 5)
    }
    #expect(looks > 2)
  }

  @Test func `A seek beyond the ends goes to the end; one back from the end plays again`() throws {
    let exchange = try Self.exchange { $0.pace = .speed(.paced(numerator: 1000, denominator: 1)) }
    exchange.control("POST", "/control/seek?to=9999-12-31")
    exchange.finishSeeking()
    exchange.run(ms: 100)
    #expect(exchange.state("isOver") == .bool(true))
    exchange.control("POST", "/control/seek?to=0")
    exchange.finishSeeking()
    #expect(exchange.state("isOver") == .bool(false))
    #expect(exchange.state("headMs") == exchange.state("firstMs"))
    let client = try exchange.open(Self.all)
    exchange.run(ms: 100)
    #expect(!exchange.clients.texts(client).isEmpty)
  }

  @Test func `Another speed counts from where the head is`() throws {
    let exchange = try Self.exchange()
    exchange.run(ms: 1000)
    let headUs = exchange.core.headUs
    exchange.control("POST", "/control/speed?value=10x")
    exchange.run(ms: 1000)
    #expect(exchange.core.headUs - headUs == 10_000_000)
    #expect(exchange.state("speed") == .string("10x"))
    exchange.control("POST", "/control/speed?value=max")
    let client = try exchange.open(Self.all)
    exchange.run(ms: 100)
    #expect(exchange.clients.texts(client).count > 1000)
  }

  @Test func `Our own page is no client: the clock does not start for it, no fault befalls it`()
    throws
  {
    let exchange = try Self.exchange {
      $0.startsOnConnect = true
      $0.faults = FaultSchedule([
        FaultEvent(atMs: 0, .tooManyRequests, lengthMs: 3_600_000), FaultEvent(atMs: 20, .cut),
      ])
    }
    let startUs = exchange.core.headUs
    let page = try exchange.open("/control/ws/adabnb@kline_1m")
    exchange.run(ms: 1000)
    #expect(exchange.core.headUs == startUs)
    #expect(exchange.clients.ended[page] == nil)
    #expect(exchange.state("clientCount") == .integer(0))
    #expect(exchange.state("waitsForClient") == .bool(true))
    #expect(
      exchange.control("GET", "/control/api/v3/klines?symbol=ADABNB&interval=1m").status == 200)
    #expect(exchange.control("GET", "/control/api/v3/klines?symbol=NOPE&interval=1m").status == 400)
    #expect(exchange.get("/api/v3/ping").status == 429)
  }

  @Test func `The state names clients and what they get`() throws {
    let exchange = try Self.exchange()
    let client = try exchange.open(Self.all)
    exchange.clients.unread[client] = 77
    let state = try JSONParser.parse(exchange.control("GET", "/control/state").body)
    #expect(state["symbols"] == .array([.string("ADABNB")]))
    guard case .array(let clients)? = state["clients"], clients.count == 1 else {
      return #expect(Bool(false), "\(state.text)")
    }
    #expect(
      clients[0].text == #"{"number":1,"streams":["adabnb@trade","adabnb@kline_5m","#
        + #""adabnb@depth@100ms"],"streamCount":3,"unreadBytes":77}"#)
    #expect(state["firstMs"] == .integer(Self.startUs / 1000))
  }

  @Test func `A generated market pauses and steps, and cannot go back`() throws {
    let exchange = try TestExchange(rateMilli: 20_000)
    exchange.run(ms: 1000)
    exchange.control("POST", "/control/pause")
    let headUs = exchange.core.headUs
    exchange.control("POST", "/control/step?ms=2000")
    exchange.run(ms: 100)
    #expect(exchange.core.headUs == headUs + 2_000_000)
    let answer = exchange.control("POST", "/control/seek?to=0")
    #expect(answer.status == 409)
    #expect(String(decoding: answer.body, as: UTF8.self).contains("seek needs a recording"))
    #expect(exchange.state("firstMs") == .null)
  }

  @Test func `The page loads nothing and is framed by no one`() throws {
    let exchange = try Self.exchange()
    let answer = exchange.control("GET", "/")
    let policy = try #require(answer["Content-Security-Policy"])
    #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
    let html = String(decoding: answer.body, as: UTF8.self)
    #expect(html.hasPrefix("<!doctype html>"))
    #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("src="))
    #expect(exchange.control("POST", "/").status == 405)
  }
}
