#if Network
  import TestSupport
  import Testing

  @testable import ExchangeServer

  /// Whatever comes in, the server stays up, and others are served.
  @Suite(.serialized) struct HostileTests {
    static let upgrade = RawClient.handshake("/ws/adabnb@trade")

    /// What is sent, and what the whole answer contains.
    static let attacks: [(name: String, bytes: [UInt8], answer: [UInt8])] = [
      ("no HTTP", Array("\u{16}\u{03}\u{01}garbage\r\n\r\n".utf8), Array("400 Bad".utf8)),
      (
        "a huge header",
        Array("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 100_000))\r\n\r\n".utf8),
        Array("400 Bad".utf8)
      ),
      (
        "too many headers",
        Array(
          ("GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 1000) + "\r\n").utf8),
        Array("400 Bad".utf8)
      ),
      (
        "a huge path",
        Array("GET /\(String(repeating: "a", count: 300_000)) HTTP/1.1\r\n\r\n".utf8),
        Array("400 Bad".utf8)
      ),
      (
        "a handshake without a key",
        Array(
          "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n".utf8),
        Array("HTTP/1.1 400".utf8)
      ),
      ("a frame without a mask", Array(upgrade.utf8) + [0x81, 2, 0x68, 0x69], [0x03, 0xEA]),
      (
        "a frame of 2^64 bytes",
        Array(upgrade.utf8) + [0x81, 0xFF] + [UInt8](repeating: 0xFF, count: 8),
        [0x88]
      ),
      (
        "a frame of 1 MB", Array(upgrade.utf8) + [0x81, 0xFF, 0, 0, 0, 0, 0, 16, 0, 0],
        [0x03, 0xF1]
      ),
      (
        "endless pieces",
        Array(upgrade.utf8) + [0x01, 0x81, 0, 0, 0, 0, 0x61]
          + (0..<200).flatMap { _ in [0x00, 0x81, 0, 0, 0, 0, 0x61] as [UInt8] },
        [0x03, 0xF1]
      ),
      ("a piece of nothing", Array(upgrade.utf8) + [0x80, 0x81, 0, 0, 0, 0, 0x61], [0x03, 0xEA]),
      ("an unknown opcode", Array(upgrade.utf8) + [0x83, 0x80, 0, 0, 0, 0], [0x03, 0xEA]),
      (
        "a ping of 200 bytes",
        Array(upgrade.utf8) + [0x89, 0xFE, 0, 200, 0, 0, 0, 0] + [UInt8](repeating: 1, count: 200),
        [0x03, 0xEA]
      ),
      (
        "text that is no UTF-8", Array(upgrade.utf8) + [0x81, 0x81, 0, 0, 0, 0, 0xFF], [0x03, 0xEF]
      ),
      ("binary", Array(upgrade.utf8) + [0x82, 0x81, 0, 0, 0, 0, 0xFF], [0x03, 0xEB]),
    ]

    @Test func `every attack ends its own connection and no other`() throws {
      let server = try RunningExchange { $0.idleMs = 300 }
      let witness = try server.stream("/ws")
      for (name, bytes, answer) in Self.attacks {
        let client = try server.client()
        client.send(bytes)
        let received = client.readToEnd()
        #expect(client.isEnded, "\(name)")
        let isThere = received.indices.contains { received[$0...].starts(with: answer) }
        #expect(isThere, "\(name): \(String(decoding: received, as: UTF8.self))")
      }
      witness.say(#"{"method":"LIST_SUBSCRIPTIONS","id":1}"#)
      #expect(witness.nextText() == #"{"result":[],"id":1}"#)
    }

    @Test func `who is slow with a request is cut off; who is quick is served`() throws {
      let server = try RunningExchange { $0.requestWithinMs = 150 }
      let silent = try (0..<20).map { _ in try server.client() }
      let slow = try server.client()
      slow.send("GET /api/v3/ping HTTP/1.1\r\nX: ")
      #expect(slow.readToEnd() == [])
      for client in silent {
        #expect(client.readToEnd() == [])
        #expect(client.isEnded)
      }
      #expect(try server.client().get("/api/v3/ping")?.body == "{}")
    }

    @Test func `connections are limited`() throws {
      let server = try RunningExchange {
        $0.socketsMax = 3
        $0.exchange.connectionsMax = 2
      }
      let a = try server.stream("/ws")
      let b = try server.stream("/ws")
      let refused = try server.client()
      refused.send(RawClient.handshake("/ws"))
      #expect(refused.answer()?.status == 503)
      #expect(refused.readToEnd() == [])
      let c = try server.client()
      #expect(c.get("/api/v3/ping")?.status == 200)
      let d = try server.client()
      #expect(d.get("/api/v3/ping") == nil)
      #expect(d.isEnded)
      b.say(#"{"method":"LIST_SUBSCRIPTIONS","id":1}"#)
      #expect(b.nextText() == #"{"result":[],"id":1}"#)
      a.say(#"{"method":"LIST_SUBSCRIPTIONS","id":1}"#)
      #expect(a.nextText() == #"{"result":[],"id":1}"#)
    }

    /// Random bytes, and handshakes with random frames behind them.
    @Test(arguments: [UInt64(1), 2, 3])
    func `noise does no harm`(seed: UInt64) throws {
      let server = try RunningExchange { $0.exchange.attemptsMax = 10_000 }
      var random = SeededRandom(seed: seed)
      for _ in 0..<150 {
        let client = try server.client()
        if Bool.random(using: &random) { client.send(Self.upgrade) }
        let count = Int.random(in: 1...400, using: &random)
        client.send((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
        if Bool.random(using: &random) { client.finish() }
      }
      #expect(try server.client().get("/api/v3/ping")?.body == "{}", "seed \(seed)")
      _ = try server.stream("/ws")
    }
  }
#endif
