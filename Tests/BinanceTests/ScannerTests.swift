import Foundation
import Market
import TestSupport
import Testing

@testable import Binance

/// The scanner's parts, with their bytes at the end of the buffer and in the middle of it: the quick
/// ways look eight bytes ahead, the careful ones take over where there are fewer.
@Suite struct ScannerTests {
  /// Reads a text with nothing behind it, and with more behind it; both must agree.
  private func read<T: Equatable>(
    _ text: String, _ body: (borrowing Span<UInt8>, inout Int) throws(ScanError) -> T
  ) -> T? {
    var results: [T?] = []
    for tail in ["", ",", "}          ", ",\"longer\":true,"] {
      let bytes = Array((text + tail).utf8)
      var at = 0
      let value = try? body(bytes.span, &at)
      results.append(at == text.utf8.count ? value : nil)
    }
    #expect(results.allSatisfy { $0 == results[0] }, "\(text): \(results)")
    return results[0]
  }

  @Test(arguments: [
    "0", "1", "9", "10", "12345678", "123456789", "1723161255343", "1234567890123456",
    "12345678901234567", "9223372036854775807", "-1", "-9223372036854775808",
  ])
  func `integers`(_ text: String) {
    #expect(read(text) { (b, at) throws(ScanError) in try JSON.integer(b, &at) } == Int64(text))
  }

  @Test(arguments: [
    "", "-", "+1", "01", "00", "-01", "9223372036854775808", "-9223372036854775809", "x", "--1",
    "12345678901234567890123", "\"1\"",
  ])
  func `no integers`(_ text: String) {
    #expect(read(text) { (b, at) throws(ScanError) in try JSON.integer(b, &at) } == nil)
  }

  @Test func `what follows an integer's digits is left to the caller`() {
    for text in ["1.0", "1e5", "1E5", "12a"] {
      let batch = decodeFrame(Frames.trade.replacing("3735683259", with: text))
      #expect(batch.notices.first?.text.hasPrefix("expected , or } behind a value") == true)
    }
  }

  @Test func `numbers of every length and at every offset agree with the standard library`() {
    for seed in 0..<20 {
      var random = SeededRandom(seed: UInt64(seed))
      for _ in 0..<500 {
        let bits = Int.random(in: 0...63, using: &random)
        let number = Int64(bitPattern: random.next() >> UInt64(64 - bits))
        let value = read("\(number)") { (b, at) throws(ScanError) in try JSON.integer(b, &at) }
        #expect(value == number, "seed \(seed)")
      }
    }
  }

  @Test(arguments: [
    ("\"0\"", 0, 0), ("\"1\"", 100_000_000, 0), ("\"0.00000001\"", 1, 8),
    ("\"61837.63000000\"", 6_183_763_000_000, 8), ("\"61800.3\"", 6_180_030_000_000, 1),
    ("\"0061.5\"", 6_150_000_000, 1), ("\"437848\"", 43_784_800_000_000, 0),
    ("\"12345678.5\"", 1_234_567_850_000_000, 1),
    ("\"92233720368.54775807\"", Int64.max, 8), ("\"1.000000000000\"", 100_000_000, 8),
    ("\"1234567.12345678\"", 123_456_712_345_678, 8),
    ("\"1.123456780\"", 112_345_678, 8), ("\"\\u0031.5\"", 150_000_000, 1),
    ("\"00000000000000000000000000000000000000000000000000000000001\"", 100_000_000, 0),
  ])
  func `amounts`(_ text: String, _ units: Int64, _ decimals: Int) {
    let amount = read(text) { (b, at) throws(ScanError) in try JSON.amount(b, &at) }
    #expect(amount == WireAmount(units: units, decimals: UInt8(decimals)))
  }

  @Test(arguments: [
    "\"\"", "\".5\"", "\"5.\"", "\"-1\"", "\"+1\"", "\"1e5\"", "\"1,5\"", "\" 1\"", "\"1 \"", "1.5",
    "\"92233720368.54775808\"", "\"1.123456789\"", "\"0x10\"", "\"NaN\"", "\"1.5", "\"1..5\"",
    "\"1.5.5\"", "\"12345678901234567890123456789012345678901234\"", "\"\\u00e9\"", "null", "\"١\"",
    "\"00000000000000000000000000000000000000000000000000000000000000001\"",
  ])
  func `no amounts`(_ text: String) {
    #expect(read(text) { (b, at) throws(ScanError) in try JSON.amount(b, &at) } == nil)
  }

