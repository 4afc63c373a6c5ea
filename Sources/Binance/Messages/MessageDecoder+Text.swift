extension MessageDecoder {
  /// Decodes a websocket text frame, raw (`{"e":"trade",…}`) or combined
  /// (`{"stream":"btcusdt@trade","data":{…}}`), into one entry, or none if its kind is not wanted.
  ///
  /// Where the first bytes name a kind that is not wanted, the frame is counted and the rest is not
  /// looked at.
  package func decodeText(
    _ payload: Span<UInt8>, _ frame: FrameReference, into batch: inout MessageBatch
  ) {
    let head = StreamTag.head(payload)
    if head.kind != .unknown, !reads(head.kind) {
      batch.counts[head.kind] += 1
      return
    }
    var context = MessageContext(frame: frame, origin: .stream)
    var data = 0
    if let found = StreamTag.tagAndData(payload, head.kind, head.sign) {
      context.tag = found.tag
      data = found.data
      if head.sign == 0, found.tag.kind != .unknown, !reads(found.tag.kind) {
        batch.counts[found.tag.kind] += 1
        return
      }
    }
    decodeNamed(payload, from: data, context, &batch)
  }

  /// Decodes a frame whose head, if it has one, was read.
  @inline(__always)
  private func decodeNamed(
    _ payload: borrowing Span<UInt8>, from data: Int, _ context: MessageContext,
    _ batch: inout MessageBatch
  ) {
    let start = batch.frameStart
    do throws(ScanError) {
      guard payload.count <= Self.payloadBytesMax else { throw ScanError(0, .tooLong) }
      if let kind = try decodeFrame(payload, from: data, context, &batch) {
        batch.counts[kind] += 1
      } else {
        decodeOutlined(payload, context, &batch)
      }
    } catch {
      batch.reset(to: start)
      if error == .kindChanged {
        decodeOutlined(payload, context, &batch)
      } else {
        batch.addMalformed(error, payload, context)
      }
    }
  }

  /// Decodes a frame from its first byte or, if it is combined, from its data. Nil if it must be
  /// read as a whole.
  @inline(__always)
  private func decodeFrame(
    _ payload: borrowing Span<UInt8>, from data: Int, _ context: MessageContext,
    _ batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind? {
    var at = data
    var isWhole = true
    let kind = try decodeObject(payload, &at, context, isWhole: &isWhole, into: &batch)
    guard let kind, isWhole else { return kind }
    if data > 0 {
      JSON.skipBlanks(payload, &at)
      // A third member may be a second `data`: read the frame as a whole.
      guard JSON.byte(payload, at) != UInt8(ascii: ",") else { throw .kindChanged }
      try JSON.expect(payload, &at, UInt8(ascii: "}"), else: .memberEnd)
    }
    try JSON.expectEnd(payload, &at)
    return kind
  }

  /// Decodes an object that begins with `{"e":"…"`, or one without `e` whose stream names its kind;
  /// gives nil for all others. `isWhole` becomes false where a kind is not wanted, so that the
  /// object was not read to its end.
  @inline(__always)
  private func decodeObject(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ context: MessageContext,
    isWhole: inout Bool, into batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind? {
    if JSON.byte(payload, at) == UInt8(ascii: "[") {
      isWhole = false
      return kindOfSkippedArray(payload, at, context)
    }
    guard JSON.byte(payload, at) == UInt8(ascii: "{") else { return nil }
    var key = try JSON.firstKey(payload, &at)
    let kind: MessageKind
    if key.letter == UInt8(ascii: "e"), JSON.byte(payload, at) == UInt8(ascii: "\"") {
      guard let event = try EventName.read(payload, &at) else { return nil }
      kind = context.tag.refined(event)
      guard reads(kind) else {
        isWhole = false
        return kind
      }
      key = try JSON.nextKey(payload, &at)
    } else if context.tag.kind == .bookTicker || context.tag.kind == .partialDepth {
      kind = context.tag.kind
    } else {
      return nil
    }
    let (final, end) = try decode(kind, payload, at: at, key: key, context, into: &batch)
    at = end
    return final
  }

  /// The kind of an array that begins with `[{"e":"…"`, if that kind is not wanted.
  @inline(never)
  private func kindOfSkippedArray(
    _ payload: borrowing Span<UInt8>, _ start: Int, _ context: MessageContext
  ) -> MessageKind? {
    var at = start + 1
    guard JSON.byte(payload, at) == UInt8(ascii: "{"),
      let key = try? JSON.firstKey(payload, &at), key.letter == UInt8(ascii: "e"),
      let name = try? JSON.word(payload, &at), let event = EventName.kind(name)
    else { return nil }
    let kind = context.tag.refined(event)
    return reads(kind) ? nil : kind
  }

  /// Decodes the members of an object from its first key on, and gives the position behind it.
  func decode(
    _ kind: MessageKind, _ payload: borrowing Span<UInt8>, at: Int, key first: JSONKey,
    _ context: MessageContext, into batch: inout MessageBatch
  ) throws(ScanError) -> (kind: MessageKind, end: Int) {
    switch kind {
    case .trade, .aggTrade, .blockTrade:
      try decodeTrade(kind, payload, at: at, key: first, context, into: &batch)
    case .bookTicker:
      try decodeBookTicker(payload, at: at, key: first, context, into: &batch)
    case .depthUpdate, .partialDepth, .rpiDepth, .depthSnapshot:
      try decodeDepth(kind, payload, at: at, key: first, context, into: &batch)
    case .kline, .continuousKline:
      try decodeKline(kind, payload, at: at, key: first, context, into: &batch)
    default:
      try decodeNotice(kind, payload, at: at, key: first, context, into: &batch)
    }
  }
}
