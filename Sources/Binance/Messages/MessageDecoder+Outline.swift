extension MessageDecoder {
  /// Decodes a frame whose first bytes do not show its kind: reads it as a whole first, then its
  /// members.
  @inline(never)
  func decodeOutlined(
    _ payload: borrowing Span<UInt8>, _ context: MessageContext, _ batch: inout MessageBatch
  ) {
    let mark = batch.mark
    var context = context
    context.tag = .none
    context.isOutlined = true
    do throws(ScanError) {
      var at = 0
      JSON.skipBlanks(payload, &at)
      let start = at
      try JSON.skip(payload, &at)
      try JSON.expectEnd(payload, &at)
      batch.counts[try decodeOuter(payload, at: start, context, into: &batch)] += 1
    } catch {
      batch.reset(to: mark)
      batch.addMalformed(error, payload, context)
    }
  }

  /// A whole frame: a combined one, a reply, or a message.
  private func decodeOuter(
    _ payload: borrowing Span<UInt8>, at start: Int, _ context: MessageContext,
    into batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    guard JSON.byte(payload, start) == UInt8(ascii: "{") else {
      return try decodeInner(payload, at: start, context, into: &batch)
    }
    var at = start
    let outline = try Outline(payload, &at)
    if let stream = outline.stream, let data = outline.data {
      var context = context
      context.tag = batch.tag(payload, stream)
      return try decodeInner(payload, at: data, context, into: &batch)
    }
    if let inner = outline.inner {
      return try decodeInner(payload, at: inner, context, into: &batch)
    }
    return try decodeMessage(outline, payload, at: start, context, into: &batch)
  }

  /// A message within a frame, or an array of messages.
  private func decodeInner(
    _ payload: borrowing Span<UInt8>, at start: Int, _ context: MessageContext,
    into batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var at = start
    switch JSON.byte(payload, start) {
    case UInt8(ascii: "{"):
      let outline = try Outline(payload, &at)
      return try decodeMessage(outline, payload, at: start, context, into: &batch)
    case UInt8(ascii: "["):
      return try kindOfArray(payload, at: start, context, batch: &batch)
    default: throw ScanError(start, .container)
    }
  }

  /// Arrays, such as `!miniTicker@arr`, hold messages of kinds that are only counted, once a frame.
  private func kindOfArray(
    _ payload: borrowing Span<UInt8>, at start: Int, _ context: MessageContext,
    batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var at = start
    if try JSON.openArray(payload, &at), JSON.byte(payload, at) == UInt8(ascii: "{") {
      let outline = try Outline(payload, &at)
      if let event = outline.event { return kind(of: event, payload, context, &batch) }
    }
    if context.tag.kind == .unknown { batch.addUnknownKind(payload, nil) }
    return context.tag.kind
  }

  private func decodeMessage(
    _ outline: Outline, _ payload: borrowing Span<UInt8>, at start: Int, _ context: MessageContext,
    into batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    let kind = try messageKind(outline, payload, context, batch: &batch)
    switch kind {
    case .error where outline.event == nil:
      return try addError(outline, payload, context, to: &batch)
    case .reply:
      return try addReply(outline, payload, context, to: &batch)
    default:
      guard reads(kind) else { return kind }
      var at = start
      let key = try JSON.firstKey(payload, &at)
      return try decode(kind, payload, at: at, key: key, context, into: &batch).kind
    }
  }

  private func messageKind(
    _ outline: Outline, _ payload: borrowing Span<UInt8>, _ context: MessageContext,
    batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    if let event = outline.event { return kind(of: event, payload, context, &batch) }
    if outline.error != nil || outline.code != nil && outline.msg != nil { return .error }
    if outline.result != nil { return .reply }
    if outline.hasBook { return .partialDepth }
    if outline.hasTicker { return .bookTicker }
    // Kinds that are decoded have an `e` or one of the sets of keys above.
    if context.tag.kind != .unknown, !reads(context.tag.kind) { return context.tag.kind }
    batch.addUnknownKind(payload, nil)
    return .unknown
  }

  /// The kind that an `e` names. If it names none, the kind that the stream names, unless messages
  /// of that kind are decoded.
  private func kind(
    of event: (name: Word, at: Int), _ payload: borrowing Span<UInt8>, _ context: MessageContext,
    _ batch: inout MessageBatch
  ) -> MessageKind {
    if let kind = EventName.kind(event.name) { return context.tag.refined(kind) }
    if context.tag.kind != .unknown, !MessageKinds.everything.contains(context.tag.kind) {
      return context.tag.kind
    }
    batch.addUnknownKind(payload, event.at)
    return .unknown
  }

  /// `{"code":2,"msg":"…"}` or `{"error":{"code":2,"msg":"…"}}`.
  private func addError(
    _ outline: Outline, _ payload: borrowing Span<UInt8>, _ context: MessageContext,
    to batch: inout MessageBatch
  ) throws(ScanError) -> MessageKind {
    var status = 0
    if var at = outline.status { status = Int(try JSON.integer(payload, &at)) }
    guard var at = outline.error else {
      return try addRefusal(outline, status: status, payload, context, to: &batch)
    }
    let inner = try Outline(payload, &at)
    return try addRefusal(inner, status: status, payload, context, to: &batch)
  }
}

extension MessageBatch {
  /// What a stream's name says, escapes resolved.
  fileprivate mutating func tag(
    _ payload: borrowing Span<UInt8>, _ name: JSON.Text
  ) -> StreamTag {
    guard name.isEscaped else { return StreamTag(payload, name.range) }
    scratch.removeAll(keepingCapacity: true)
    guard (try? JSON.unescape(payload, name, onto: &scratch)) != nil else { return .none }
    // Only the kind: the name has escapes, so its bytes in the frame do not give the symbol.
    return StreamTag(
      kind: StreamTag(scratch.span, 0..<scratch.count).kind, name: 0..<0, symbol: 0..<0)
  }

  /// Counts an unknown kind by the value of `e` at a position, or by an empty name without one.
  fileprivate mutating func addUnknownKind(_ payload: borrowing Span<UInt8>, _ start: Int?) {
    var at = start ?? 0
    guard start != nil, let text = try? JSON.string(payload, &at) else {
      return unknownKinds.add(payload.extracting(0..<0))
    }
    unknownKinds.add(payload.extracting(text.range))
  }
}
