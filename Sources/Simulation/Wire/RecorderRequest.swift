import Binance
import Market

/// A request to Binance's spot REST API that a recorder makes.
enum RecorderRequest: Sendable, Equatable {
  case exchangeInfo
  case klines(Interval, limit: Int)
  case depth

  /// Levels of a side in a depth answer.
  static let levelsMax = 1000

  /// What it costs of the 6,000 a minute (depth with 1,000 levels: 50).
  var weight: Int64 {
    switch self {
    case .exchangeInfo: 20
    case .klines: 2
    case .depth: 50
    }
  }

  func url(_ profile: SymbolProfile) -> String {
    let base = "https://api.binance.com/api/v3/"
    return switch self {
    case .exchangeInfo: base + "exchangeInfo?symbol=\(profile.urlName)"
    case .klines(let interval, let limit):
      base + "klines?symbol=\(profile.urlName)&interval=\(interval.rawValue)"
        + "&limit=\(limit)"
    case .depth: base + "depth?symbol=\(profile.urlName)&limit=\(Self.levelsMax)"
    }
  }

  /// The `R` record: `{"method":"GET","url":"https://…","headers":{"accept":"application/json"}}`.
  func writeRequest(_ profile: SymbolProfile, into bytes: inout [UInt8]) {
    bytes.append(#"{"method":"GET","url":""#)
    bytes.append(string: url(profile))
    bytes.append(#"","headers":{"accept":"application/json"}}"#)
  }

  /// The first line of the `r` record; the body follows it.
  ///
  /// - Parameter usedWeight: of the current minute, this request included.
  func writeResponseLine(
    _ profile: SymbolProfile, serverMs: Int64, usedWeight: Int64, sentNs: Int64, durationNs: Int64,
    into bytes: inout [UInt8]
  ) {
    bytes.append(#"{"method":"GET","url":""#)
    bytes.append(string: url(profile))
    bytes.append(#"","status":200,"headers":{"content-type":"application/json;charset=UTF-8","#)
    bytes.append(#""date":""#)
    bytes.append(httpDateAtMs: serverMs)
    bytes.append(#"","server":"nginx","x-mbx-used-weight":""#)
    bytes.append(number: usedWeight)
    bytes.append(#"","x-mbx-used-weight-1m":""#)
    bytes.append(number: usedWeight)
    bytes.append(#""},"sentNs":"#)
    bytes.append(number: sentNs)
    bytes.append(#","durationNs":"#)
    bytes.append(number: durationNs)
    bytes.append("}\n")
  }
}
