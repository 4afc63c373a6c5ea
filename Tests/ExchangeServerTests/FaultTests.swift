import Basics
import Replay
import Testing

@testable import ExchangeServer

struct FaultTests {
  @Test func `a schedule is the same for the same seed, and its faults are as frequent as asked`() {
    func events(_ seed: UInt64) -> [FaultEvent] {
      let random = RandomFaults(seed: seed, everyMs: 1000, faults: Fault.allCases)
      var schedule = FaultSchedule([], random: random)
      var events: [FaultEvent] = []
      while let event = schedule.take(nowMs: 1_000_000) { events.append(event) }
      return events
    }
    let some = events(5)
    #expect(some == events(5))
    #expect(some != events(6))
    #expect((850...1150).contains(some.count))
    #expect(zip(some, some.dropFirst()).allSatisfy { $0.atMs <= $1.atMs })
    #expect(Set(some.map(\.fault)) == Set(Fault.allCases))
  }

  @Test func `faults that were asked for come at their time, in order`() {
    var schedule = FaultSchedule([
      FaultEvent(atMs: 30, .banned), FaultEvent(atMs: 10, .cut), FaultEvent(atMs: 30, .stall),
    ])
    #expect(schedule.nextMs == 10)
    #expect(schedule.take(nowMs: 9) == nil)
    #expect(schedule.take(nowMs: 35)?.fault == .cut)
    #expect(schedule.take(nowMs: 35)?.fault == .banned)
    #expect(schedule.take(nowMs: 35)?.fault == .stall)
    #expect(schedule.nextMs == nil)
  }

  /// What a filter lets through, a letter a frame, `-` for a moment in which nothing comes.
  static func diagram(_ frames: String, _ trouble: (inout FrameFilter<Character>) -> Void) -> String
  {
    var filter = FrameFilter<Character>()
    trouble(&filter)
    var out = ""
    for (moment, frame) in frames.enumerated() {
      var sent = ""
      filter.release(nowNs: Int64(moment)) { sent.append($0) }
      if frame != "-" {
        filter.pass(frame, bytes: 1, nowNs: Int64(moment)) { sent.append($0) }
      }
      out += sent.isEmpty ? "-" : sent.count == 1 ? sent : "(\(sent))"
    }
    #expect(filter.isIdle(nowNs: 1000) == (filter.heldBytes == 0))
    return out
  }

