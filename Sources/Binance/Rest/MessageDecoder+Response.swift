import Market

extension MessageDecoder {
  /// Decodes a recorded HTTP answer: one JSON line (`url`, `status` …), LF, the body.
  ///
  ///     {"method":"GET","url":"https://api.binance.com/api/v3/depth?symbol=BTCUSDT","status":200}
  ///     {"lastUpdateId":499869752,"bids":[["0.35210000","672.00000000"]],"asks":[]}
  ///
  /// The URL says what the body is. Each trade, kline and symbol becomes an entry. A body that is
  /// malformed anywhere gives one malformed entry and nothing else.
  package func decodeResponse(
    _ payload: Span<UInt8>, _ frame: FrameReference, into batch: inout MessageBatch
  ) {
    let mark = batch.mark
    let counts = batch.counts
    let context = MessageContext(frame: frame, origin: .rest)
    do throws(ScanError) {
      guard payload.count <= Self.payloadBytesMax else { throw ScanError(0, .tooLong) }
      let head = try ResponseHead(payload, &batch)
      try decodeBody(payload, head, context, into: &batch)
    } catch {
      batch.reset(to: mark)
      batch.counts = counts
      batch.addMalformed(error, payload, context)
    }
  }

  private func decodeBody(
    _ payload: borrowing Span<UInt8>, _ head: ResponseHead, _ context: MessageContext,
    into batch: inout MessageBatch
  ) throws(ScanError) {
    if try decodeRefusal(payload, head, context, into: &batch) { return }
    let request = RequestURL(head.url)
    guard let kind = request.endpoint?.kind else {
      batch.unknownKinds.add(Array(head.url.prefix { $0 != "?" }.utf8).span)
      batch.counts[.unknown] += 1
      return
    }
    // What is cut, or no JSON, and was repeated lacks nothing.
    guard reads(kind), !head.isRepeated else {
      batch.counts[kind] += 1
      return
    }
    var context = context
    context.venue = request.venue
    let pair = request["pair"].map { $0 + "_" + (request["contractType"] ?? "") }
    if let symbol = request["symbol"] ?? pair {
      batch.scratch = Array(symbol.utf8)
      context.symbol = try batch.scratchSymbol(0)
    }
    var at = head.body
    JSON.skipBlanks(payload, &at)
    switch kind {
    case .depthSnapshot:
      let key = try JSON.firstKey(payload, &at)
      at = try decode(kind, payload, at: at, key: key, context, into: &batch).end
      batch.counts[kind] += 1
    case .exchangeInfo: try decodeExchangeInfo(payload, &at, context, into: &batch)
    case .kline, .uiKline, .continuousKline:
      try decodeKlineRows(as: kind, payload, &at, of: request, context, into: &batch)
    case .aggTrade: try decodeAggregateRows(payload, &at, context, into: &batch)
    default: try decodeTradeRows(as: kind, payload, &at, context, into: &batch)
    }
    try JSON.expectEnd(payload, &at)
  }

  /// Adds a notice if the answer is an error: by its status, or by `{"code":…,"msg":…}`.
  private func decodeRefusal(
    _ payload: borrowing Span<UInt8>, _ head: ResponseHead, _ context: MessageContext,
    into batch: inout MessageBatch
  ) throws(ScanError) -> Bool {
    var at = head.body
    JSON.skipBlanks(payload, &at)
    let outline = JSON.byte(payload, at) == UInt8(ascii: "{") ? try? Outline(payload, &at) : nil
    if let outline, outline.code != nil, outline.msg != nil {
      batch.counts[try addRefusal(outline, status: head.status, payload, context, to: &batch)] += 1
      return true
    }
    guard head.status >= 400 else { return false }
    // Errors of the machines in front of the exchange are HTML, or nothing.
    let text = "HTTP \(head.status)"
    batch.addNotice(
      .error, Notice(text: text, code: nil, status: head.status, offset: 0), context)
    batch.counts[.error] += 1
    return true
  }
}
