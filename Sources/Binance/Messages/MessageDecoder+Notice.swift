extension MessageDecoder {
  /// Decodes the members of `{"e":"error","type":"…","m":"…"}`, by which python-binance lets a callback
  /// know that its connection broke, or of `{"e":"serverShutdown","E":1770123456789}`.
  func decodeNotice(
    _ kind: MessageKind, _ payload: borrowing Span<UInt8>, at: Int, key first: JSONKey,
    _ context: MessageContext, into batch: inout MessageBatch
  ) throws(ScanError) -> (kind: MessageKind, end: Int) {
    var notice = Notice(text: "", code: nil, status: 0, offset: 0)
    var eventTimeUs: Int64 = -1
    var at = at
    var key = first
    while key.letter != JSONKey.end {
      switch key.letter {
      case UInt8(ascii: "E"): eventTimeUs = try JSON.timeUs(payload, &at)
      case UInt8(ascii: "m") where kind == .error: notice.text = try batch.text(payload, &at)
      case UInt8(ascii: "e"): try context.checkKind(kind, payload, &at)
      default:
        let name = key.name(payload)
        if kind == .error, name == Word("msg") || name == Word("type") {
          let text = try batch.text(payload, &at)
          if notice.text.isEmpty { notice.text = text }
        } else {
          try JSON.skip(payload, &at)
        }
      }
      key = try JSON.nextKey(payload, &at)
    }
    batch.addNotice(kind, notice, context, eventTimeUs: eventTimeUs)
    return (kind, at)
  }

  /// Adds the refusal that an object with `code` and `msg` stands for.
  func addRefusal(
    _ outline: Outline, status: Int, _ payload: borrowing Span<UInt8>, _ context: MessageContext,
    to batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var notice = Notice(text: "", code: nil, status: status, offset: 0)
    if var at = outline.code {
      notice.code = ErrorCode(rawValue: Int(try JSON.integer(payload, &at)))
    }
    if var at = outline.msg { notice.text = try batch.text(payload, &at) }
    batch.addNotice(.error, notice, context)
    return .error
  }

  /// Adds the answer to a control request: `{"result":null,"id":1}`.
  func addReply(
    _ outline: Outline, _ payload: borrowing Span<UInt8>, _ context: MessageContext,
    to batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var notice = Notice(text: "", code: nil, status: 0, offset: 0)
    if let start = outline.id {
      notice.text = batch.text(payload, start..<(try JSON.endOfValue(payload, start)))
    }
    if var at = outline.status { notice.status = Int(try JSON.integer(payload, &at)) }
    batch.addNotice(.reply, notice, context)
    return .reply
  }
}

extension MessageBatch {
  /// Reads a string, or any other value as it is written.
  mutating func text(
    _ payload: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> String {
    let start = at
    guard JSON.byte(payload, at) == UInt8(ascii: "\"") else {
      try JSON.skip(payload, &at)
      return text(payload, start..<at)
    }
    let text = try JSON.string(payload, &at)
    guard text.isEscaped else { return self.text(payload, text.range) }
    scratch.removeAll(keepingCapacity: true)
    try JSON.unescape(payload, text, onto: &scratch)
    return String(decoding: scratch.prefix(Notice.textBytesMax), as: UTF8.self)
  }

  /// The bytes of a range as text, broken UTF-8 repaired.
  func text(_ payload: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
    let kept = range.prefix(Notice.textBytesMax)
    var bytes: [UInt8] = []
    for index in kept { bytes.append(payload[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
