import Basics
import TestSupport
import Testing

@testable import ExchangeServer

/// SUBSCRIBE and its kin, answered as Binance's documents say.
struct ControlTests {
  static func reply(_ text: String, _ target: String = "/ws") throws -> String {
    var session = try #require(StreamSession(target: target))
    return session.handle(Array(text.utf8)).reply
  }

  @Test(arguments: [
    (#"{"method":"SUBSCRIBE","params":["a@trade"],"id":1}"#, #"{"result":null,"id":1}"#),
    (#"{"id":"x-1","params":["a@trade"],"method":"UNSUBSCRIBE"}"#, #"{"result":null,"id":"x-1"}"#),
    (#"{"method":"LIST_SUBSCRIPTIONS","id":null}"#, #"{"result":[],"id":null}"#),
    (
      #"{"method":"LIST_SUBSCRIPTIONS","id":-9223372036854775808}"#,
      #"{"result":[],"id":-9223372036854775808}"#
    ),
    (#"{"method":"GET_PROPERTY","params":["combined"],"id":2}"#, #"{"result":false,"id":2}"#),
    (#"{"method":"SET_PROPERTY","params":["combined",true],"id":5}"#, #"{"result":null,"id":5}"#),
    (
      #"{"method":"GET_PROPERTY","params":["color"],"id":2}"#,
      #"{"code":0,"msg":"Unknown property","id":2}"#
    ),
    (
      #"{"method":"SET_PROPERTY","params":["combined",1],"id":5}"#,
      #"{"code":1,"msg":"Invalid value type: expected Boolean"}"#
    ),
    (
      #"{"method":"SET_PROPERTY","params":[1],"id":5}"#,
      #"{"code":2,"msg":"Invalid request: property name must be a string"}"#
    ),
    (
      #"{"method":"SET_PROPERTY","id":5}"#,
      #"{"code":2,"msg":"Invalid request: property name must be a string"}"#
    ),
    (
      #"{"method":"SET_PROPERTY","params":["combined",true,1],"id":5}"#,
      #"{"code":2,"msg":"Invalid request: too many parameters"}"#
    ),
    (
      #"{"method":"SUBSCRIBE","params":["a@trade"]}"#,
      #"{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"}"#
    ),
    (
      #"{"method":"SUBSCRIBE","params":["a@trade"],"id":1.5}"#,
      #"{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"}"#
    ),
    (
      #"{"method":"SUB","id":1}"#,
      #"{"code":2,"msg":"Invalid request: unknown variant `SUB`, expected one of `SUBSCRIBE`, "#
        + #"`UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`"}"#
    ),
    (
      #"{"id":1}"#,
      #"{"code":2,"msg":"Invalid request: missing field `method` at line 1 column 8"}"#
    ),
    ("{", #"{"code":3,"msg":"Invalid JSON: key must be a string at line 1 column 2"}"#),
    ("\n ,", #"{"code":3,"msg":"Invalid JSON: expected value at line 2 column 2"}"#),
  ])
  func `every request has its answer`(request: String, answer: String) throws {
    #expect(try Self.reply(request) == answer)
  }

  @Test func `subscriptions are kept in order, none twice`() throws {
    var session = try #require(StreamSession(target: "/stream?streams=b@trade/a@trade"))
    #expect(session.isCombined)
    let (_, change) = session.handle(
      Array(#"{"method":"SUBSCRIBE","params":["c@trade","a@trade"],"id":1}"#.utf8))
    #expect(change == .subscriptions(added: ["c@trade"], removed: []))
    let list = session.handle(Array(#"{"method":"LIST_SUBSCRIPTIONS","id":3}"#.utf8)).reply
    #expect(list == #"{"result":["b@trade","a@trade","c@trade"],"id":3}"#)
    _ = session.handle(Array(#"{"method":"UNSUBSCRIBE","params":["a@trade"],"id":4}"#.utf8))
    #expect(session.names == ["b@trade", "c@trade"])
  }

  @Test(arguments: [
    ("/ws", false, []), ("/ws/", false, []), ("/stream", true, []),
    ("/ws/btcusdt@trade", false, ["btcusdt@trade"]),
    ("/ws/a@trade/b@depth5", false, ["a@trade", "b@depth5"]),
    ("/stream?streams=a@trade/b@kline_1M", true, ["a@trade", "b@kline_1M"]),
    ("/stream?streams=a@trade%2Fb@trade?timeUnit=MILLISECOND", true, ["a@trade", "b@trade"]),
    ("/ws/%E5%B8%81usdt@trade", false, ["币usdt@trade"]),
  ])
  func `a URL says what is wanted`(target: String, isCombined: Bool, names: [String]) throws {
    let session = try #require(StreamSession(target: target))
    #expect(session.isCombined == isCombined)
    #expect(session.names == names)
  }

  @Test(arguments: ["/", "", "/wss", "/api/v3/ping", "/stream/a", "*"])
  func `nothing is at other paths`(target: String) {
    #expect(StreamSession(target: target) == nil)
  }

  @Test func `1024 streams are a connection's most`() throws {
    let names = (0..<1024).map { "s\($0)@trade" }
    let list = names.map { "\"\($0)\"" }.joined(separator: ",")
    var session = try #require(StreamSession(target: "/ws"))
    let first = session.handle(Array(#"{"method":"SUBSCRIBE","params":[\#(list)],"id":1}"#.utf8))
    #expect(first.reply == #"{"result":null,"id":1}"#)
    let more = session.handle(Array(#"{"method":"SUBSCRIBE","params":["x@trade"],"id":2}"#.utf8))
    #expect(more.reply == #"{"code":2,"msg":"Invalid request: too many parameters"}"#)
    #expect(session.names == names)
  }

  @Test func `JSON that is none is refused, whatever it is`() throws {
    let valid =
      #"{"method":"SUBSCRIBE","params":["a\u00e9\ud83d\ude00\n@trade",-1.5e3,[{}]],"id":1}"#
    #expect((try? JSONParser.parse(Array(valid.utf8))) != nil)
    var random = SeededRandom(seed: 11)
    for _ in 0..<20_000 {
      var bytes = Array(valid.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: at)
        default: bytes.removeLast(bytes.count - at)
        }
        if bytes.isEmpty { break }
      }
      var session = try #require(StreamSession(target: "/ws"))
      let reply = session.handle(bytes).reply
      #expect((try? JSONParser.parse(Array(reply.utf8))) != nil, "\(bytes)")
    }
    let deep = String(repeating: "[", count: 100_000)
    #expect(try Self.reply(deep).contains("recursion limit exceeded"))
  }
}
