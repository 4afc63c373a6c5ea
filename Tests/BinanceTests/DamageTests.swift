import Binance
import Foundation
import Market
import TestSupport
import Testing

/// Bytes that no exchange sent: whatever comes, a frame gives one message or one notice, and the
/// decoder lives.
@Suite struct DamageTests {
  @Test(arguments: Frames.decoded)
  func `a frame cut anywhere is malformed`(_ kind: MessageKind, _ text: String) {
    let bytes = Array(text.utf8)
    for length in 0..<bytes.count {
      let batch = decodeFrame(Array(bytes[..<length]))
      #expect(batch.onlyKind == .malformed, "\(length) bytes")
      #expect(batch.counts.total == 1 && batch.notices.count == 1)
      #expect(batch.notices[0].offset <= length)
      #expect(batch.trades.isEmpty && batch.levels.isEmpty && batch.klines.isEmpty)
    }
  }

  @Test(arguments: [
    ("trades?symbol=X", Bodies.trades), ("aggTrades?symbol=X", Bodies.aggregates),
    ("klines?symbol=X&interval=1m", Bodies.klines), ("depth?symbol=X", Bodies.depth),
  ])
  func `an answer cut anywhere is malformed`(_ request: String, _ body: String) {
    for length in 0..<body.utf8.count {
      let cut = String(decoding: Array(body.utf8)[..<length], as: UTF8.self)
      let batch = decodeAnswer("https://api.binance.com/api/v3/" + request, cut)
      #expect(batch.onlyKind == .malformed && batch.counts.total == 1, "\(length) bytes")
    }
  }

  @Test func `rows cut anywhere lose at most the last`() {
    let rows = "1,2.0,3.0,6.0,1660228023414,true\n2,2.0,3.0,6.0,1660228023415,false\n"
    for length in 0...rows.utf8.count {
      let cut = String(decoding: Array(rows.utf8)[..<length], as: UTF8.self)
      let batch = decodeRows("trades", cut)
      #expect(batch.entries.count == cut.split(separator: "\n").count)
      #expect(length < 34 || batch.trades.first?.id == 1)
    }
  }

  @Test func `frames with flipped bytes are refused unless they are still JSON`() {
    for seed in 0..<10 {
      var random = SeededRandom(seed: UInt64(seed))
      for (_, text) in Frames.decoded {
        for _ in 0..<25 {
          var bytes = Array(text.utf8)
          for _ in 0..<Int.random(in: 1...3, using: &random) {
            bytes[Int.random(in: bytes.indices, using: &random)] =
              UInt8.random(in: 0...127, using: &random)
          }
          check(bytes, seed)
        }
      }
    }
  }

  @Test func `frames with moved pieces are refused unless they are still JSON`() {
    for seed in 0..<10 {
      var random = SeededRandom(seed: UInt64(seed))
      for (_, text) in Frames.decoded {
        for _ in 0..<25 {
          var bytes = Array(text.utf8)
          let from = Int.random(in: bytes.indices, using: &random)
          let to = Int.random(in: from...min(from + 30, bytes.count), using: &random)
          let piece = Array(bytes[from..<to])
          if Bool.random(using: &random) { bytes.removeSubrange(from..<to) }
          let offset = Int.random(in: 0...bytes.count, using: &random)
          if Bool.random(using: &random) { bytes.insert(contentsOf: piece, at: offset) }
          check(bytes, seed)
        }
      }
    }
  }

