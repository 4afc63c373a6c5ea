import Binance

/// The REST interface: a request in, an answer out, as of the source's play head.
struct RestService: Sendable {
  private let limits: WeightLedger.Limits
  /// By the client's address.
  private var ledgers: [String: WeightLedger] = [:]

  /// More addresses than that are not kept apart: those without use in the last minute are let go.
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
    let endpoint = Self.isSpot(target) ? url.endpoint : nil
    let weight = endpoint.map { Self.weight($0, url) } ?? 1
    let verdict = charge(address, weight, nowMs)
    var answer: RestAnswer
    switch verdict {
    case .served: answer = Self.answer(method, url, endpoint, serverMs, source)
    case .tooMany(let seconds): answer = RestAnswer(Self.tooMany(retryAfterS: seconds))
    case .banned(let untilMs, let seconds):
      answer = RestAnswer(Self.banned(untilMs: untilMs, retryAfterS: seconds))
    }
    let used = String(ledgers[address]?.usedWeight ?? 0)
    answer.add("x-mbx-used-weight", used)
    answer.add("x-mbx-used-weight-1m", used)
    return answer
  }

  static func tooMany(retryAfterS: Int64) -> RestError {
    RestError(
      status: 429, .tooManyRequests,
      "Too much request weight used; current limit is 6000 request weight per 1 MINUTE. "
        + "Please use WebSocket Streams for live updates to avoid polling the API.",
      retryAfterS: retryAfterS)
  }

  static func banned(untilMs: Int64, retryAfterS: Int64) -> RestError {
    RestError(
      status: 418, .tooManyRequests,
      "Way too much request weight used; IP banned until \(untilMs). "
        + "Please use WebSocket Streams for live updates to avoid bans.",
      retryAfterS: retryAfterS)
  }

  private mutating func charge(
    _ address: String, _ weight: Int64, _ nowMs: Int64
  ) -> WeightLedger.Verdict {
    if ledgers[address] == nil, ledgers.count >= Self.addressesMax {
      ledgers = ledgers.filter { $0.value.idleSinceMs > nowMs }
    }
    return ledgers[address, default: WeightLedger(limits)].charge(weight, atMs: nowMs)
  }

  /// `/api/v3/…`, and `/api/v1/…` which old clients still call.
  private static func isSpot(_ target: String) -> Bool {
    target.hasPrefix("/api/v3/") || target.hasPrefix("/api/v1/")
  }

  private static func answer(
    _ method: String, _ url: RequestURL, _ endpoint: Endpoint?, _ serverMs: Int64,
    _ source: any MarketSource
  ) -> RestAnswer {
    do throws(RestError) {
      guard let endpoint else { throw .notFound }
      guard method == "GET" else { throw .unsupported }
      switch try QueryReader(symbols: source.symbols).read(url, endpoint) {
      case .ping: return RestAnswer(status: 200, body: Array("{}".utf8))
      case .time:
        return RestAnswer(status: 200, body: Array(#"{"serverTime":\#(serverMs)}"#.utf8))
      case .market(let query):
        var answer = RestAnswer(status: 200, body: [])
        source.appendAnswer(to: query, serverMs: serverMs, to: &answer.body)
        return answer
      }
    } catch {
      return RestAnswer(error)
    }
  }

  /// What a request costs, also one that will be refused.
  static func weight(_ endpoint: Endpoint, _ url: RequestURL) -> Int64 {
    let isSingle = url["symbol"] != nil
    switch endpoint {
    case .tickerPrice, .tickerBook: return isSingle ? 2 : 4
    case .ticker24hr:
      let named = url["symbols"].map { $0.split(separator: ",").count }
      if isSingle { return 2 }
      guard let named, named <= 100 else { return 80 }
      return named <= 20 ? 2 : 40
    default:
      let limit = url["limit"].flatMap { Int($0) }
      return Int64(endpoint.weight(.spot, limit: limit))
    }
  }
}
