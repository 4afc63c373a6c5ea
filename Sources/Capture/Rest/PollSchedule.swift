import Binance

/// What is asked for again and again, each thing at its own pace.
struct PollSchedule: Sendable {
  private struct Poll: Sendable {
    let item: RestItem
    var requests: [MarketRequest]
    let everyNs: Int64
    var dueNs: Int64
  }

  private var polls: [Poll] = []

  init(_ options: CaptureOptions) {
    polls = options.restItems.compactMap { item in
      item.everyNs.map { everyNs in
        Poll(
          item: item, requests: item.requests(symbols: options.symbols, venue: options.venue.venue),
          everyNs: everyNs, dueNs: .min)
      }
    }
  }

  /// Why these polls cannot keep their pace: the exchange allows less; nil if it allows as much.
  static func problem(_ options: CaptureOptions) -> String? {
    let requests = PollSchedule(options).polls.map { poll in
      let data = poll.requests.count { $0.endpoint.isFuturesData }
      let weight = poll.requests.reduce(0) { $0 + ($1.endpoint.isFuturesData ? 0 : $1.weight) }
      let minutes = Double(poll.everyNs) / Double(60 * CaptureLimits.secondNs)
      return (weight: Double(weight) / minutes, data: 5 * Double(data) / minutes)
    }
    let share = CaptureLimits.weightShare
    let weightMax = options.venue.weightPerMinute * share.numerator / share.denominator
    let weight = requests.reduce(0) { $0 + $1.weight }
    let data = requests.reduce(0) { $0 + $1.data }
    if weight > Double(weightMax) {
      return
        "What is asked for again and again has a weight of \(Int(weight)) a minute, and \(weightMax) "
        + "may be used: ask more seldom, or for fewer symbols."
    }
    if data > Double(CaptureLimits.dataRequestsMax) {
      return
        "\(Int(data)) requests to /futures/data in five minutes, and \(CaptureLimits.dataRequestsMax) "
        + "may be made: ask more seldom, or for fewer symbols."
    }
    return nil
  }

  /// More symbols are asked for, too, each thing at the pace that it has.
  mutating func join(_ options: CaptureOptions) {
    for index in polls.indices {
      polls[index].requests = polls[index].item.requests(
        symbols: options.symbols, venue: options.venue.venue)
    }
  }

  /// The requests that are due. Times that were missed, as by a machine that slept, are not made up for.
  mutating func due(nowNs: Int64) -> [MarketRequest] {
    var due: [MarketRequest] = []
    for index in polls.indices where polls[index].dueNs <= nowNs {
      due += polls[index].requests
      let everyNs = polls[index].everyNs
      let lateNs = polls[index].dueNs == .min ? 0 : (nowNs - polls[index].dueNs) % everyNs
      polls[index].dueNs = nowNs - lateNs + everyNs
    }
    return due
  }
}
