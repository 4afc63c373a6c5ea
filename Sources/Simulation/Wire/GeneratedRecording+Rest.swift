import Basics
import Binance

/// What the recorder has asked of the REST API so far.
struct RestState: Sendable {
  var dice: Dice
  private var minute: Int64 = 0
  private var usedWeight: Int64 = 0

  init(seed: UInt64) { dice = Dice(seed: seed, purpose: 0x5245_5354) }

  /// The weight used in the current minute, this request included.
  mutating func charge(_ request: RecorderRequest, atUs: Int64) -> Int64 {
    let now = atUs / 60_000_000
    if now != minute { usedWeight = 0 }
    minute = now
    usedWeight += request.weight
    return usedWeight
  }
}

/// The REST API: a request when we make it, its answer when it arrives.
extension GeneratedRecording {
  mutating func ask(_ request: RecorderRequest) {
    let sentUs = clockUs + WireConnection.delayUsMin
    let profile = profile
    arrive(.request, on: 0, atNs: sentUs * 1000) { request.writeRequest(profile, into: &$0) }
    at(
      sentUs + rest.dice.pick(20_000...45_000), .respond(request, sentNs: sentUs * 1000))
  }

  /// The exchange answers with what is true at this moment.
  mutating func answer(_ request: RecorderRequest, sentNs: Int64) {
    let receivedUs = clockUs + WireConnection.delayUsMin + rest.dice.pick(1000...30_000)
    let receivedNs = receivedUs * 1000 + rest.dice.below(1000)
    let usedWeight = rest.charge(request, atUs: clockUs)
    let (exchange, timeMs) = (exchange, clockUs / 1000)
    arrive(.response, on: 0, atNs: receivedNs) {
      request.writeResponseLine(
        exchange.profile, serverMs: timeMs, usedWeight: usedWeight, sentNs: sentNs,
        durationNs: receivedNs - sentNs, into: &$0)
      switch request {
      case .exchangeInfo:
        ExchangeMarket.appendExchangeInfo([exchange.profile], serverMs: timeMs, to: &$0)
      case .klines(let interval, let limit):
        exchange.appendKlines(interval, startMs: nil, endMs: nil, limit: limit, to: &$0)
      case .depth: exchange.appendDepth(limit: RecorderRequest.levelsMax, to: &$0)
      }
    }
  }
}
