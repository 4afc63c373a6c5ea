extension MessageDecoder {
  /// Decodes a websocket text frame, raw (`{"e":"trade",…}`) or combined
  /// (`{"stream":"btcusdt@trade","data":{…}}`), into one entry, or none if its kind is not wanted.
  ///
  /// A frame whose first bytes name a kind that is not wanted is counted by them alone: the rest is
  /// not looked at.
  ///
  /// - Parameters:
  ///   - bytes: A block's bytes, or any others.
  ///   - range: Where the frame's payload lies in them.
  package func decodeText(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ frame: FrameReference,
    into batch: inout MessageBatch
  ) {
    let payload = bytes.extracting(range)
    var at = 0
    let tag = readCombinedHead(payload, &at)
    if tag.kind != .unknown, !reads(tag.kind) {
      batch.counts[tag.kind] += 1
      return
    }
    let mark = batch.mark
    do {
      let context = MessageContext(frame: frame, origin: .stream, tag: tag, isOutlined: false)
      batch.counts[try decodeFrame(payload, &at, context, &batch)] += 1
    } catch {
      batch.reset(to: mark)
      if error == .kindChanged {
        decodeOutlined(payload, frame, &batch)
      } else {
        batch.addMalformed(error, payload, frame, .stream)
      }
    }
  }

  /// Reads `{"stream":"NAME","data":` where a frame begins with exactly that; otherwise the position
  /// stays 0 and the tag is `none`.
  @inline(__always)
  private func readCombinedHead(
    _ payload: borrowing Span<UInt8>, _ at: inout Int
  ) -> StreamTag {
    guard payload.count > 32, EightBytes.load(payload, 0) == Word("{\"stream").low,
      EightBytes.load(payload, 8) & EightBytes.mask(3) == Word("\":\"").low
    else { return .none }
    var position = 10
    guard let name = try? JSON.string(payload, &position), !name.isEscaped,
      position + 8 <= payload.count, EightBytes.load(payload, position) == Word(",\"data\":").low
    else { return .none }
    at = position + 8
    return StreamTag(payload, name.range)
  }

  /// Decodes a frame from its first byte, or from its `data` if the head was read.
  @inline(__always)
  private func decodeFrame(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ context: MessageContext,
    _ batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    let isCombined = at > 0
    JSON.skipBlanks(payload, &at)
    var isWhole = true
    let kind = try decodeObject(payload, &at, context, &isWhole, &batch)
    guard isWhole else { return kind }
    if isCombined {
      JSON.skipBlanks(payload, &at)
      // A third member may be a second `data`: read the frame as a whole.
      guard JSON.byte(payload, at) != UInt8(ascii: ",") else { throw .kindChanged }
      try JSON.expect(payload, &at, UInt8(ascii: "}"), "expected , or } behind a value")
    }
    try JSON.expectEnd(payload, &at)
    return kind
  }

  /// Decodes an object that begins with `{"e":"…"`, or that has no `e` and whose stream tells its
  /// kind. For all others `kindChanged` is thrown. `isWhole` becomes false if it was not read to its
  /// end because its kind is not wanted.
  @inline(__always)
  private func decodeObject(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ context: MessageContext,
    _ isWhole: inout Bool, _ batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    guard at + 8 <= payload.count else { throw .kindChanged }
    let head = EightBytes.load(payload, at) & EightBytes.mask(6)
    if head == Word("{\"e\":\"").low {
      at += 5
      guard let event = EventName.kind(try JSON.word(payload, &at)) else { throw .kindChanged }
      let kind = context.tag.refined(event)
      guard reads(kind) else {
        isWhole = false
        return kind
      }
      let more = try JSON.nextMember(payload, &at)
      return try decode(kind, payload, &at, more, context, &batch)
    }
    switch context.tag.kind {
    case .bookTicker, .partialDepth:
      guard JSON.byte(payload, at) == UInt8(ascii: "{") else { throw .kindChanged }
      let more = try JSON.openObject(payload, &at)
      return try decode(context.tag.kind, payload, &at, more, context, &batch)
    default: throw .kindChanged
    }
  }

  /// Decodes the members of an object, from the position of a key on if there is `more`.
  @inline(__always)
  func decode(
    _ kind: MessageKind, _ payload: borrowing Span<UInt8>, _ at: inout Int, _ more: Bool,
    _ context: MessageContext, _ batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    switch kind {
    case .trade, .aggTrade, .blockTrade:
      return try decodeTrade(kind, payload, &at, more, context, &batch)
    default:
      return try decodeRare(kind, payload, &at, more, context, &batch)
    }
  }

  @inline(never)
  private func decodeRare(
    _ kind: MessageKind, _ payload: borrowing Span<UInt8>, _ at: inout Int, _ more: Bool,
    _ context: MessageContext, _ batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var more = more
    while more {
      _ = try JSON.key(payload, &at)
      try JSON.skip(payload, &at)
      more = try JSON.nextMember(payload, &at)
    }
    return kind
  }
}

extension StreamTag {
  /// The kind of a message by its `e`, told apart further by its stream: USD-M partial depth calls
  /// itself `depthUpdate` too.
  @inline(__always)
  func refined(_ event: MessageKind) -> MessageKind {
    if event == .depthUpdate, kind == .partialDepth || kind == .rpiDepth { return kind }
    return event
  }
}
