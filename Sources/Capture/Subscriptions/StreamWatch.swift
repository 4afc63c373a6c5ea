package import Binance
import Recording

/// Watches each stream of each open connection for silence, while the connection itself is alive.
///
/// An exchange acknowledges a stream that does not exist, and sends nothing; it may also forget one. What
/// is usual is learnt from the stream itself, on this connection and on those before it: one that speaks ten
/// times a second is silent after seconds, and one that often says nothing for an hour is not. Of what has
/// never spoken a minute is silence.
package struct StreamWatch: Sendable {
  package struct Finding: Equatable, Sendable {
    package let connection: UInt32
    package let stream: String
    package let silentNs: Int64
    /// False if nothing has come since the connection was opened.
    package let hasCome: Bool
    /// Whether anything has ever come, on whichever connection.
    package let isKnown: Bool
    /// The silence is over.
    package let isOver: Bool
  }

  private struct Stream: Sendable {
    var lastNs: Int64
    var hasCome = false
    var isReported = false
  }

  private struct Watched: Sendable {
    let connection: UInt32
    let openedNs: Int64
    var wasLookedAt = false
    /// Index of its first stream in the subscriptions.
    let first: Int
    var streams: [Stream]
  }

  private var subscriptions: Subscriptions
  private var watched: [Watched] = []
  private var findings: [Finding] = []
  /// One for each stream of the subscriptions.
  private var habits: [StreamHabit]

  package init(_ subscriptions: Subscriptions) {
    self.subscriptions = subscriptions
    habits = Array(repeating: StreamHabit(), count: subscriptions.streams.count)
  }

  /// Streams have joined those that are watched.
  package mutating func join(_ subscriptions: Subscriptions) {
    self.subscriptions = subscriptions
    let newCount = subscriptions.streams.count - habits.count
    habits += Array(repeating: StreamHabit(), count: max(newCount, 0))
  }

  /// Streams that are silent now.
  package var silentCount: Int { watched.reduce(0) { $0 + $1.streams.count { $0.isReported } } }

  package mutating func opened(_ connection: UInt32, plan: Int, nowNs: Int64) {
    lost(connection)
    let streams = subscriptions.plans[plan].streams
    watched.append(
      Watched(
        connection: connection, openedNs: nowNs, first: streams.startIndex,
        streams: Array(repeating: Stream(lastNs: nowNs), count: streams.count)))
  }

  package mutating func lost(_ connection: UInt32) {
    watched.removeAll { $0.connection == connection }
  }

  /// Recorded frames have come.
  package mutating func look(at chunk: FrameChunk) {
    if chunk.skippedBefore > 0 { skipped(nowNs: chunk.frames.first?.receivedNs ?? 0) }
    chunk.records.withEach { frame, payload in
      if frame.kind == .text {
        seen(payload, on: frame.connection, receivedNs: frame.receivedNs)
      }
    }
  }

  /// A text frame has come.
  package mutating func seen(
    _ payload: UnsafeRawBufferPointer, on connection: UInt32, receivedNs: Int64
  ) {
    guard let index = watched.firstIndex(where: { $0.connection == connection }),
      let stream = subscriptions.index(of: payload)
    else { return }
    let number = stream - watched[index].first
    guard watched[index].streams.indices.contains(number) else { return }
    if watched[index].streams[number].isReported { find(index, number, isOver: true, receivedNs) }
    habits[stream].note(waitedNs: receivedNs - watched[index].streams[number].lastNs)
    watched[index].streams[number] = Stream(lastNs: receivedNs, hasCome: true)
  }

  /// Frames were not looked at, or the clock was set: no stream is known to be silent.
  package mutating func skipped(nowNs: Int64) {
    for index in watched.indices {
      for number in watched[index].streams.indices {
        watched[index].streams[number].lastNs = nowNs
      }
    }
  }

  /// Streams that have brought nothing in the first seconds of their connection; each is given once.
  package mutating func quietAfterOpening(
    nowNs: Int64
  ) -> [(connection: UInt32, streams: [StreamName])] {
    var quiet: [(connection: UInt32, streams: [StreamName])] = []
    for index in watched.indices where !watched[index].wasLookedAt {
      guard nowNs - watched[index].openedNs >= CaptureLimits.quietNs else { continue }
      watched[index].wasLookedAt = true
      let item = watched[index]
      quiet.append(
        (
          item.connection,
          item.streams.indices.filter { !item.streams[$0].hasCome }.map {
            subscriptions.streams[item.first + $0]
          }
        ))
    }
    return quiet
  }

  /// What has fallen silent or spoken again since the last check.
  package mutating func check(nowNs: Int64) -> [Finding] {
    for index in watched.indices {
      for number in watched[index].streams.indices {
        let stream = watched[index].streams[number]
        let silenceNs = habits[watched[index].first + number].silenceNs
        guard !stream.isReported, nowNs - stream.lastNs >= silenceNs else { continue }
        watched[index].streams[number].isReported = true
        find(index, number, isOver: false, nowNs)
      }
    }
    defer { findings = [] }
    return findings
  }

  private mutating func find(_ index: Int, _ number: Int, isOver: Bool, _ nowNs: Int64) {
    let item = watched[index]
    let (stream, inAll) = (item.streams[number], item.first + number)
    findings.append(
      Finding(
        connection: item.connection, stream: subscriptions.streams[inAll].text,
        silentNs: nowNs - stream.lastNs, hasCome: stream.hasCome,
        isKnown: habits[inAll].count > 0, isOver: isOver))
  }
}
