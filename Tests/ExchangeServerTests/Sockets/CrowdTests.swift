#if Network
  import Glibc
  import TestSupport
  import Testing

  @testable import ExchangeServer

  /// Many bad clients at once: the server's memory stays small, and a good one is served as before.
  @Suite(.serialized) struct CrowdTests {
    /// Memory of this process, and so of the server in it, bytes.
    private static func residentBytes() -> Int {
      guard let file = fopen("/proc/self/statm", "r") else { return 0 }
      defer { fclose(file) }
      var text = [CChar](repeating: 0, count: 200)
      fgets(&text, Int32(text.count), file)
      let fields = String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        .split(separator: " ")
      return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
    }

    /// Descriptors for both ends of so many connections; the soft limit may be small.
    private static func makeRoom(_ count: Int) throws {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let wanted = rlim_t(2 * count + 500)
      limit.rlim_cur = max(limit.rlim_cur, min(wanted, limit.rlim_max))
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      try #require(limit.rlim_cur >= wanted, "needs \(wanted) descriptors")
    }

    @Test func `Two thousand that never finish a handshake`() throws {
      let count = 2000
      try Self.makeRoom(count)
      let server = try RunningExchange {
        $0.requestWithinMs = 3_600_000
        $0.socketsMax = count + 10
      }
      let witness = try server.stream("/ws/adabnb@trade")
      let before = Self.residentBytes()
      let crowd = try (0..<count).map { index in
        let client = try server.client()
        // Silent ones, half a line, half a head.
        if index % 3 > 0 {
          client.send(index % 3 == 1 ? "GET /ws HT" : "GET /ws HTTP/1.1\r\nUpgrade: ")
        }
        return client
      }
      let id = FaultTests.id(try #require(witness.nextText()))
      for next in 1...20 {
        #expect(FaultTests.id(try #require(witness.nextText())) == id + Int64(next))
        #expect(try server.client().get("/api/v3/ping")?.body == "{}")
      }
      let each = (Self.residentBytes() - before) / count
      #expect(each < 64 << 10, "\(each) bytes for each")
      withExtendedLifetime(crowd) {}
    }

    @Test func `Those beyond the limit are turned away, and the rest are cut in time`() throws {
      let server = try RunningExchange {
        $0.requestWithinMs = 300
        $0.socketsMax = 100
      }
      let witness = try server.stream("/ws")
      let crowd = try (0..<300).map { _ in try server.client() }
      for client in crowd {
        #expect(client.readToEnd() == [])
        #expect(client.isEnded)
      }
      witness.say(#"{"method":"LIST_SUBSCRIPTIONS","id":1}"#)
      #expect(witness.nextText() == #"{"result":[],"id":1}"#)
      #expect(try server.client().get("/api/v3/ping")?.body == "{}")
    }

    @Test(arguments: [
      "GET /api/v3/ping HTTP/1.1\r\nX: ", "POST / HTTP/1.1\r\nContent-Length: 9999\r\n\r\n",
    ])
    func `One that sends a byte now and then is cut all the same`(start: String) throws {
      let server = try RunningExchange { $0.requestWithinMs = 200 }
      let loris = try server.client()
      loris.send(start)
      var sent = 0
      while !loris.hasEnded(withinMs: 10), sent < 1000 {
        loris.send("a")
        sent += 1
      }
      #expect(sent > 1 && sent < 1000)
      #expect(try server.client().get("/api/v3/ping")?.body == "{}")
    }

    @Test func `A hundred that subscribe to everything and do not read`() throws {
      let server = try RunningExchange(["BTCUSDT"], rateMilli: 1000) {
        $0.exchange.pace = .framesPerSecond(3000)
        $0.exchange.unreadBytesMax = 1 << 18
      }
      let witness = try server.stream("/ws/btcusdt@trade")
      let before = Self.residentBytes()
      let crowd = try (0..<100).map { _ in
        let client = try RawClient(port: server.port, receiveBytes: 4096)
        #expect(client.upgrade("/ws/btcusdt@trade/btcusdt@depth@100ms/btcusdt@bookTicker") == 101)
        return client
      }
      var ids: [Int64] = []
      while server.exchange.statistics()?.connections ?? 0 > 1 {
        ids.append(FaultTests.id(try #require(witness.nextText())))
      }
      #expect(ids == Array(ids[0]..<ids[0] + Int64(ids.count)))
      #expect(Self.residentBytes() - before < 100 * (2 << 20))
      withExtendedLifetime(crowd) {}
    }
  }
#endif
