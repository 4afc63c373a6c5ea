import Basics
import Market
import Recording

/// Recorded frames on their way out.
extension RecordedExchange {
  /// Puts a recorded frame in the queue if its stream is wanted.
  func send(_ header: RecordHeader, _ bytes: borrowing Span<UInt8>) {
    let payload = header.payload
    if let parts = FrameText.stream(payload, bytes) {
      let name = String(decoding: parts.name.map { bytes[$0] }, as: UTF8.self)
      guard let number = wanted(name), !isCopy(number, header, of: parts.data, in: bytes) else {
        return
      }
      let start = payload.lowerBound
      push(number, tradeId: market.lastTradeId) { frame in
        Self.append(bytes, payload, to: &frame.text)
        frame.data = parts.data.lowerBound - start..<parts.data.upperBound - start
      }
    } else if let name = market.streams.name(header.connection, market.lastMessage),
      let number = wanted(name), !isCopy(number, header, of: payload, in: bytes)
    {
      pushData(number, tradeId: market.lastTradeId) { text in
        Self.append(bytes, payload, to: &text)
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
    _ stream: Int, _ header: RecordHeader, of data: Range<Int>, in bytes: borrowing Span<UInt8>
  ) -> Bool {
    guard market.streams.isDoubled(streams[stream].name) else { return false }
    return streams[stream].copies.isCopy(bytes, data, from: header.connection)
  }

  private static func append(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]
  ) {
    bytes.extracting(range).withUnsafeBufferPointer { text.append(contentsOf: $0) }
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
      frame.text += #"{"stream":\#(streams[stream].name.inJSONQuotes),"data":"#.utf8
      let start = frame.text.count
      write(&frame.text)
      frame.data = start..<frame.text.count
      frame.text.append(UInt8(ascii: "}"))
    }
  }
}
