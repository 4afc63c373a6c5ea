import Basics
import Binance

/// The SUBSCRIBE messages of one connection, until the exchange has accepted each.
///
/// ```
/// waiting ─▶ sent ─▶ accepted
///    ▲        │
///    └────────┘ an error: again after a second, then in two halves, so that one bad name spoils no other;
///               silence: again after five seconds; twice, and the connection is to be replaced
/// ```
/// Replies are matched by their id. A stream that is refused alone is asked for again every ten minutes.
struct SubscribeQueue: Sendable {
  /// A stream that the exchange refuses, and how it says so.
  struct Refusal: Equatable, Sendable {
    let stream: StreamName
    let reason: String
  }

  private struct Request: Sendable {
    let streams: ArraySlice<StreamName>
    var errors = 0
    var silences = 0
    var dueNs = Int64.min
  }

  private struct Sent: Sendable {
    let id: Int64
    let request: Request
    let atNs: Int64
  }

  private var waiting: [Request]
  private var sent: [Sent] = []
  private var lastId: Int64 = 0
  /// A message was sent twice, and no reply came.
  private(set) var isUnanswered = false

  init(_ streams: ArraySlice<StreamName>) {
    let size = CaptureLimits.streamsPerMessageMax
    waiting = stride(from: streams.startIndex, to: streams.endIndex, by: size).map {
      Request(streams: streams[$0..<min($0 + size, streams.endIndex)])
    }
  }

  /// Streams of messages that were not answered.
  var unanswered: [StreamName] {
    (waiting + sent.map(\.request)).filter { $0.silences > 0 }.flatMap(\.streams)
  }

  /// Whether a reply is expected.
  var expectsReply: Bool { !sent.isEmpty }

  func hasMessage(nowNs: Int64) -> Bool { waiting.contains { $0.dueNs <= nowNs } }

  /// The next message: `{"method":"SUBSCRIBE","params":["btcusdt@aggTrade"],"id":1}`.
  mutating func next(nowNs: Int64) -> String? {
    guard let index = waiting.firstIndex(where: { $0.dueNs <= nowNs }) else { return nil }
    let request = waiting.remove(at: index)
    lastId += 1
    sent.append(Sent(id: lastId, request: request, atNs: nowNs))
    let names = request.streams.map { $0.text.inJSONQuotes }.joined(separator: ",")
    return #"{"method":"SUBSCRIBE","params":[\#(names)],"id":\#(lastId)}"#
  }

  /// Takes in that time has passed: what was not answered waits to be sent again.
  mutating func tick(nowNs: Int64) {
    let late = sent.filter { nowNs - $0.atNs >= CaptureLimits.replyNsMax }
    guard !late.isEmpty else { return }
    sent.removeAll { nowNs - $0.atNs >= CaptureLimits.replyNsMax }
    for var request in late.map(\.request) {
      request.silences += 1
      if request.silences > 1 { isUnanswered = true }
      waiting.append(request)
    }
  }

  /// Takes in a reply. An error without an id is about the message that waits longest.
  mutating func take(_ reply: ControlReply, nowNs: Int64) -> Refusal? {
    let index =
      reply.id.map { id in sent.firstIndex { $0.id == id } } ?? (reply.error == nil ? nil : 0)
    guard let index, sent.indices.contains(index) else { return nil }
    var request = sent.remove(at: index).request
    guard let error = reply.error else { return nil }
    request.errors += 1
    request.dueNs = nowNs + CaptureLimits.secondNs
    if request.errors > 1, request.streams.count > 1 {
      let middle = request.streams.startIndex + request.streams.count / 2
      for half in [request.streams[..<middle], request.streams[middle...]] {
        waiting.append(Request(streams: half, errors: 1))
      }
      return nil
    }
    if request.errors > 1 { request.dueNs = nowNs + CaptureLimits.refusedNs }
    waiting.append(request)
    guard request.errors == 2, let stream = request.streams.first else { return nil }
    return Refusal(stream: stream, reason: error)
  }
}
