import Market
import Testing

@testable import Binance

@Suite struct TradeTests {
  @Test func `a spot trade in a combined frame is read exactly`() {
    let batch = decode(
      #"{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}"#
    )
    #expect(batch.trades.count == 1)
    #expect(batch.trades.first?.price == Amount("61837.63"))
    #expect(batch.notices.isEmpty, "\(batch.notices)")
  }
}

func decode(_ text: String, wanted: MessageKinds = .everything) -> MessageBatch {
  var batch = MessageBatch()
  let bytes = Array(text.utf8)
  MessageDecoder(wanted: wanted).decodeText(
    bytes.span, 0..<bytes.count, FrameReference(receivedNs: 1, connection: 1, record: 0),
    into: &batch)
  return batch
}
