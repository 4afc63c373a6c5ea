import Binance
import Market

/// The frame that test messages come in, unless a test says otherwise.
let testFrame = FrameReference(receivedNs: 1_723_161_254_087_891_268, connection: 3, record: 7)

/// Decodes one websocket frame into a fresh batch.
func decodeFrame(_ text: String, wanted: MessageKinds = .everything) -> MessageBatch {
  decodeFrame(Array(text.utf8), wanted: wanted)
}

func decodeFrame(_ bytes: [UInt8], wanted: MessageKinds = .everything) -> MessageBatch {
  var batch = MessageBatch()
  MessageDecoder(wanted: wanted).decodeText(
    bytes.span, testFrame, into: &batch)
  return batch
}

/// Decodes one HTTP answer.
func decodeAnswer(
  _ url: String, _ body: String, status: Int = 200, wanted: MessageKinds = .everything
) -> MessageBatch {
  let head = #"{"method":"GET","url":"\#(url)","status":\#(status),"sentNs":1,"durationNs":2}"#
  let bytes = Array((head + "\n" + body).utf8)
  var batch = MessageBatch()
  MessageDecoder(wanted: wanted).decodeResponse(
    bytes.span, testFrame, into: &batch)
  return batch
}

/// Decodes rows of an archive file.
func decodeRows(
  _ data: String, _ rows: String, venue: String = "spot", symbol: String = "BTCUSDT",
  interval: String = "1m", wanted: MessageKinds = .everything
) -> MessageBatch {
  let head =
    #"{"url":"","file":"x.csv","data":"\#(data)","venue":"\#(venue)","symbol":"\#(symbol)","#
    + #""interval":"\#(interval)"}"#
  let bytes = Array((head + "\n" + rows).utf8)
  var batch = MessageBatch()
  MessageDecoder(wanted: wanted).decodeArchive(
    bytes.span, testFrame, into: &batch)
  return batch
}

extension MessageBatch {
  /// The only entry's kind; nil if there is none or more.
  var onlyKind: MessageKind? { entries.count == 1 ? entries[0].kind : nil }

  /// Everything that was decoded, as text: two batches that decoded the same give the same.
  var everything: String {
    var lines = entries.map { "\($0)" }
    lines += trades.map { "\(symbols.name($0.symbol)) \($0)" }
    lines += klines.map { "\(symbols.name($0.candle.symbol)) \($0)" }
    lines += bookTickers.map { "\(symbols.name($0.symbol)) \($0)" }
    lines += depths.map { depth in
      let name = depth.symbol == Depth.unnamed ? "-" : symbols.name(depth.symbol)
      let bids = levels[Int(depth.bids.lowerBound)..<Int(depth.bids.upperBound)]
      let asks = levels[Int(depth.asks.lowerBound)..<Int(depth.asks.upperBound)]
      return "\(name) \(depth) \(Array(bids)) \(Array(asks))"
    }
    lines += symbolInfos.map { "\($0)" } + notices.map { "\($0)" }
    lines += MessageKind.allCases.filter { counts[$0] > 0 }.map { "\($0) \(counts[$0])" }
    return lines.joined(separator: "\n")
  }
}
