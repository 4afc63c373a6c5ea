import Basics

#if Network
  import Replay
  import Testing

  @testable import ExchangeServer

  /// The exchange behind real sockets.
  @Suite(.serialized) struct SocketTests {
    @Test func `REST on one kept connection, requests in a row`() throws {
      let server = try RunningExchange()
      let client = try server.client()
      #expect(client.get("/api/v3/ping")?.body == "{}")
      let klines = try #require(client.get("/api/v3/klines?symbol=ADABNB&interval=1m"))
      #expect(klines.status == 200)
      #expect(klines.head.contains("Content-Type: application/json"))
      #expect(klines.head.contains("x-mbx-used-weight-1m: 3"))
      #expect(client.get("/api/v3/klines?symbol=NOPE&interval=1m")?.status == 400)
      client.send("GET /api/v3/ping HTTP/1.1\r\nHost: x\r\n\r\n")
      client.send("GET /api/v3/nope HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(client.answer()?.status == 200)
      #expect(client.answer()?.status == 404)
      #expect(client.answer() == nil)
      #expect(client.isEnded)
    }

    @Test func `a handshake may follow requests on a kept connection`() throws {
      let server = try RunningExchange()
      let client = try server.client()
      for _ in 0..<3 { #expect(client.get("/api/v3/ping")?.body == "{}") }
      #expect(client.upgrade("/ws/adabnb@trade") == 101)
      #expect(try #require(client.nextText()).hasPrefix(#"{"e":"trade""#))
      // Sent in one go, and with a refused one before it.
      let other = try server.client()
      other.send("GET /api/v3/ping HTTP/1.1\r\nHost: x\r\n\r\n" + RawClient.handshake("/ws"))
      #expect(other.answer()?.body == "{}")
      #expect(try #require(other.head()).hasPrefix("HTTP/1.1 101"))
      other.say(#"{"method":"LIST_SUBSCRIPTIONS","id":1}"#)
      #expect(other.nextText() == #"{"result":[],"id":1}"#)
    }

    @Test func `all clients see the same frames, as REST shows them`() throws {
      let server = try RunningExchange()
      let a = try server.stream("/ws/adabnb@trade")
      let b = try server.stream("/stream?streams=adabnb@trade")
      var texts: [String] = []
      while texts.count < 30 { texts.append(try #require(a.nextText())) }
      var wrapped: [String] = []
      while wrapped.last != #"{"stream":"adabnb@trade","data":\#(texts[29])}"# {
        wrapped.append(try #require(b.nextText()))
      }
      let expected = texts.map { #"{"stream":"adabnb@trade","data":\#($0)}"# }
      #expect(wrapped.count > 20)
      #expect(Array(wrapped) == expected.suffix(wrapped.count))

      let client = try server.client()
      let first = FaultTests.id(texts[0])
      let path = "/api/v3/historicalTrades?symbol=ADABNB&fromId=\(first)&limit=30"
      let answer = try JSONParser.parse(Array(try #require(client.get(path)).body.utf8))
      guard case .array(let rows) = answer else { return #expect(Bool(false), "\(answer)") }
      #expect(rows.map { $0["id"] } == texts.map { .integer(FaultTests.id($0)) })
      let prices = try texts.map { try JSONParser.parse(Array($0.utf8))["p"] }
      #expect(rows.map { $0["price"] } == prices)
    }

    @Test func `controls, pings and the closing handshake`() throws {
      let server = try RunningExchange()
      let client = try server.stream("/ws")
      client.say(#"{"method":"SUBSCRIBE","params":["adabnb@bookTicker"],"id":1}"#)
      #expect(client.nextText() == #"{"result":null,"id":1}"#)
      #expect(try #require(client.nextText()).hasPrefix(#"{"u":"#))
      client.say(#"{"method":"UNSUBSCRIBE","params":["adabnb@bookTicker"],"id":2}"#)
      while let text = client.nextText(), text != #"{"result":null,"id":2}"# {}
      client.frame(0x89, [1, 2, 3])
      #expect(client.next() == TestClients.Frame(opcode: .pong, payload: [1, 2, 3]))
      // A message in pieces, a ping between them.
      client.frame(0x01, Array(#"{"method":"LIST_SUBS"#.utf8))
      client.frame(0x89, [9])
      client.frame(0x80, Array(#"CRIPTIONS","id":3}"#.utf8))
      #expect(client.next()?.payload == [9])
      #expect(client.nextText() == #"{"result":[],"id":3}"#)
      client.frame(0x88, [0x03, 0xE8])
      #expect(client.next() == TestClients.Frame(opcode: .close, payload: [0x03, 0xE8]))
      #expect(client.readToEnd() == [])
      #expect(client.isEnded)
    }

    @Test func `a client that answers no ping is closed with 1008`() throws {
      let server = try RunningExchange {
        $0.exchange.pingEveryMs = 20
        $0.exchange.pongWithinMs = 60
      }
      let client = try server.stream("/ws")
      var last: TestClients.Frame?
      while let frame = client.next() { last = frame }
      #expect(last?.payload == [0x03, 0xF0] + Array("Pong timeout".utf8))
      #expect(client.isEnded)
    }

    @Test func `a client that does not read is dropped; another gets every frame`() throws {
      let server = try RunningExchange(["BTCUSDT"], rateMilli: 1000) {
        $0.exchange.pace = .framesPerSecond(20_000)
        $0.exchange.unreadBytesMax = 1 << 17
      }
      let slow = try RawClient(port: server.port, receiveBytes: 4096)
      #expect(slow.upgrade("/ws/btcusdt@trade/btcusdt@depth@100ms") == 101)
      let good = try server.stream("/ws/btcusdt@trade")
      var ids: [Int64] = []
      while server.exchange.statistics()?.connections == 2 || ids.count < 1000 {
        ids.append(FaultTests.id(try #require(good.nextText())))
      }
      #expect(ids == Array(ids[0]..<ids[0] + Int64(ids.count)))
      _ = slow.readToEnd()
      #expect(slow.isEnded)
    }

    @Test func `a stopped server says goodbye`() throws {
      let server = try RunningExchange()
      let clients = try (0..<5).map { _ in try server.stream("/ws") }
      server.exchange.stop()
      for client in clients {
        #expect(client.next()?.payload.prefix(2) == [0x03, 0xE9])
        #expect(client.next() == nil)
        #expect(client.isEnded)
      }
      #expect(throws: RawClient.CannotConnect.self) { try server.client() }
    }

    @Test func `faults at the door and in the middle`() throws {
      let server = try RunningExchange {
        $0.exchange.faults = FaultSchedule([
          FaultEvent(atMs: 0, .slowBody, lengthMs: 3_600_000),
          FaultEvent(atMs: 0, .halfFrame, lot: 77),
        ])
      }
      let client = try server.stream("/ws/adabnb@bookTicker")
      #expect(client.next() == nil)
      #expect(client.isEnded)
      let rest = try server.client()
      let ping = try #require(rest.get("/api/v3/ping"))
      #expect(ping.body == "{}")

      let closed = try RunningExchange {
        $0.exchange.faults = FaultSchedule([
          FaultEvent(atMs: 0, .refusedConnect, lengthMs: 3_600_000)
        ])
      }
      let refused = try closed.client()
      #expect(refused.get("/api/v3/ping") == nil)
      #expect(refused.isEnded)
    }

    @Test func `a port that is taken is reported`() throws {
      let server = try RunningExchange()
      #expect(throws: ServerError.self) { try RunningExchange { $0.port = server.port } }
      #expect(throws: ServerError.self) {
        try RunningExchange {
          $0.certificateFile = "/nonexistent/cert.pem"
          $0.keyFile = "/nonexistent/key.pem"
        }
      }
    }
  }
#endif
