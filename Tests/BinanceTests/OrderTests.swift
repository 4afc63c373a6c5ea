import Binance
import Market
import TestSupport
import Testing

/// Any order of keys, unknown keys, blanks, escapes: the same message.
@Suite struct OrderTests {
  /// An object's members as texts, and what stands around them.
  struct Parts {
    var before: String
    var members: [String]
    var after: String

    func text(_ members: [String]) -> String {
      before + members.joined(separator: ",") + after
    }
  }

  static let trade = Parts(
    before: #"{"stream":"btcusdt@trade","data":{"#,
    members: [
      #""e":"trade""#, #""E":1723161255343"#, #""s":"BTCUSDT""#, #""t":3735683259"#,
      #""p":"61837.63000000""#, #""q":"0.02000000""#, #""T":1723161255342"#, #""m":true"#,
      #""M":true"#,
    ], after: "}}")
  static let rawTrade = Parts(before: "{", members: trade.members, after: "}")
  static let ticker = Parts(
    before: "{",
    members: [
      #""u":50093239212"#, #""s":"BTCUSDT""#, #""b":"61837.63000000""#, #""B":"3.78826000""#,
      #""a":"61837.64000000""#, #""A":"1.54698000""#,
    ], after: "}")
  static let depth = Parts(
    before: #"{"stream":"btcusdt@depth","data":{"#,
    members: [
      #""e":"depthUpdate""#, #""E":1723161255308"#, #""s":"BTCUSDT""#, #""U":50093239203"#,
      #""u":50093239207"#, #""b":[["55653.87000000","0.00000000"]]"#,
      #""a":[["61838.04000000","0.32332000"],["61844.30000000","0.40163000"]]"#,
    ], after: "}}")
  static let kline = Parts(
    before: #"{"e":"kline","E":1682244928001,"s":"ETHUSDT","k":{"#,
    members: [
      #""t":1682244927000"#, #""T":1682244927999"#, #""s":"ETHUSDT""#, #""i":"1s""#, #""f":-1"#,
      #""L":-1"#, #""o":"1870.76000000""#, #""c":"1870.77000000""#, #""h":"1870.78000000""#,
      #""l":"1870.75000000""#, #""v":"0.00000000""#, #""n":0"#, #""x":true"#,
      #""q":"0.10000000""#, #""V":"0.20000000""#, #""Q":"0.30000000""#, #""B":"0""#,
    ], after: "}}")
  static let all = [trade, rawTrade, ticker, depth, kline]

  /// Order of levels in the batch follows the keys, so ranges are left out.
  func content(_ text: String) -> String {
    var batch = decodeFrame(text)
    for index in batch.depths.indices {
      let depth = batch.depths[index]
      let levels = batch.levels
      let bids = levels[Int(depth.bids.lowerBound)..<Int(depth.bids.upperBound)]
      let asks = levels[Int(depth.asks.lowerBound)..<Int(depth.asks.upperBound)]
      batch.levels = Array(bids + asks)
      batch.depths[index].bids = 0..<Int32(bids.count)
      batch.depths[index].asks = Int32(bids.count)..<Int32(bids.count + asks.count)
    }
    return batch.everything
  }

  @Test(arguments: 0..<5) func `any order of keys`(_ index: Int) {
    let parts = Self.all[index]
    let expected = content(parts.text(parts.members))
    #expect(!expected.contains("malformed") && !expected.contains("unknown"))
    for seed in 0..<200 {
      var random = SeededRandom(seed: UInt64(seed))
      let shuffled = parts.members.shuffled(using: &random)
      #expect(content(parts.text(shuffled)) == expected, "seed \(seed): \(shuffled)")
    }
  }

  @Test(arguments: 0..<5) func `unknown keys anywhere are passed over and counted`(_ index: Int) {
    let parts = Self.all[index]
    let expected = content(parts.text(parts.members))
    let unknown = [
      #""zz":{"e":"kline","p":[{"x":[[],{}]}],"":null}"#, #""":false"#, #""Z":-1.5e+10"#,
      #""lastTradePriceOfYesterday":"\"}{][\\""#, #""z":[1,"2",true,null]"#,
    ]
    for position in 0...parts.members.count {
      for key in unknown {
        var members = parts.members
        members.insert(key, at: position)
        let text = parts.text(members)
        #expect(content(text) == expected, "\(text)")
        #expect(decodeFrame(text).unknownKeys.total == 1, "\(text)")
      }
    }
  }

  @Test(arguments: 0..<5) func `blanks anywhere between tokens`(_ index: Int) {
    let parts = Self.all[index]
    let expected = content(parts.text(parts.members))
    let spaced = spacedOut(parts.text(parts.members), with: " \n\t\r")
    #expect(content(spaced) == expected)
    #expect(content(spacedOut(parts.text(parts.members), with: " ")) == expected)
  }

