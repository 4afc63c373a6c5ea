import Recording
import TestSupport
import Testing

@Suite struct RecordParserTests {
  private func parse(_ text: String, at start: Int = 0) throws -> (RecordHeader?, Int) {
    let bytes = Array(text.utf8)
    var at = start
    let header = try RecordParser.next(in: bytes.span, at: &at)
    return (header, at)
  }

  private func problem(_ text: String) -> RecordError? {
    do {
      _ = try parse(text)
      return nil
    } catch { return error as? RecordError }
  }

  @Test func `A record`() throws {
    let (header, end) = try parse("1502942432123456789 12 t 5 a\nb\nc\n1 ")
    #expect(
      header
        == RecordHeader(
          receivedNs: 1_502_942_432_123_456_789, connection: 12, kind: .text, payload: 27..<32))
    #expect(end == 33)
  }

  @Test func `The smallest and the largest numbers`() throws {
    #expect(try parse("0 0 ~ 0 \n").0?.payload == 8..<8)
    let (header, _) = try parse("9223372036854775807 4294967295 t 0 \n")
    #expect(header?.receivedNs == .max)
    #expect(header?.connection == .max)
  }

  @Test func `Receive times of 19 digits are read as any other number is`() throws {
    var random = SeededRandom(seed: 1)
    for _ in 0..<2000 {
      let time = Int64.random(in: 1_000_000_000_000_000_000...Int64.max, using: &random)
      #expect(try parse("\(time) 1 t 0 \n").0?.receivedNs == time)
      // Any other byte at any offset.
      var bytes = Array("\(time) 1 t 0 \n".utf8)
      let offset = Int.random(in: 0..<19, using: &random)
      bytes[offset] = UInt8.random(in: 0...255, using: &random)
      let isNumber = bytes[..<19].allSatisfy { (0x30...0x39).contains($0) } && bytes[0] != 0x30
      let expected = isNumber ? Int64(String(decoding: bytes[..<19], as: UTF8.self)) : nil
      var at = 0
      let header = try? RecordParser.next(in: bytes.span, at: &at)
      #expect(header?.receivedNs == expected)
    }
  }

  @Test func `Nothing is left`() throws {
    #expect(try parse("").0 == nil)
    #expect(try parse("0 0 t 0 \n", at: 9).0 == nil)
  }

  @Test func `Every cut is reported as a cut`() throws {
    let text = "1502942432123456789 12 t 5 hello\n"
    for length in 1..<text.utf8.count {
      #expect(problem(String(text.prefix(length)))?.problem == .cut, "length \(length)")
    }
  }

  @Test(arguments: [
    ("x 1 t 0 \n", "receive time at byte 0: found 'x' (0x78)"),
    (" 1 t 0 \n", "receive time at byte 0: found 0x20"),
    ("01 1 t 0 \n", "receive time at byte 0: found '0' (0x30)"),
    ("-1 1 t 0 \n", "receive time at byte 0: found '-' (0x2d)"),
    ("9223372036854775808 1 t 0 \n", "receive time at byte 0 is too large"),
    ("12345678901234567890 1 t 0 \n", "receive time at byte 0 is too large"),
    ("1 4294967296 t 0 \n", "connection at byte 2 is too large"),
    ("1  t 0 \n", "connection at byte 2: found 0x20"),
    ("1 1 \u{7} 0 \n", "kind at byte 4: found 0x07"),
    ("1 1 tt 0 \n", "kind at byte 5: found 't' (0x74)"),
    ("1 1 t 67108865 \n", "payload length at byte 6 is too large"),
    ("1 1 t 18446744073709551615 \n", "payload length at byte 6 is too large"),
    ("1 1 t 1 ab", "line end at byte 9: found 'b' (0x62), expected a line feed after the payload"),
  ])
  func `What is wrong is reported with its offset`(text: String, message: String) throws {
    let error = try #require(problem(text))
    #expect(error.description.contains(message), "\(error)")
  }

  @Test func `Random bytes never crash, and a failure does not move the position`() throws {
    for seed in UInt64(0)..<2000 {
      var random = SeededRandom(seed: seed)
      let letters = Array("0123456789 t\nz".utf8)
      let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        letters.randomElement(using: &random)!
      }
      var at = 0
      do {
        while try RecordParser.next(in: bytes.span, at: &at) != nil {}
        #expect(at == bytes.count)
      } catch {
        #expect(error.recordOffset == at, "seed \(seed)")
      }
    }
  }
}
