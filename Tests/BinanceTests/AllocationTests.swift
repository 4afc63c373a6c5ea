import Binance
import Market
import TestSupport
import Testing

@Suite struct AllocationTests {
  /// The steady state: the arrays have grown, the symbols are known.
  @Test func `a frame costs no allocation`() throws {
    let texts =
      Frames.decoded.prefix(12).map(\.1) + [
        Frames.trade.replacing("BTCUSDT", with: "币安人生USDT"),
        Frames.trade.replacing("BTCUSDT", with: #"\u5e01USDT"#),
        Frames.trade.replacing("BTCUSDT", with: "ALONGSYMBOLOFMANYLETTERSUSDT"),
        Frames.trade.replacing(#""m":"#, with: #""new":[1,{"x":2}],"m":"#),
        #"{"e":"newThing","E":1,"x":"y"}"#, #"{"e":"24hrTicker","E":1}"#,
        #"{"stream":"!miniTicker@arr","data":[{"e":"24hrMiniTicker"}]}"#,
        String(Frames.depth.reversed().reversed()).replacing(#"{"e":"depthUpdate","#, with: "{")
          .replacing(#""u":"#, with: #""e":"depthUpdate","u":"#),
      ]
    let frames = texts.map { Array($0.utf8) }
    let decoder = MessageDecoder()
    var batch = MessageBatch()
    func round() {
      batch.removeAll()
      for frame in frames {
        decoder.decodeText(frame.span, testFrame, into: &batch)
      }
    }
    for _ in 0..<3 { round() }
    #expect(batch.counts[.malformed] == 0 && batch.counts.total == frames.count)
    for frame in frames {
      let count = AllocationCount.of {
        for _ in 0..<20 {
          batch.removeAll()
          decoder.decodeText(frame.span, testFrame, into: &batch)
        }
      }
      #expect(
        count == 0 || count == nil, "\(count ?? -1): \(String(decoding: frame, as: UTF8.self))")
    }
  }

  @Test func `a row of an archive costs no allocation`() {
    let record = Array(
      (#"{"url":"https://data.binance.vision/data/x.zip","file":"x.csv","data":"klines","#
        + #""venue":"spot","symbol":"BTCUSDT","interval":"1m"}"# + "\n"
        + "1680307200000,5.685,5.695,5.684,5.692,28753.6,1680307259999,163610.5208,335,22787.7,"
        + "129658.0900,0\n").utf8)
    let decoder = MessageDecoder()
    var batch = MessageBatch()
    func round() {
      batch.removeAll()
      decoder.decodeArchive(record.span, testFrame, into: &batch)
    }
    for _ in 0..<3 { round() }
    #expect(batch.klines.count == 1)
    let count = AllocationCount.of { round() }
    #expect(count == 0 || count == nil, "\(count ?? -1)")
  }

  @Test func `the count counts`() {
    var kept: [[Int]] = []
    kept.reserveCapacity(100)
    let count = AllocationCount.of { for number in 0..<10 { kept.append([number]) } }
    #expect(count == 10 || count == nil)
  }
}
