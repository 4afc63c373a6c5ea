import Binance
import Market

/// The REST interface: a request in, an answer out, as of the source's play head.
struct RestService: Sendable {
  private let limits: WeightLedger.Limits
  /// By the client's address.
  private var ledgers: [String: WeightLedger] = [:]

  /// At most so many addresses have a count each. Beyond, those that did nothing in the last minute
  /// are forgotten.
  static let addressesMax = 10_000

  init(limits: WeightLedger.Limits) { self.limits = limits }

  /// - Parameters:
  ///   - target: path and query, `/api/v3/time`.
  ///   - nowMs: wall time, which limits count by.
  ///   - serverMs: the exchange's clock.
  mutating func answer(
    method: String, target: String, address: String, nowMs: Int64, serverMs: Int64,
    source: any MarketSource
  ) -> RestAnswer {
    let url = RequestURL(target)
    let endpoint = Self.isHere(target, source.venue) ? url.endpoint : nil
    let weight = endpoint.map { Self.weight($0, url, source.venue) } ?? 1
    let verdict = charge(address, weight, nowMs)
    var answer: RestAnswer
    switch verdict {
    case .served: answer = Self.answer(method, target, serverMs: serverMs, source)
    case .tooMany(let seconds):
      answer = RestAnswer(
        Self.tooMany(retryAfterS: seconds, limits.weightMax, venue: source.venue))
    case .banned(let untilMs, let seconds):
      answer = RestAnswer(
        Self.banned(untilMs: untilMs, retryAfterS: seconds, venue: source.venue))
    }
    let used = String(ledgers[address]?.usedWeight ?? 0)
    answer.add("x-mbx-used-weight", used)
    answer.add("x-mbx-used-weight-1m", used)
    return answer
  }

  static func tooMany(
    retryAfterS: Int64, _ weightMax: Int64 = 6000, venue: Venue = .spot
  ) -> RestError {
    let text =
      venue == .spot
      ? "Too much request weight used; current limit is \(weightMax) request weight per 1 MINUTE. "
        + "Please use WebSocket Streams for live updates to avoid polling the API."
      : "Too many requests; current limit is \(weightMax) requests per minute. "
        + "Please use the websocket for live updates to avoid polling the API."
    return RestError(status: 429, .tooManyRequests, text, retryAfterS: retryAfterS)
  }

  static func banned(untilMs: Int64, retryAfterS: Int64, venue: Venue = .spot) -> RestError {
    let text =
      venue == .spot
      ? "Way too much request weight used; IP banned until \(untilMs). "
        + "Please use WebSocket Streams for live updates to avoid bans."
      : "Way too many requests; IP banned until \(untilMs). "
        + "Please use the websocket for live updates to avoid bans."
    return RestError(status: 418, .tooManyRequests, text, retryAfterS: retryAfterS)
  }

  private mutating func charge(
    _ address: String, _ weight: Int64, _ nowMs: Int64
  ) -> WeightLedger.Verdict {
    if ledgers[address] == nil, ledgers.count >= Self.addressesMax {
      ledgers = ledgers.filter { $0.value.idleSinceMs > nowMs }
    }
    return ledgers[address, default: WeightLedger(limits)].charge(weight, atMs: nowMs)
  }

  /// `/api/v3/…`, and `/api/v1/…` which old clients still call; `/fapi/v1/…` and its versions.
  private static func isHere(_ target: String, _ venue: Venue) -> Bool {
    switch venue {
    case .spot: target.hasPrefix("/api/v3/") || target.hasPrefix("/api/v1/")
    case .usdm: ["/fapi/v1/", "/fapi/v2/", "/fapi/v3/"].contains { target.hasPrefix($0) }
    case .coinm: target.hasPrefix("/dapi/v1/")
    }
  }

  /// Answers a request whatever it costs.
  static func answer(
    _ method: String, _ target: String, serverMs: Int64, _ source: any MarketSource
  ) -> RestAnswer {
    let url = RequestURL(target)
    do throws(RestError) {
      guard isHere(target, source.venue), let endpoint = url.endpoint else { throw .notFound }
      guard method == "GET" else { throw .unsupported }
      if let body = source.recordedAnswer(to: url) { return RestAnswer(status: 200, body: body) }
      switch try QueryReader(symbols: source.symbols, venue: source.venue).read(url, endpoint) {
      case .ping: return RestAnswer(status: 200, body: Array("{}".utf8))
      case .time:
        var answer = RestAnswer(status: 200, body: [])
        answer.body.append(serverTimeMs: serverMs)
        return answer
      case .market(let query):
        guard source.canAnswer(query) else { throw .notFound }
        var answer = RestAnswer(status: 200, body: [])
        source.appendAnswer(to: query, serverMs: serverMs, to: &answer.body)
        return answer
      }
    } catch {
      return RestAnswer(error)
    }
  }

  /// What a request costs, also one that will be refused.
  static func weight(_ endpoint: Endpoint, _ url: RequestURL, _ venue: Venue) -> Int64 {
    let isSingle = url["symbol"] != nil
    let limit = url["limit"].flatMap { Int($0) }
    guard venue == .spot else {
      return futuresWeight(endpoint, venue, limit: limit, isSingle: isSingle)
    }
    switch endpoint {
    case .tickerPrice, .tickerBook: return isSingle ? 2 : 4
    case .ticker24hr:
      let named = url["symbols"].map { $0.split(separator: ",").count }
      if isSingle { return 2 }
      guard let named, named <= 100 else { return 80 }
      return named <= 20 ? 2 : 40
    default:
      return Int64(endpoint.weight(.spot, limit: limit))
    }
  }

  private static func futuresWeight(
    _ endpoint: Endpoint, _ venue: Venue, limit: Int?, isSingle: Bool
  ) -> Int64 {
    switch endpoint {
    case .ticker24hr: isSingle ? 1 : 40
    case .tickerPrice: isSingle ? 1 : 2
    case .tickerBook: isSingle ? 2 : 5
    default: Int64(endpoint.weight(venue, limit: limit))
    }
  }
}
