package import Binance
import Recording

/// Watches each stream of each open connection for silence, while the connection itself is alive.
///
/// An exchange acknowledges a stream that does not exist, and sends nothing; it may also forget one. What
/// is usual is learnt from the stream itself: it is silent after a minute without a frame, unless it has
/// often been quiet for that long, on this connection or on one before it.
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
    /// Its place among `habits`.
    let habit: Int
    var lastNs: Int64
    var hasCome = false
    var isTold = false
  }

  private struct Watched: Sendable {
    let connection: UInt32
    let table: StreamTable
    var streams: [Stream]
  }

  private var watched: [Watched] = []
  private var findings: [Finding] = []
  private var habits: [StreamHabit] = []
  private var habitOf: [String: Int] = [:]

  package init() {}

  /// Streams that are silent now.
  package var silentCount: Int { watched.reduce(0) { $0 + $1.streams.count { $0.isTold } } }

  package mutating func opened(_ connection: UInt32, streams: [StreamName], nowNs: Int64) {
    lost(connection)
    var states: [Stream] = []
    for stream in streams { states.append(Stream(habit: habit(of: stream.text), lastNs: nowNs)) }
    watched.append(
      Watched(connection: connection, table: StreamTable(streams), streams: states))
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
      let number = watched[index].table.stream(of: payload)
    else { return }
    let stream = watched[index].streams[number]
    if stream.isTold { tell(index, number, isOver: true, receivedNs) }
    habits[stream.habit].note(waitedNs: receivedNs - stream.lastNs)
    watched[index].streams[number] =
      Stream(habit: stream.habit, lastNs: receivedNs, hasCome: true)
  }

  /// Frames were not looked at, or the clock was set: no stream is known to be silent.
  package mutating func skipped(nowNs: Int64) {
    for index in watched.indices {
      for number in watched[index].streams.indices {
        watched[index].streams[number].lastNs = nowNs
      }
    }
  }

  /// What has fallen silent or spoken again since the last check.
  package mutating func check(nowNs: Int64) -> [Finding] {
    for index in watched.indices {
      for number in watched[index].streams.indices {
        let stream = watched[index].streams[number]
        guard !stream.isTold, nowNs - stream.lastNs >= habits[stream.habit].silenceNs else {
          continue
        }
        watched[index].streams[number].isTold = true
        tell(index, number, isOver: false, nowNs)
      }
    }
    defer { findings = [] }
    return findings
  }

  private mutating func habit(of stream: String) -> Int {
    if let known = habitOf[stream] { return known }
    habits.append(StreamHabit())
    habitOf[stream] = habits.count - 1
    return habits.count - 1
  }

  private mutating func tell(_ index: Int, _ number: Int, isOver: Bool, _ nowNs: Int64) {
    let item = watched[index]
    let stream = item.streams[number]
    findings.append(
      Finding(
        connection: item.connection, stream: item.table.streams[number].text,
        silentNs: nowNs - stream.lastNs, hasCome: stream.hasCome,
        isKnown: habits[stream.habit].count > 0, isOver: isOver))
  }
}