  @Test func `amounts agree with Foundation's decimals`() {
    for seed in 0..<20 {
      var random = SeededRandom(seed: UInt64(seed))
      for _ in 0..<300 {
        let whole = random.next() >> UInt64.random(in: 28...63, using: &random)
        let decimals = Int.random(in: 0...8, using: &random)
        let digits = (0..<decimals).map { _ in "\(Int.random(in: 0...9, using: &random))" }
        let text = "\(whole)" + (decimals > 0 ? "." + digits.joined() : "")
        let amount = read("\"\(text)\"") { (b, at) throws(ScanError) in try JSON.amount(b, &at) }
        let expected = Decimal(string: text)! * 100_000_000
        #expect(amount.map { Decimal($0.units) } == expected, "seed \(seed): \(text)")
        #expect(amount.map { Int($0.decimals) } == decimals)
      }
    }
  }

  @Test func `sums take 38 digits`() {
    let text = "\"1701411834604692317316873037158.84105727\""
    let sum = read(text) { (b, at) throws(ScanError) in try JSON.wideAmount(b, &at) }
    #expect(sum?.units == Int128("170141183460469231731687303715884105727"))
    let more = "\"1701411834604692317316873037158.84105728\""
    #expect(read(more) { (b, at) throws(ScanError) in try JSON.wideAmount(b, &at) } == nil)
  }

  @Test(arguments: [
    "{}", "[]", "[[]]", "{\"a\":{}}", "[1,-2.5e+3,\"x\",true,false,null]", "0", "-0.0", "1E9",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u12aF\"", "[{\"a\":[{\"b\":[]}]},{}]", "\"ü€𝄞\"", "\"\"", "[ ]",
    "{ }", "[ 1 , 2 ]", "{ \"a\" : 1 , \"b\" : [ ] }",
  ])
  func `values are passed over`(_ text: String) {
    #expect(read(text) { (b, at) throws(ScanError) in try JSON.endOfValue(b, at) } == nil)
    let end = readEnd(text)
    #expect(end == text.utf8.count)
  }

  private func readEnd(_ text: String) -> Int? {
    let bytes = Array((text + "        ,").utf8)
    return try? JSON.endOfValue(bytes.span, 0)
  }

  @Test(arguments: [
    "", "{", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}",
    "{\"a\" 1}", "{1:2}", "tru", "nul", "fals", "-", "1.", ".5", "1e", "1e+", "\"", "\"\\\"",
    "\"\\x\"", "\"\\u12\"", "\"a\nb\"", "[1 2]", "]", "}", "[}", "{]", "01x\"", "'a'", "[,1]",
    "--1",
    "+1", "NaN", "Infinity",
  ])
  func `rubbish is refused`(_ text: String) {
    let batch = decodeFrame(#"{"e":"trade","z":\#(text),"#)
    #expect(batch.onlyKind == .malformed)
    #expect(decodeFrame("[1,\(text)").onlyKind == .malformed)
  }

  @Test func `brackets may be 64 deep`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    // The brackets of the innermost, empty pair are read at once.
    #expect(readEnd(nested(65)) == 130)
    #expect(readEnd(nested(66)) == nil)
    let objects = String(repeating: #"{"a":"#, count: 64)
    #expect(readEnd(objects + "1" + String(repeating: "}", count: 64)) != nil)
    #expect(readEnd(objects + #"{"a":1}"# + String(repeating: "}", count: 64)) == nil)
    let deep = decodeFrame(String(repeating: #"[{"a":"#, count: 500_000))
    #expect(deep.notices.first?.text.hasPrefix("expected at most 64 open brackets") == true)
  }

  @Test func `stops in a string are found at every offset`() {
    for byte in UInt8.min...UInt8.max {
      let isStop = byte < 0x20 || byte == 0x22 || byte == 0x5C || byte >= 0x80
      for offset in 0..<8 {
        var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 8)
        bytes[offset] = byte
        let stops = EightBytes.stops(EightBytes.load(bytes.span, 0))
        #expect((stops != 0) == isStop)
        if isStop { #expect(stops.trailingZeroBitCount / 8 == offset) }
        let signs = EightBytes.nameStops(EightBytes.load(bytes.span, 0))
        let isSign = [0x22, 0x5C, 0x40].contains(byte) || byte < 0x20
        #expect((signs != 0) == isSign)
        if isSign { #expect(signs.trailingZeroBitCount / 8 == offset) }
        let digits = EightBytes.digitCount(EightBytes.load(bytes.span, 0))
        #expect(digits == (offset == 0 && byte >= 0x30 && byte <= 0x39 ? 1 : 0))
      }
    }
  }

  @Test func `digits are counted at every offset`() {
    for byte in UInt8.min...UInt8.max where byte < 0x30 || byte > 0x39 {
      for offset in 0..<8 {
        for after in [UInt8(ascii: "0"), UInt8(ascii: "9"), 0xFF, 0] {
          var bytes = [UInt8](repeating: UInt8(ascii: "7"), count: 8)
          for index in offset..<8 { bytes[index] = after }
          bytes[offset] = byte
          #expect(EightBytes.digitCount(EightBytes.load(bytes.span, 0)) == offset)
        }
      }
    }
  }
}
