import Binance
import Capture
import Market
import Testing

@Suite struct StreamWatchTests {
  private static let second: Int64 = 1_000_000_000
  private static let streams = [StreamName.trade("BTCUSDT"), .depth("BTCUSDT"), .trade("币安人生USDT")]

  private static func watch(_ streams: [StreamName]) -> StreamWatch {
    StreamWatch(
      Subscriptions(streams, venue: .spot, websocketURLs: ["ws://x"], hasMicroseconds: false))
  }

  private static func see(
    _ watch: inout StreamWatch, _ stream: StreamName, _ seconds: Int64, connection: UInt32 = 1
  ) {
    let frame = Array("{\"stream\":\"\(stream.text)\",\"data\":{}}".utf8)
    frame.withUnsafeBytes { watch.seen($0, on: connection, receivedNs: seconds * second) }
  }

  @Test func `a stream that never comes is reported once, and again when it does`() {
    var watch = Self.watch(Self.streams)
    watch.opened(1, plan: 0, nowNs: 0)
    for seconds in Int64(1)...200 {
      Self.see(&watch, Self.streams[0], seconds)
      Self.see(&watch, Self.streams[2], seconds)
      let findings = watch.check(nowNs: seconds * Self.second)
      #expect(findings.count == (seconds == 60 ? 1 : 0), "\(seconds)")
      if let finding = findings.first {
        #expect(finding.stream == "btcusdt@depth@100ms" && finding.connection == 1)
        #expect(!finding.hasCome && !finding.isOver && finding.silentNs == 60 * Self.second)
        #expect(
          CaptureReport.streamSilent(finding).text.contains("nothing has come in 60 s"))
      }
    }
    #expect(watch.silentCount == 1)
    Self.see(&watch, Self.streams[1], 201)
    let over = watch.check(nowNs: 202 * Self.second)
    #expect(over.map(\.isOver) == [true])
    #expect(over.first?.silentNs == 201 * Self.second)
    #expect(watch.silentCount == 0)
  }

  @Test func `a stream that used to come every second is silent after fifteen`() {
    var watch = Self.watch(Self.streams)
    watch.opened(1, plan: 0, nowNs: 0)
    for seconds in Int64(1)...100 {
      for stream in Self.streams { Self.see(&watch, stream, seconds) }
    }
    #expect(watch.check(nowNs: 114 * Self.second) == [])
    let findings = watch.check(nowNs: 115 * Self.second)
    #expect(findings.map(\.stream) == Self.streams.map(\.text))
    #expect(findings.allSatisfy { $0.hasCome && !$0.isOver })
    #expect(watch.check(nowNs: 116 * Self.second) == [])
  }

  /// Twenty frames, ten a second, and then nothing on a connection that lives.
  @Test func `a stream that spoke ten times a second is silent within five`() {
    var watch = Self.watch([Self.streams[0]])
    watch.opened(1, plan: 0, nowNs: 0)
    let frame = Array("{\"stream\":\"\(Self.streams[0].text)\",\"data\":{}}".utf8)
    for tenth in Int64(1)...20 {
      frame.withUnsafeBytes { watch.seen($0, on: 1, receivedNs: tenth * Self.second / 10) }
    }
    #expect(watch.check(nowNs: 49 * Self.second / 10) == [])
    #expect(watch.check(nowNs: 5 * Self.second).map(\.hasCome) == [true])
  }

  /// A burst after a long wait is no habit.
  @Test func `a pair that trades once an hour, in bursts, is left alone`() {
    var watch = Self.watch([Self.streams[0]])
    watch.opened(1, plan: 0, nowNs: 0)
    let frame = Array("{\"stream\":\"\(Self.streams[0].text)\",\"data\":{}}".utf8)
    // The first trade comes after 50 s: it is not known yet how seldom they come.
    var reported = 0
    for hour in Int64(0)..<24 {
      for index in Int64(0)..<30 {
        let ns = hour * 3600 * Self.second + 50 * Self.second + index * 1_000_000
        frame.withUnsafeBytes { watch.seen($0, on: 1, receivedNs: ns) }
      }
      for second in stride(from: Int64(51), to: 3600, by: 1) {
        reported += watch.check(nowNs: (hour * 3600 + second) * Self.second).count {
          !$0.isOver
        }
      }
    }
    #expect(reported == 1)
  }

  @Test func `a stream that is often quiet for minutes is not reported`() {
    var watch = Self.watch([Self.streams[0]])
    watch.opened(1, plan: 0, nowNs: 0)
    Self.see(&watch, Self.streams[0], 50)
    for trade in Int64(1)...20 { Self.see(&watch, Self.streams[0], 50 + trade * 100) }
    #expect(watch.check(nowNs: (2050 + 299) * Self.second) == [])
    #expect(watch.check(nowNs: (2050 + 1600) * Self.second).count == 1)
  }

  @Test func `each connection is watched by itself, and only while it is open`() {
    var watch = Self.watch([Self.streams[0]])
    watch.opened(1, plan: 0, nowNs: 0)
    watch.opened(2, plan: 0, nowNs: 0)
    for seconds in Int64(1)...100 {
      Self.see(&watch, Self.streams[0], seconds, connection: 2)
      Self.see(&watch, Self.streams[1], seconds, connection: 1)
      Self.see(&watch, Self.streams[0], seconds, connection: 9)
    }
    #expect(watch.check(nowNs: 100 * Self.second).map(\.connection) == [1])
    watch.lost(1)
    watch.lost(2)
    #expect(watch.silentCount == 0)
    #expect(watch.check(nowNs: 1000 * Self.second) == [])
  }

  @Test func `what is usual holds for the next connection too`() {
    var watch = Self.watch(Self.streams)
    watch.opened(1, plan: 0, nowNs: 0)
    for trade in Int64(1)...20 {
      Self.see(&watch, Self.streams[0], trade * 100)
      Self.see(&watch, Self.streams[1], trade * 100)
    }
    // A successor, while the first is still open; then the first ends.
    watch.opened(2, plan: 0, nowNs: 2000 * Self.second)
    watch.lost(1)
    let early = watch.check(nowNs: 2060 * Self.second)
    #expect(early.map(\.stream) == [Self.streams[2].text])
    #expect(early.first?.isKnown == false)
    Self.see(&watch, Self.streams[1], 2100, connection: 2)
    #expect(watch.check(nowNs: 3499 * Self.second) == [])
    let late = watch.check(nowNs: 3500 * Self.second)
    #expect(late.map(\.stream) == [Self.streams[0].text])
    // Another connection would not help: nothing came on this one.
    #expect(late.first?.hasCome == false && late.first?.isKnown == true)
    #expect(CaptureReport.streamSilent(late[0]).text.contains("silent for 1500 s"))
  }

  @Test func `streams that bring nothing in the first seconds are given once for each connection`()
  {
    var watch = Self.watch(Self.streams)
    watch.opened(1, plan: 0, nowNs: 0)
    Self.see(&watch, Self.streams[1], 2)
    #expect(watch.quietAfterOpening(nowNs: CaptureLimits.quietNs - 1).isEmpty)
    let quiet = watch.quietAfterOpening(nowNs: CaptureLimits.quietNs)
    #expect(quiet.map(\.connection) == [1])
    #expect(quiet.first?.streams == [Self.streams[0], Self.streams[2]])
    #expect(watch.quietAfterOpening(nowNs: 100 * Self.second).isEmpty)
    watch.opened(2, plan: 0, nowNs: 100 * Self.second)
    #expect(watch.quietAfterOpening(nowNs: 103 * Self.second).map(\.connection) == [2])
  }

  @Test func `a frame of another connection's stream changes nothing`() {
    let streams = (0..<1025).map { StreamName.trade("S\($0)") }
    var watch = Self.watch(streams)
    watch.opened(1, plan: 0, nowNs: 0)
    watch.opened(2, plan: 1, nowNs: 0)
    Self.see(&watch, streams[1024], 50, connection: 1)
    Self.see(&watch, streams[0], 50, connection: 2)
    #expect(watch.check(nowNs: 60 * Self.second).count == 1025)
  }

  @Test func `frames that were not looked at are no silence`() {
    var watch = Self.watch(Self.streams)
    watch.opened(1, plan: 0, nowNs: 0)
    watch.skipped(nowNs: 59 * Self.second)
    #expect(watch.check(nowNs: 118 * Self.second) == [])
    #expect(watch.check(nowNs: 119 * Self.second).count == 3)
  }

  @Test func `frames that are none of ours change nothing`() {
    let streams = (0..<1000).map { StreamName.trade("S\($0)") }
    var watch = Self.watch(streams)
    watch.opened(1, plan: 0, nowNs: 0)
    let mark = "{\"stream\":\""
    for text in ["", mark, mark + "s5@trade", "{\"e\":\"trade\"}", mark + "\"}"] {
      Array(text.utf8).withUnsafeBytes { watch.seen($0, on: 1, receivedNs: 50 * Self.second) }
    }
    for number in stride(from: 0, to: 1000, by: 2) { Self.see(&watch, streams[number], 50) }
    #expect(
      watch.check(nowNs: 60 * Self.second).map(\.stream)
        == stride(from: 1, to: 1000, by: 2).map { streams[$0].text })
  }
}
