import Binance
import Capture

/// The messages of what the exchange answers, outside the recorder.
enum SoakAnswer {
  static func decode(_ body: [UInt8], target: String, _ kinds: MessageKinds) -> MessageBatch? {
    guard body.withUnsafeBytes({ JSONDocument.isWhole($0) }) else { return nil }
    var result = RestResult(sentNs: 0)
    result.head = AnswerHead(status: 200)
    let payload = CapturePayload.responseLine(url: "http://exchange" + target, result) + body
    var batch = MessageBatch()
    MessageDecoder(wanted: kinds).decodeResponse(
      payload.span, FrameReference(receivedNs: 0, connection: 0, record: 0), into: &batch)
    return batch
  }
}