  /// What is decoded must be JSON to Foundation too, and the other way round: whatever is no JSON
  /// must be malformed.
  private func check(_ bytes: [UInt8], _ seed: Int) {
    let batch = decodeFrame(bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(batch.counts.total == 1, "seed \(seed): \(text)")
    let isCounted = batch.entries.isEmpty && batch.counts[.unknown] == 0
    if batch.onlyKind != .malformed, !isCounted {
      // Foundation refuses numbers that a Double cannot hold; JSON does not.
      let plain = text.replacing(/[eE][-+]?[0-9]+/, with: "")
      let isJSON = (try? JSONSerialization.jsonObject(with: Data(plain.utf8))) != nil
      #expect(isJSON, "seed \(seed): \(batch.everything) from \(text)")
    }
  }

  @Test func `any bytes`() {
    for seed in 0..<100 {
      var random = SeededRandom(seed: UInt64(seed))
      let alphabet = Array(#"{}[],:"\eEtTpqabsukmM0123456789.-+ truefalsn"#.utf8)
      let count = Int.random(in: 0...300, using: &random)
      let bytes = (0..<count).map { _ in
        seed % 2 == 0
          ? UInt8.random(in: 0...255, using: &random) : alphabet.randomElement(using: &random)!
      }
      #expect(decodeFrame(bytes).counts.total == 1, "seed \(seed)")
      var batch = MessageBatch()
      let decoder = MessageDecoder()
      decoder.decodeResponse(bytes.span, testFrame, into: &batch)
      decoder.decodeArchive(bytes.span, testFrame, into: &batch)
      for data in ["trades", "aggTrades", "klines"] {
        _ = decodeRows(data, String(decoding: bytes, as: UTF8.self))
      }
      _ = decodeAnswer("/api/v3/exchangeInfo", String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test func `flipped bytes in answers and rows`() {
    let url = "https://api.binance.com/api/v3/"
    for seed in 0..<100 {
      var random = SeededRandom(seed: UInt64(seed))
      func flipped(_ text: String) -> String {
        var bytes = Array(text.utf8)
        bytes[Int.random(in: bytes.indices, using: &random)] =
          UInt8.random(in: 0...127, using: &random)
        return String(decoding: bytes, as: UTF8.self)
      }
      _ = decodeAnswer(url + flipped("klines?symbol=X&interval=1m"), flipped(Bodies.klines))
      _ = decodeAnswer(url + "trades?symbol=X", flipped(Bodies.trades))
      _ = decodeAnswer(url + "aggTrades?symbol=X", flipped(Bodies.aggregates))
      _ = decodeAnswer(url + "depth?symbol=X", flipped(Bodies.depth))
      _ = decodeRows("aggTrades", flipped("5,1.8,5.2,9,9,1633998288467,False,True\n"))
    }
  }

  @Test func `a frame in the middle of other bytes sees only its own`() {
    let before = Array("1723161254087891268 1 t 169 ".utf8)
    let frame = Array(Frames.trade.utf8)
    let after = Array("}}}0000\n".utf8)
    let block = before + frame + after
    for cut in [0, 1, 2, 8] {
      var batch = MessageBatch()
      MessageDecoder().decodeText(
        block.span.extracting(before.count..<(before.count + frame.count - cut)), testFrame,
        into: &batch)
      #expect(batch.onlyKind == (cut == 0 ? .trade : .malformed))
    }
  }

  @Test func `numbers at their limits`() {
    let huge = "9223372036854775807"
    for key in ["t", "T", "E"] {
      for value in [huge, "-9223372036854775808", "-1", "9223372036854775808"] {
        let pattern = key == "t" ? "3735683259" : key == "T" ? "1723161255342" : "1723161255343"
        #expect(decodeFrame(Frames.trade.replacing(pattern, with: value)).onlyKind == .malformed)
      }
    }
    let limit = Frames.trade.replacing("3735683259", with: "\(MessageDecoder.idMax)")
    #expect(decodeFrame(limit).onlyKind == .trade)
    for (first, last) in [("5", "4"), ("-1", "4"), ("0", huge), ("-9223372036854775808", huge)] {
      let text = Frames.aggTrade.replacing(
        #""f":439578,"l":439578"#, with: #""f":\#(first),"l":\#(last)"#)
      #expect(decodeFrame(text).onlyKind == .malformed)
    }
    #expect(decodeFrame(Frames.depth.replacing("50093239203", with: huge)).onlyKind == .malformed)
    #expect(decodeFrame(Frames.kline.replacing(#""n":1"#, with: #""n":-1"#)).onlyKind == .malformed)
    #expect(
      decodeFrame(Frames.kline.replacing(#""n":1"#, with: #""n":\#(huge)"#)).onlyKind == .malformed)
  }

  @Test func `a refused id is reported with its key and its offset`() throws {
    let cases: [(frame: String, from: String, to: String, key: String, number: String)] = [
      (Frames.trade, #""t":3735683259"#, #""t":-1"#, "t", "-1"),
      (Frames.trade, #""t":3735683259"#, #""t" : 9223372036854775807"#, "t", "9223372036854775807"),
      (Frames.aggTrade, #""a":425086"#, #""a":-7"#, "a", "-7"),
      (Frames.aggTrade, #""f":439578,"#, #""f":-2,"#, "f", "-2"),
      (Frames.aggTrade, #""l":439578"#, #""l":439577"#, "l", "439577"),
      (Frames.depth, "50093239203", "9223372036854775807", "U", "9223372036854775807"),
      (Frames.kline, #""n":1"#, #""n":-1"#, "n", "-1"),
      (Frames.bookTicker, #""u":"#, #""u":-"#, "u", "-"),
    ]
    for (frame, from, to, key, number) in cases {
      let text = frame.replacing(from, with: to)
      guard text != frame else { continue }
      let batch = decodeFrame(text)
      let notice = try #require(batch.notices.first, "\(text)")
      #expect(batch.onlyKind == .malformed)
      #expect(notice.text.hasPrefix("\(key): expected "), "\(notice.text)")
      #expect(notice.text.contains(", found \(number)"), "\(notice.text)")
      let behind = Array(text.utf8).dropFirst(notice.offset)
      #expect(behind.starts(with: number.utf8), "\(notice.offset) in \(text)")
    }
  }
}
