import Binance
import Testing

@Suite struct NoticeTests {
  @Test(arguments: [
    #"{"e":"serverShutdown","E":1770123456789}"#,
    #"{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}}"#,
    #"{"event":{"e":"serverShutdown","E":1770123456789}}"#,
  ])
  func `an announced shutdown, raw, combined and of the websocket API`(_ text: String) {
    let batch = decodeFrame(text, wanted: [])
    #expect(batch.onlyKind == .serverShutdown)
    #expect(batch.entries.first?.eventTimeUs == 1_770_123_456_789_000)
  }

  @Test func `an error that a client library put into the stream`() {
    let batch = decodeFrame(Frames.clientError, wanted: [])
    #expect(batch.onlyKind == .error)
    #expect(batch.notices.first?.text == "no close frame received or sent")
    let old = decodeFrame(#"{"e":"error","m":"Max reconnect retries reached"}"#)
    #expect(old.notices.first?.text == "Max reconnect retries reached")
    #expect(decodeFrame(#"{"e":"error","type":"X"}"#).notices.first?.text == "X")
    #expect(decodeFrame(#"{"e":"error"}"#).onlyKind == .error)
  }

  @Test(arguments: [
    #"{"code":2,"msg":"Invalid request: too many parameters"}"#,
    #"{"code":2,"msg":"Invalid request: too many parameters","id":7}"#,
    #"{"error":{"code":2,"msg":"Invalid request: too many parameters"}}"#,
    #"{"id":7,"status":400,"error":{"code":2,"msg":"Invalid request: too many parameters"}}"#,
  ])
  func `refusals of both forms`(_ text: String) {
    let batch = decodeFrame(text, wanted: [])
    #expect(batch.onlyKind == .error)
    #expect(batch.notices.first?.code == ErrorCode(rawValue: 2))
    #expect(batch.notices.first?.text == "Invalid request: too many parameters")
  }

  @Test(arguments: [
    (#"{"result":null,"id":1}"#, "1"), (#"{"result":["btcusdt@aggTrade"],"id":3}"#, "3"),
    (#"{"result":true,"id":"abc"}"#, #""abc""#), (#"{"id":null,"result":null}"#, "null"),
    (#"{"id":"f30d","status":200,"result":[[1,"2"]],"rateLimits":[]}"#, #""f30d""#),
  ])
  func `replies keep the request's id`(_ text: String, _ id: String) {
    let batch = decodeFrame(text, wanted: [])
    #expect(batch.onlyKind == .reply && batch.notices.first?.text == id)
  }

  @Test func `long texts are cut, broken ones repaired`() {
    let long = String(repeating: "x", count: 5000)
    #expect(
      decodeFrame(#"{"e":"error","m":"\#(long)"}"#).notices.first?.text.utf8.count
        == Notice.textBytesMax)
    let broken = Array(#"{"e":"error","m":"a"#.utf8) + [0xFF] + Array(#"b\u00e9"}"#.utf8)
    #expect(decodeFrame(broken).notices.first?.text == "a\u{FFFD}bé")
  }

  @Test func `malformed bytes are reported with their offset`() {
    let text = Frames.trade.replacing(#""q":"0.02000000""#, with: #""q":"0.0200000x""#)
    let batch = decodeFrame(text)

    #expect(batch.onlyKind == .malformed && batch.counts[.malformed] == 1)
    #expect(batch.notices.first?.text == "expected the end of a decimal number, found 'x'")
    #expect(
      batch.notices.first?.offset
        == text.utf8.firstIndex(of: UInt8(ascii: "x"))?.utf16Offset(in: text))
  }

  @Test(arguments: [
    ("", "expected a value, found the end"), ("x", "expected a value, found 'x'"),
    ("{", "expected a key in quotes, found the end"), ("1", "expected { or [, found '1'"),
    ("{}{}", "expected the end of the message, found '{'"),
    ("[1,]", "expected a value, found ']'"), (#"{"a" 1}"#, "expected : behind a key, found '1'"),
    (#"{"a":1,}"#, "expected a key in quotes, found '}'"),
    (#"{"a":tru}"#, "expected true, false or null, found 't'"),
    ("\u{0}", "expected a value, found byte 0"),
  ])
  func `reasons`(_ text: String, _ reason: String) {
    #expect(decodeFrame(text).notices.first?.text == reason)
  }
}
