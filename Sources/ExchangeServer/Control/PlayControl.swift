import Basics
import Binance
import Market
import Replay

/// What someone asks of the play head: `POST /control/seek?to=2021-05-22T03:00:00Z`.
enum PlayControl: Equatable, Sendable {
  case state
  case pause
  case resume
  /// While it is paused: market time goes on by so much.
  case stepTime(us: Int64)
  /// While it is paused: so many frames go out.
  case stepFrames(Int)
  /// µs since the epoch.
  case seek(toUs: Int64)
  case speed(Speed)

  /// Why a request cannot be done: an HTTP status, and what to do.
  struct Refusal: Error, Equatable {
    var status: Int
    var message: String
  }

  static let framesMax = 100_000
  static let stepMsMax: Int64 = 86_400_000

  /// Reads a request.
  init(method: String, target: String) throws(Refusal) {
    let url = RequestURL("/control" + target.dropFirst(Self.path.count))
    let name = target.dropFirst(Self.path.count).prefix { $0 != "?" }
    guard let known = Self.parameters[String(name)] else {
      throw Refusal(
        status: 404,
        message: "no control \(name.prefix(40)); there are "
          + Self.parameters.keys.sorted().map { Self.path + $0 }.joined(separator: ", "))
    }
    let isState = name == "state"
    guard method == (isState ? "GET" : "POST") else {
      throw Refusal(
        status: 405, message: "\(Self.path)\(name) takes \(isState ? "GET" : "POST"), not \(method)"
      )
    }
    for parameter in url.query where !known.contains(parameter.name) {
      throw Refusal(
        status: 400,
        message: "\(Self.path)\(name) has no parameter '\(parameter.name.prefix(40))'"
          + (known.isEmpty ? "" : "; it takes \(known.joined(separator: " or "))"))
    }
    self = try Self.read(String(name), url)
  }

  /// What all controls begin with.
  static let path = "/control/"

  private static let parameters: [String: [String]] = [
    "state": [], "pause": [], "resume": [], "step": ["ms", "frames"], "seek": ["to"],
    "speed": ["value"],
  ]

  private static func read(_ name: String, _ url: RequestURL) throws(Refusal) -> PlayControl {
    switch name {
    case "pause": return .pause
    case "resume": return .resume
    case "step": return try step(url)
    case "seek":
      guard let to = url["to"], let us = timeUs(to) else {
        throw Refusal(
          status: 400,
          message: "seek: expected a time, such as to=1621652400000 (ms) or to=2021-05-22T03:00:00Z"
        )
      }
      return .seek(toUs: us)
    case "speed":
      guard let speed = url["value"].flatMap({ Speed($0) }) else {
        throw Refusal(
          status: 400, message: "speed: expected a multiple or max, such as value=60x or value=max")
      }
      return .speed(speed)
    default: return .state
    }
  }

  private static func step(_ url: RequestURL) throws(Refusal) -> PlayControl {
    switch (url["ms"], url["frames"]) {
    case (nil, nil): return .stepFrames(1)
    case (let ms?, nil):
      if let ms = Int64(ms), (1...stepMsMax).contains(ms) { return .stepTime(us: ms * 1000) }
      throw Refusal(status: 400, message: "step: expected ms=1 to ms=\(stepMsMax)")
    case (nil, let frames?):
      if let frames = Int(frames), (1...framesMax).contains(frames) { return .stepFrames(frames) }
      throw Refusal(status: 400, message: "step: expected frames=1 to frames=\(framesMax)")
    default: throw Refusal(status: 400, message: "step: by ms or by frames, not by both")
    }
  }

  /// ms since the epoch, or `2021-05-22T03:00:00.5Z`.
  static func timeUs(_ text: String) -> Int64? {
    if let ms = Int64(text) { return (0...timeMsMax).contains(ms) ? ms * 1000 : nil }
    let form = #/(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?Z?)?/#
    guard let match = text.wholeMatch(of: form) else { return nil }
    let numbers = [match.1, match.2, match.3, match.4 ?? "0", match.5 ?? "0", match.6 ?? "0"]
      .compactMap { Int64($0) }
    let fraction = String(match.7 ?? "0")
    guard numbers.count == 6, let decimals = Int64(fraction.padding(to: 3)) else { return nil }
    let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2])
    guard date.exists, numbers[0] >= 1970, numbers[3] < 24, numbers[4] < 60, numbers[5] < 60 else {
      return nil
    }
    let seconds = (date.epochDay * 24 + numbers[3]) * 3600 + numbers[4] * 60 + numbers[5]
    return (seconds * 1000 + decimals) * 1000
  }

  /// The end of the year 9999.
  private static let timeMsMax: Int64 = 253_402_300_799_999
}

extension String {
  /// With zeros behind it, `count` digits long.
  fileprivate func padding(to count: Int) -> String {
    self + String(repeating: "0", count: max(0, count - self.count))
  }
}
