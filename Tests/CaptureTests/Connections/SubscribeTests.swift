import Basics
import Binance
import Capture
import Testing

/// Replies to SUBSCRIBE, and none.
@Suite struct SubscribeTests {
  private static let streams = (0..<400).map { StreamName.trade("SYMBOL\($0)USDT") }

  /// A connection that asks for 400 streams by two messages.
  private static func opened() -> RecorderTrial {
    var trial = RecorderTrial(
      CaptureOptions(
        venue: .spot,
        subscriptions: Subscriptions(
          streams, venue: .spot, websocketURLs: ["ws://x"], hasMicroseconds: false),
        restURL: "http://x"))
    trial.handle(.tick)
    trial.handle(.opened(1, AnswerHead(status: 101)))
    return trial
  }

  private static func id(_ message: String) -> Int64? { JSONValue(text: message)?.integer("id") }

  private static func refusal(_ message: String) -> String {
    #"{"error":{"code":2,"msg":"Invalid request: no such stream"},"id":\#(id(message) ?? 0)}"#
  }

  private static func refused(_ trial: RecorderTrial) -> [String] {
    trial.reports.compactMap {
      if case .streamRefused(_, let stream, _) = $0 { stream } else { nil }
    }
  }

  @Test func `what is accepted is asked for once`() {
    var trial = Self.opened()
    let sent = trial.takeSent()
    #expect(sent.map(Self.id) == [1, 2])
    // In whatever order the replies come, and a doubled one does no harm.
    for id in [2, 1, 1] { trial.read(#"{"result":null,"id":\#(id)}"#) }
    trial.wait(seconds: 30)
    #expect(trial.takeSent() == [])
    #expect(trial.connected.count == 1)
  }

  @Test func `an error is asked again after a second`() {
    var trial = Self.opened()
    let sent = trial.takeSent()
    trial.read(#"{"result":null,"id":1}"#)
    trial.read(Self.refusal(sent[1]))
    trial.wait(seconds: 0.9)
    #expect(trial.takeSent() == [])
    trial.wait(seconds: 0.1)
    let again = trial.takeSent()
    #expect(again == [sent[1].replacing(#""id":2}"#, with: #""id":3}"#)])
    trial.read(#"{"result":null,"id":3}"#)
    trial.wait(seconds: 30)
    #expect(trial.takeSent() == [])
    #expect(Self.refused(trial) == [])
  }

  /// `{"code":…}` beside the id, within `error`, and without an id.
  @Test(
    arguments: [
      #"{"code":3,"msg":"Invalid JSON","id":1}"#, #"{"error":{"code":3,"msg":"m"},"id":1}"#,
      #"{"code":3,"msg":"Invalid JSON"}"#,
    ])
  func `an error in any of its forms is about the message that it answers`(reply: String) {
    var trial = Self.opened()
    let sent = trial.takeSent()
    trial.read(reply)
    trial.read(#"{"result":null,"id":2}"#)
    trial.wait(seconds: 1)
    #expect(trial.takeSent() == [sent[0].replacing(#""id":1}"#, with: #""id":3}"#)])
  }

  @Test func `one bad name spoils no other, and is reported by name`() {
    var trial = Self.opened()
    let bad = "symbol311usdt@trade"
    var accepted: Set<String> = []
    var waiting = trial.takeSent()
    for _ in 0..<400 {
      for message in waiting {
        guard !message.contains(bad) else {
          trial.read(Self.refusal(message))
          continue
        }
        if case .array(let names)? = JSONValue(text: message)?["params"] {
          accepted.formUnion(names.map(\.text))
        }
        trial.read(#"{"result":null,"id":\#(Self.id(message) ?? 0)}"#)
      }
      trial.wait(seconds: 0.05)
      waiting = trial.takeSent()
    }
    #expect(accepted.count == 399)
    #expect(Self.refused(trial) == [bad])
    // The exchange may know it later; that it does not is reported once.
    var later: [String] = []
    for _ in 0..<700 where later.isEmpty {
      trial.read(#"{"stream":"symbol0usdt@trade","data":{}}"#)
      trial.wait(seconds: 1)
      later = trial.takeSent()
    }
    #expect(later.count == 1 && later[0].contains(bad))
    trial.read(Self.refusal(later[0]))
    #expect(Self.refused(trial) == [bad])
    #expect(trial.connected.count == 1)
  }

  @Test func `a message without a reply is sent again, and then the connection is replaced`() {
    var trial = Self.opened()
    let sent = trial.takeSent()
    trial.read(#"{"result":null,"id":1}"#)
    trial.wait(seconds: 5)
    #expect(trial.takeSent() == [sent[1].replacing(#""id":2}"#, with: #""id":3}"#)])
    #expect(trial.connected.count == 1)
    trial.wait(seconds: 5.1)
    #expect(
      trial.reports.contains(.opening(2, reason: "a SUBSCRIBE was not answered")))
    trial.handle(.opened(2, AnswerHead(status: 101)))
    #expect(trial.takeSent().count >= 2)
  }

  @Test func `where nothing is answered connections come ever more seldom, and streams are named`()
  {
    var trial = Self.opened()
    var openedNs: [Int64] = [trial.nowNs]
    var connection: UInt32 = 1
    while openedNs.count < 6 {
      let count = trial.connected.count
      for _ in 0..<1000 where trial.connected.count == count {
        trial.read(#"{"stream":"other","data":{}}"#, on: connection)
        trial.wait(seconds: 1)
        for old in trial.disconnected where old < connection { trial.handle(.ended(old)) }
        trial.records = []
      }
      connection += 1
      openedNs.append(trial.nowNs)
      trial.handle(.opened(connection, AnswerHead(status: 101)))
      _ = trial.takeSent()
    }
    let waits = zip(openedNs, openedNs.dropFirst()).map { ($1 - $0) / CaptureLimits.secondNs }
    #expect(waits == waits.sorted() && waits[0] <= 11 && waits[4] >= 80, "\(waits)")
    let named = trial.reports.compactMap {
      if case .streamsUnanswered(_, let streams) = $0 { streams.count } else { nil }
    }
    #expect(named.count >= 5 && named.allSatisfy { $0 == 400 })
  }

  @Test(
    arguments: [
      "", "[]", "1", #"{"id":1}"#, #"{"result":null}"#, #"{"id":"1","result":null}"#,
      #"{"error":7,"id":1}"#, #"{"code":"2","id":1}"#, #"{"id":99,"code":2}"#,
    ])
  func `what is no reply answers nothing`(text: String) {
    var trial = Self.opened()
    _ = trial.takeSent()
    trial.read(text)
    trial.wait(seconds: 2)
    #expect(trial.takeSent() == [])
  }
}