  @Test func `escapes in keys, names and numbers mean the same`() {
    let plain = decodeFrame(Frames.trade).everything
    for (from, to) in [
      (#""s":"BTC"#, #""s":"\u0042TC"#), (#""p":"#, #""\u0070":"#), (#""e":"#, #""\u0065":"#),
      (#"e":"trade""#, #"e":"tr\u0061de""#), ("61837.6", #"6183\u0037.6"#),
      (#""data""#, #""d\u0061ta""#), ("btcusdt@trade", #"btcusdt\u0040trade"#),
      (#""stream""#, #""\u0073tream""#),
    ] {
      let text = Frames.trade.replacing(from, with: to)
      #expect(text != Frames.trade)
      #expect(decodeFrame(text).everything == plain, "\(text)")
    }
  }

  @Test func `keys that differ only by case are different keys`() {
    // Each pair of values swapped between the cases must change what is read, or be refused.
    let swapped = Frames.trade.replacing(#""t":3735683259"#, with: #""t":1723161255342"#)
      .replacing(#""T":1723161255342"#, with: #""T":3735683259"#)
    let trade = decodeFrame(swapped).trades.first
    #expect(trade?.id == 1_723_161_255_342 && trade?.tradeTimeUs == 3_735_683_259_000)
    let sides = Frames.trade.replacing(#""m":true,"M":true"#, with: #""M":true,"m":false"#)
    #expect(decodeFrame(sides).trades.first?.isBuyerMaker == false)
    let capital = Frames.trade.replacing(#""m":true"#, with: #""N":true"#)
    #expect(decodeFrame(capital).notices.first?.text.contains("m (buyer is maker)") == true)
    #expect(decodeFrame(Frames.trade.replacing(#""p":"#, with: #""P":"#)).onlyKind == .malformed)
    #expect(decodeFrame(Frames.trade.replacing(#""q":"#, with: #""Q":"#)).onlyKind == .malformed)
    #expect(decodeFrame(Frames.trade.replacing(#""s":"#, with: #""S":"#)).onlyKind == .malformed)
  }

  @Test func `of a key that comes twice the last counts`() {
    let twice = Frames.trade.replacing(#""q":"0.02000000""#, with: #""q":"5.0","q":"0.02000000""#)
    #expect(decodeFrame(twice).everything == decodeFrame(Frames.trade).everything)
    let kinds = Frames.trade.replacing(#","M":true"#, with: #","M":true,"e":"aggTrade""#)
    #expect(decodeFrame(kinds).onlyKind == .malformed)  // an aggregate without its keys
    let again = Frames.trade.replacing(#"{"e":"trade""#, with: #"{"e":"kline","e":"trade""#)
    #expect(decodeFrame(again).everything == decodeFrame(Frames.trade).everything)
    let data = Frames.trade.dropLast() + #","data":{"e":"24hrTicker"}}"#
    #expect(decodeFrame(String(data)).counts[.ticker] == 1)
    let stream = Frames.partialDepth.dropLast() + #","stream":"ethusdt@depth5"}"#
    let batch = decodeFrame(String(stream))
    #expect(batch.depths.first.map { batch.symbols.name($0.symbol) } == "ETHUSDT")
  }

  @Test func `data before stream`() {
    let inner = Frames.partialDepth.dropFirst(#"{"stream":"btcusdt@depth5@100ms","data":"#.count)
    let text = #"{"data":\#(inner.dropLast()),"stream":"btcusdt@depth5@100ms"}"#
    #expect(decodeFrame(text).everything == decodeFrame(Frames.partialDepth).everything)
  }

  @Test func `symbols beyond ASCII, escaped or not`() {
    for name in ["币安人生USDT", #"\u5e01\u5b89\u4eba\u751fUSDT"#, #"\u5E01安\u4ebA生USDT"#] {
      let batch = decodeFrame(Frames.trade.replacing("BTCUSDT", with: name))
      #expect(batch.trades.first.map { batch.symbols.name($0.symbol) } == "币安人生USDT")
    }
    let astral = decodeFrame(Frames.trade.replacing("BTCUSDT", with: #"\ud83d\ude80USDT"#))
    #expect(astral.trades.first.map { astral.symbols.name($0.symbol) } == "🚀USDT")
    for bad in [
      #"\ud83dUSDT"#, #"\ude80"#, #"\u12G4"#, #"\x41"#, "", String(repeating: "A", count: 65),
    ] {
      #expect(decodeFrame(Frames.trade.replacing("BTCUSDT", with: bad)).onlyKind == .malformed)
    }
    let broken = Array(Frames.trade.utf8).flatMap { $0 == UInt8(ascii: "B") ? [0xC3] : [$0] }
    #expect(decodeFrame(broken).onlyKind == .malformed)
  }

  /// Blanks around each token outside strings.
  private func spacedOut(_ text: String, with blanks: String) -> String {
    var result = blanks
    var isInString = false
    for character in text {
      if character == "\"" {
        result += isInString ? "\"\(blanks)" : "\(blanks)\""
        isInString.toggle()
      } else if !isInString, "{}[]:,".contains(character) {
        result += "\(blanks)\(character)\(blanks)"
      } else {
        result.append(character)
      }
    }
    return result + blanks
  }
}
