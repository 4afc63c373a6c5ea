import Basics
import Binance
import Market

/// What one websocket connection is subscribed to, and how it wants its frames.
struct StreamSession: Equatable, Sendable {
  /// Frames come as `{"stream":…,"data":…}`; starts true on `/stream`.
  private(set) var isCombined: Bool
  /// Times come in µs: `timeUnit=MICROSECOND` in the URL.
  let hasMicroseconds: Bool
  /// As the client wrote them, in the order they were asked for, none twice.
  private(set) var names: [String] = []

  /// Set for USD-M's paths, which deliver a part of the streams each.
  let route: StreamRoute?

  /// The streams that come over the connection.
  var delivered: [String] {
    guard let route else { return names }
    return names.filter { route.delivers(StreamName($0)) }
  }

  /// What a text frame did to the session.
  enum Change: Equatable {
    case nothing
    case form
    case subscriptions(added: [String], removed: [String])
  }

  /// Opens the session that a websocket's URL asks for; nil if there is nothing at that path.
  init?(target: String, venue: Venue = .spot) {
    let (route, target) = StreamRoute.split(target, venue)
    self.route = route
    let path = target.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: true)
    guard path.first == "ws" || path == ["stream"] else { return nil }
    let url = StreamURL(target)
    isCombined = url.isCombined
    hasMicroseconds = url.hasMicroseconds
    // Percent-decoded, with capital letters kept as the client wrote them: a name in the wrong case
    // finds nothing.
    guard let asked = StreamTarget.names(target) else { return nil }
    _ = add(asked)
  }

  /// Answers a text frame.
  mutating func handle(_ text: [UInt8]) -> (reply: String, change: Change) {
    do {
      let (request, id) = try ControlRequest.read(text)
      let (result, change) = try perform(request)
      return (JSONValue.object([("result", result), ("id", id)]).text, change)
    } catch {
      return (error.reply, .nothing)
    }
  }

  private mutating func perform(
    _ request: ControlRequest
  ) throws(ControlRequest.Refusal) -> (result: JSONValue, change: Change) {
    switch request {
    case .subscribe(let asked):
      guard Set(names).union(asked).count <= ControlRequest.streamsMax else {
        throw ControlRequest.Refusal(code: 2, message: "Invalid request: too many parameters")
      }
      return (.null, .subscriptions(added: add(asked), removed: []))
    case .unsubscribe(let asked):
      let dropped = Set(asked)
      let removed = names.filter { dropped.contains($0) }
      names.removeAll { dropped.contains($0) }
      return (.null, .subscriptions(added: [], removed: removed))
    case .listSubscriptions: return (.array(names.map { .string($0) }), .nothing)
    case .setCombined(let value):
      isCombined = value
      return (.null, .form)
    case .getCombined: return (.bool(isCombined), .nothing)
    }
  }

  private mutating func add(_ asked: [String]) -> [String] {
    var known = Set(names)
    let new = asked.filter { known.insert($0).inserted }
    names.append(contentsOf: new)
    return new
  }
}
