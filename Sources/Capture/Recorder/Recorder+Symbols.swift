import Binance
import Market

/// Symbols whose streams are silent, and those that are new.
extension Recorder {
  mutating func lookUp(_ step: inout Step) {
    guard phase == .atWork, let request = lookup.next(nowNs: step.nowNs) else { return }
    if !queue.add(request) { lookup.failed(request) }
  }

  /// An answer to a request for exchangeInfo; `payload` is its record.
  mutating func takeSymbols(
    _ payload: [UInt8], _ request: MarketRequest, _ step: inout Step
  ) {
    guard lookup.isAsking(request) else { return }
    var batch = MessageBatch()
    let decoder = MessageDecoder(wanted: MessageKinds(.exchangeInfo))
    decoder.decodeResponse(
      payload.span, FrameReference(receivedNs: 0, connection: 0, record: 0), into: &batch)
    let isUnknown = batch.notices.contains { $0.code == .badSymbol }
    guard isUnknown || !batch.symbolInfos.isEmpty else { return lookup.failed(request) }
    let statuses = batch.symbolInfos.map { (batch.symbols.name($0.symbol), $0.status) }
    for finding in lookup.take(isUnknown ? nil : statuses, to: request) {
      step.report(.symbolStatus(finding.symbol, status: finding.status))
    }
  }

  /// An answer's body that may list new symbols.
  mutating func takeListing(_ body: [UInt8], _ request: MarketRequest, _ step: inout Step) {
    guard listings?.isAsking(request) ?? false, let new = listings?.take(body), !new.isEmpty else {
      return
    }
    join(new, &step)
  }

  /// Symbols are recorded from now on, beside the others.
  mutating func join(_ new: [String], _ step: inout Step) {
    let known = Set(options.symbols)
    let new = new.filter { !known.contains($0) }
    guard phase == .atWork, !new.isEmpty else { return }
    let planCount = options.subscriptions.plans.count
    let joined = options.join(new)
    guard !joined.isEmpty else { return }
    let plans = options.subscriptions.plans[planCount...]
    connections.add(Array(plans))
    outages.add(plans, nowNs: step.nowNs, receivedNs: step.receivedNs)
    polls.join(options)
    for request in options.requests(of: joined) { _ = queue.add(request) }
    step.report(.symbolsJoined(joined, options.subscriptions))
  }
}
