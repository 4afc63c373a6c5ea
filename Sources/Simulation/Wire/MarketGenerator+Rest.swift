import Basics

/// What the recorder has asked of the REST API so far.
struct RestState: Sendable {
  var dice: Dice
  private var minute: Int64 = 0
  private var usedWeight: Int64 = 0

  init(seed: UInt64) { dice = Dice(seed: seed, purpose: 0x5245_5354) }

  /// The weight used in the current minute, this request included.
  mutating func charge(_ request: RestRequest, atUs: Int64) -> Int64 {
    let now = atUs / 60_000_000
    if now != minute { usedWeight = 0 }
    minute = now
    usedWeight += request.weight
    return usedWeight
  }
}

/// The REST API: a request when we make it, its answer when it arrives.
extension MarketGenerator {
  mutating func ask(_ request: RestRequest) {
    let sentNs = (clockUs + Connection.delayUsMin) * 1000
    let profile = profile
    arrive(.request, on: 0, atNs: sentNs) { request.writeRequest(profile, into: &$0) }
    agenda.push(
      .respond(request, sentNs: sentNs),
      at: clockUs + Connection.delayUsMin + rest.dice.pick(20_000...45_000))
  }

  /// The exchange answers with what is true at this moment.
  mutating func answer(_ request: RestRequest, sentNs: Int64) {
    let receivedUs = clockUs + Connection.delayUsMin + rest.dice.pick(1000...30_000)
    let receivedNs = receivedUs * 1000 + rest.dice.below(1000)
    let usedWeight = rest.charge(request, atUs: clockUs)
    let (profile, format, timeMs) = (profile, format, clockUs / 1000)
    let book = market.book
    var rows: ArraySlice<KlineTally> = []
    if case .klines(let interval, let limit) = request {
      rows = klines.first { $0.interval == interval }?.ledger.klines.suffix(limit) ?? []
    }
    arrive(.response, on: 0, atNs: receivedNs) {
      request.writeResponseLine(
        profile, serverMs: timeMs, usedWeight: usedWeight, sentNs: sentNs,
        durationNs: receivedNs - sentNs, into: &$0)
      switch request {
      case .exchangeInfo: $0.append(exchangeInfoOf: profile, serverMs: timeMs)
      case .klines: $0.append(klines: rows, format)
      case .depth: $0.append(depthOf: book, format)
      }
    }
  }
}