  @Test func `what filters do to frames`() {
    #expect(Self.diagram("abcdef") { _ in } == "abcdef")
    #expect(Self.diagram("abcdef--") { $0.stall(untilNs: 3) } == "---(abcd)ef--")
    #expect(
      Self.diagram("abcd-e--") { $0.delay(byNs: 2, untilNs: 3) }
        == "--abc(de)--".replacing("c(de)", with: "(cd)e"))
    #expect(Self.diagram("abcd") { $0.duplicate(untilNs: 2) } == "(aa)(bb)cd")
    #expect(Self.diagram("abcdef") { $0.reorder(untilNs: 4) } == "-(ba)-(dc)ef")
    #expect(Self.diagram("a--b") { $0.reorder(untilNs: 2) } == "--ab")
  }

  @Test(arguments: [
    (Fault.cut, "aborted"), (.halfFrame, "closed"), (.serverShutdown, "closed"),
  ])
  func `faults that end connections`(fault: Fault, end: String) throws {
    let exchange = try TestExchange {
      $0.faults = FaultSchedule([FaultEvent(atMs: 1000, fault, lengthMs: 5000, lot: 9)])
    }
    let client = try exchange.open("/ws/adabnb@bookTicker")
    exchange.run(ms: 995)
    #expect(exchange.clients.ended == [:])
    exchange.run(ms: 30_000)
    #expect(exchange.clients.ended == [client: end])
    #expect(exchange.core.connectionCount == 0)
    #expect(exchange.truthLines.contains { $0.contains(#""fault":"\#(fault.rawValue)""#) })
    let frames = exchange.clients.take(client)
    if fault == .serverShutdown {
      #expect(frames.contains { $0.text.hasPrefix(#"{"e":"serverShutdown","E":172307520"#) })
      #expect(frames.last?.opcode == .close)
    } else {
      #expect(frames.allSatisfy { $0.opcode == .text || $0.opcode == .ping })
    }
    #expect(exchange.clients.bytes[client]?.isEmpty == (fault != .halfFrame))
  }

  @Test func `faults that find nobody: those asked for wait, those of a seed pass`() throws {
    for isRandom in [false, true] {
      let cuts = (1...10).map { FaultEvent(atMs: $0 * 100, .cut) }
      let exchange = try TestExchange {
        $0.faults =
          isRandom
          ? FaultSchedule([], random: RandomFaults(seed: 1, everyMs: 500, faults: [.cut]))
          : FaultSchedule(cuts)
      }
      exchange.run(ms: 60_000)
      // Ten cuts that waited kill ten connections as they come; of the hundred of the seed, none did.
      var killedAtOnce = 0
      for _ in 0..<20 {
        let client = try exchange.open("/ws/adabnb@bookTicker")
        exchange.run(ms: 5)
        killedAtOnce += exchange.clients.ended[client] == nil ? 0 : 1
        if exchange.clients.ended[client] == nil {
          exchange.core.closed(client, reason: "left", nowNs: exchange.nowNs)
        }
      }
      #expect(isRandom ? killedAtOnce <= 2 : killedAtOnce >= 1)
      #expect(
        exchange.truthLines.count { $0.contains(#""fault":"cut""#) }
          == (isRandom ? killedAtOnce : 10))
    }
  }

  @Test func `stall, delay, duplicate and reorder lose nothing, and the truth says what was sent`()
    throws
  {
    for fault in [Fault.stall, .delay, .duplicate, .reorder] {
      let exchange = try TestExchange(["BNBBTC"], rateMilli: 20_000) {
        $0.faults = FaultSchedule([FaultEvent(atMs: 2000, fault, lengthMs: 4000, lot: 2)])
      }
      let hit = try exchange.open("/ws/bnbbtc@trade")
      exchange.run(ms: 1500)
      let fine = try exchange.open("/ws/bnbbtc@trade")
      exchange.run(ms: 20_000)
      let (troubled, good) = (exchange.clients.texts(hit), exchange.clients.texts(fine))
      #expect(good.count > 20)
      #expect(Set(troubled).isSuperset(of: good))
      switch fault {
      case .duplicate: #expect(Set(troubled).count < troubled.count)
      case .reorder:
        #expect(troubled.suffix(good.count) != good[...] && Set(troubled).count == troubled.count)
      default: #expect(Array(troubled.suffix(good.count)) == good)
      }
      #expect(try Self.sent(exchange, to: hit).sorted() == troubled.map(Self.id).sorted())
      #expect(try Self.sent(exchange, to: fine) == good.map(Self.id))
    }
  }

  static func id(_ text: String) -> Int64 {
    guard case .integer(let id)? = try? JSONParser.parse(Array(text.utf8))["t"] else { return -1 }
    return id
  }

  /// The trades that the truth says a connection was sent.
  static func sent(_ exchange: TestExchange, to number: Int) throws -> [Int64] {
    var ids: [Int64] = []
    for line in exchange.truthLines {
      let json = try JSONParser.parse(Array(line.utf8))
      guard json["connection"] == .integer(Int64(number)),
        case .integer(let first)? = json["firstTradeId"],
        case .integer(let last)? = json["lastTradeId"]
      else { continue }
      ids += first...last
    }
    return ids
  }

  @Test func `a server that neither pings nor answers pings`() throws {
    let exchange = try TestExchange {
      $0.faults = FaultSchedule([FaultEvent(atMs: 1000, .missedPong, lengthMs: 60_000)])
    }
    let client = try exchange.open("/ws")
    exchange.run(ms: 59_000)
    exchange.core.received(.ping([7]), from: client, nowNs: exchange.nowNs)
    #expect(exchange.clients.take(client) == [])
    exchange.run(ms: 30_000)
    exchange.core.received(.ping([7]), from: client, nowNs: exchange.nowNs)
    #expect(exchange.clients.take(client).map(\.opcode) == [.ping, .pong])
    #expect(exchange.clients.ended == [:])
  }

  @Test(arguments: [(Fault.tooManyRequests, 429), (.banned, 418), (.serverError, 503)])
  func `REST and handshakes are refused for a while`(fault: Fault, status: Int) throws {
    let exchange = try TestExchange {
      $0.faults = FaultSchedule([FaultEvent(atMs: 1000, fault, lengthMs: 5000)])
    }
    exchange.run(ms: 1000)
    let answer = exchange.get("/api/v3/ping")
    #expect(answer.status == status)
    #expect((answer["Retry-After"] == "5") == (status != 503))
    #expect(throws: TestExchange.Refused(status: status)) { try exchange.open("/ws") }
    exchange.run(ms: 5000)
    #expect(exchange.get("/api/v3/ping").status == 200)
    _ = try exchange.open("/ws")
  }

  @Test func `spoilt answers, a wrong clock and closed doors`() throws {
    let exchange = try TestExchange {
      $0.faults = FaultSchedule([
        FaultEvent(atMs: 1000, .truncatedJSON, lengthMs: 1000, lot: 5),
        FaultEvent(atMs: 3000, .slowBody, lengthMs: 1000),
        FaultEvent(atMs: 5000, .clockOffset, lengthMs: 1000, lot: 65_000),
        FaultEvent(atMs: 7000, .refusedConnect, lengthMs: 1000),
        FaultEvent(atMs: 9000, .tlsFailure, lengthMs: 1000),
      ])
    }
    exchange.run(ms: 1000)
    #expect((try? JSONParser.parse(exchange.get("/api/v3/exchangeInfo").body)) == nil)
    exchange.run(ms: 2000)
    let slow = exchange.get("/api/v3/exchangeInfo")
    #expect(slow.pieceBytes > 0 && (try? JSONParser.parse(slow.body)) != nil)
    exchange.run(ms: 2000)
    let time = String(decoding: exchange.get("/api/v3/time").body, as: UTF8.self)
    #expect(time == #"{"serverTime":1723075210000}"#)
    exchange.run(ms: 2000)
    #expect(exchange.core.welcome(nowNs: exchange.nowNs) == .refused)
    exchange.run(ms: 2000)
    #expect(exchange.core.welcome(nowNs: exchange.nowNs) == .tlsFailure)
    exchange.run(ms: 2000)
    #expect(exchange.core.welcome(nowNs: exchange.nowNs) == .accepted)
  }

  @Test func `trades of the past are refused by their ids, and nothing else is`() throws {
    let exchange = try TestExchange {
      $0.faults = FaultSchedule([FaultEvent(atMs: 1000, .noHistory, lengthMs: 5000)])
    }
    exchange.run(ms: 1000)
    for endpoint in ["historicalTrades", "aggTrades"] {
      let past = exchange.get("/api/v3/\(endpoint)?symbol=ADABNB&fromId=5")
      #expect(past.status == 400)
      #expect(String(decoding: past.body, as: UTF8.self).hasPrefix(#"{"code":-1130,"#))
      #expect(exchange.get("/api/v3/\(endpoint)?symbol=ADABNB").status == 200)
    }
    exchange.run(ms: 5000)
    #expect(exchange.get("/api/v3/historicalTrades?symbol=ADABNB&fromId=5").status == 200)
  }

  @Test func `trades of the past come late: the first of a page, or none`() throws {
    for quarters in 0...3 {
      let exchange = try TestExchange {
        $0.faults = FaultSchedule([
          FaultEvent(atMs: 300_000, .lateHistory, lengthMs: 5000, lot: UInt64(quarters))
        ])
      }
      exchange.run(ms: 299_000)
      func rows(_ query: String) -> [JSONValue] {
        let answer = exchange.get("/api/v3/historicalTrades?symbol=ADABNB" + query)
        guard case .array(let rows)? = JSONValue(text: String(decoding: answer.body, as: UTF8.self))
        else { return [] }
        return rows
      }
      let page = "&limit=8&fromId=\(rows("").first?.integer("id") ?? 0)"
      let whole = rows(page)
      #expect(whole.count == 8)
      exchange.run(ms: 1000)
      #expect(rows(page) == Array(whole[..<(2 * quarters)]))
      #expect(rows("").count > 8)
      exchange.run(ms: 5000)
      #expect(rows(page) == whole)
    }
  }

  @Test(arguments: [UInt64(0), 1])
  func `a SUBSCRIBE is refused, or not heard`(lot: UInt64) throws {
    let exchange = try TestExchange {
      $0.faults = FaultSchedule([
        FaultEvent(atMs: 1000, .lostSubscribe, lengthMs: 5000, lot: lot)
      ])
    }
    let client = try exchange.open("/stream")
    exchange.run(ms: 1000)
    let message = #"{"method":"SUBSCRIBE","params":["adabnb@trade"],"id":7}"#
    exchange.core.received(.text(Array(message.utf8)), from: client, nowNs: exchange.nowNs)
    exchange.run(ms: 100)
    let replies = exchange.clients.take(client).map { String(decoding: $0.payload, as: UTF8.self) }
    #expect(
      replies
        == (lot == 0
          ? [#"{"code":2,"msg":"Invalid request: try again later","id":7}"#] : []))
    exchange.run(ms: 5000)
    exchange.core.received(.text(Array(message.utf8)), from: client, nowNs: exchange.nowNs)
    exchange.run(ms: 100)
    let later = exchange.clients.take(client).map { String(decoding: $0.payload, as: UTF8.self) }
    #expect(later.contains(#"{"result":null,"id":7}"#))
  }

  @Test func `garbage comes between the frames`() throws {
    for lot in UInt64(0)..<3 {
      let exchange = try TestExchange {
        $0.faults = FaultSchedule([FaultEvent(atMs: 1000, .garbageFrame, lot: lot)])
      }
      let client = try exchange.open("/ws")
      exchange.run(ms: 2000)
      let frames = exchange.clients.take(client)
      #expect(frames.count == 1)
      #expect((try? JSONParser.parse(frames[0].payload)) == nil)
      #expect(exchange.clients.ended == [:])
    }
  }

  @Test func `minutes under faults of every kind: the same seed, the same minutes`() throws {
    func minutes() throws -> (truth: [String], faults: Int) {
      let exchange = try TestExchange {
        $0.pace = .speed(.paced(numerator: 10, denominator: 1))
        $0.faults = FaultSchedule(
          [], random: RandomFaults(seed: 3, everyMs: 2500, faults: Fault.allCases))
      }
      for _ in 0..<200 {
        while exchange.core.connectionCount < 3, (try? exchange.open("/ws/adabnb@trade")) != nil {}
        exchange.run(ms: 1000)
      }
      return (exchange.truthLines, exchange.core.firedFaults)
    }
    let (truth, faults) = try minutes()
    #expect(faults > 50)
    #expect(try minutes().truth == truth)
  }
}
