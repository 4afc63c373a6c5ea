import Basics
import Foundation
import Testing

struct JSONDocumentTests {
  @Test(arguments: 0..<50 as Range<UInt64>)
  func `what is written is read again, and Foundation reads the same`(seed: UInt64) throws {
    var dice = SplitMix64(seed: seed)
    let document = JSONValue.array([Self.value(depth: 0, &dice)])
    let bytes = Array(document.text.utf8)
    #expect(try JSONParser.parse(bytes) == document, "seed \(seed)")
    let theirs = try JSONSerialization.jsonObject(with: Data(bytes))
    let again = try JSONSerialization.data(withJSONObject: theirs, options: .fragmentsAllowed)
    let read = try JSONSerialization.jsonObject(with: again) as? NSArray
    #expect(read == theirs as? NSArray, "seed \(seed)")
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `a document cut anywhere, or with a byte changed, is refused or another`(
    seed: UInt64
  ) throws {
    var dice = SplitMix64(seed: seed)
    let bytes = Array(JSONValue.object([("a", Self.value(depth: 0, &dice))]).text.utf8)
    for end in bytes.indices {
      #expect(throws: JSONParser.Failure.self, "seed \(seed), byte \(end)") {
        try JSONParser.parse(Array(bytes[..<end]))
      }
    }
    for offset in bytes.indices {
      var changed = bytes
      changed[offset] = UInt8.random(in: .min ... .max, using: &dice)
      // Whatever it is now: no crash, and what is read can be written and read again.
      guard let value = try? JSONParser.parse(changed) else { continue }
      #expect(JSONValue(text: value.text) == value, "seed \(seed), byte \(offset)")
    }
  }

  @Test func `digits and the order of members stay as they were`() throws {
    let text = #"{"b":0.10000000,"a":[12345678901234567890,-1,1e5],"b":null}"#
    let value = try #require(JSONValue(text: text))
    #expect(value.text == text)
    #expect(value["b"] == .null)
    #expect(value["a"] == .array([.number("12345678901234567890"), .integer(-1), .number("1e5")]))
  }

  @Test func `no depth is too deep to be refused`() {
    let most = JSONParser.depthMax
    let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    #expect(JSONValue(text: deep(most + 1)) != nil)
    #expect(JSONValue(text: deep(most + 2)) == nil)
    #expect(JSONValue(text: deep(1_000_000)) == nil)
  }

  @Test(arguments: [
    ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#),
    ("\u{0}\u{1f}\u{7f}", #""\u0000\u001f\u007f""#),
    ("é😀", "\"é😀\""),
  ])
  func `texts are quoted`(text: String, quoted: String) throws {
    #expect(text.inJSONQuotes == quoted)
    #expect(JSONValue(text: quoted) == .string(text))
  }

  @Test(arguments: [
    (#"["\q"]"#, 3), ("[\"a\tb\"]", 3), ("[01]", 2), ("[-01]", 3), (#"["\u-000"]"#, 4),
    (#"["\u12"]"#, 6), ("[1,]", 3), ("[1 2]", 3), ("{\"a\" 1}", 5), ("[1] x", 4), ("[", 1), ("", 0),
  ])
  func `the first byte that does not belong is reported`(text: String, offset: Int) {
    #expect {
      try JSONParser.parse(Array(text.utf8))
    } throws: {
      ($0 as? JSONParser.Failure)?.offset == offset
    }
  }

  @Test func `escapes are read, halves of pairs refused`() {
    #expect(JSONValue(text: #""\u00e9\ud83d\ude00\/\b\f""#) == .string("é😀/\u{8}\u{c}"))
    for text in [#""\ud83d""#, #""\ude00""#, #""\ud83d\u0041""#, #""\u+123""#, #""\x""#] {
      #expect(JSONValue(text: text) == nil, "\(text)")
    }
  }

  private static func value(depth: Int, _ dice: inout SplitMix64) -> JSONValue {
    switch Int.random(in: 0..<(depth < 4 ? 7 : 5), using: &dice) {
    case 0: .null
    case 1: .bool(Bool.random(using: &dice))
    case 2: .integer(Int64.random(in: -1_000_000...1_000_000, using: &dice))
    case 3: .number("-0.\(Int.random(in: 1..<10_000, using: &dice))")
    case 4: .string(text(&dice))
    case 5:
      .array((0..<Int.random(in: 0..<4, using: &dice)).map { _ in value(depth: depth + 1, &dice) })
    default:
      .object(
        (0..<Int.random(in: 0..<4, using: &dice)).map {
          ("\($0)" + text(&dice), value(depth: depth + 1, &dice))
        })
    }
  }

  private static func text(_ dice: inout SplitMix64) -> String {
    let letters: [Character] = ["a", "\"", "\\", "/", "\n", "\u{1}", "\u{7f}", "é", "😀", " "]
    return String(
      (0..<Int.random(in: 0..<6, using: &dice)).map { _ in
        letters.randomElement(using: &dice) ?? " "
      })
  }
}
