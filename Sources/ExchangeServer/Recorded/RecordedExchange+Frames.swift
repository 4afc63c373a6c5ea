import Binance
import Market
import Recording

/// Recorded frames on their way out.
extension RecordedExchange {
  /// Puts a recorded frame in the queue if its stream is wanted.
  func send(_ frame: Frame) {
    let payload = frame.payload
    if let parts = FrameText.stream(payload) {
      let name = String(decoding: parts.name.map { payload[$0] }, as: UTF8.self)
      let data = payload.extracting(parts.data)
      guard let number = wanted(name), !isCopy(number, data, from: frame.connection) else { return }
      push(number, tradeId: market.lastTradeId) { sent in
        payload.withUnsafeBufferPointer { sent.text.append(contentsOf: $0) }
        sent.data = parts.data
      }
    } else if let name = market.streams.name(frame.connection, market.lastMessage),
      let number = wanted(name), !isCopy(number, payload, from: frame.connection)
    {
      pushData(number, tradeId: market.lastTradeId) { text in
        payload.withUnsafeBufferPointer { text.append(contentsOf: $0) }
      }
    }
  }

  private func wanted(_ name: String) -> Int? {
    guard let id = numbers.lookup(name) else { return nil }
    let stream = streams[Int(id.rawValue)]
    return stream.isWanted && stream.derived == nil ? Int(id.rawValue) : nil
  }

  /// Whether the frame came over another connection before.
  private func isCopy(
    _ stream: Int, _ data: Span<UInt8>, from connection: UInt32
  ) -> Bool {
    guard market.streams.isDoubled(streams[stream].name) else { return false }
    return streams[stream].copies.isCopy(data, from: connection)
  }

  private func push(_ stream: Int, tradeId: Int64?, _ write: (inout SourceFrame) -> Void) {
    var frame = SourceFrame()
    frame.stream = stream
    frame.symbol = streams[stream].symbol
    frame.tradeId = tradeId
    write(&frame)
    outbox.append(frame)
  }

  /// Puts data in the queue, wrapped.
  func pushData(_ stream: Int, tradeId: Int64? = nil, _ write: (inout [UInt8]) -> Void) {
    push(stream, tradeId: tradeId) { frame in
      frame.text.openEnvelope(stream: streams[stream].name)
      let start = frame.text.count
      write(&frame.text)
      frame.data = start..<frame.text.count
      frame.text.append(UInt8(ascii: "}"))
    }
  }
}
