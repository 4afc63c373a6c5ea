package import Binance

/// Watches each stream of each open connection for silence, while the connection itself is alive.
///
/// An exchange acknowledges a stream that does not exist, and sends nothing; it may also forget one. What
/// is usual is learnt from the stream itself: it is silent after a minute without a frame, unless it has
/// often been quiet for that long.
package struct StreamWatch: Sendable {
  package struct Finding: Equatable, Sendable {
    package let connection: UInt32
    package let stream: String
    package let silentNs: Int64
    /// False if nothing has come since the connection was opened.
    package let hasCome: Bool
    /// The silence is over.
    package let isOver: Bool
  }

  fileprivate struct Stream: Sendable {
    var lastNs: Int64
    var count: Int64 = 0
    var longestNs: Int64 = 0
    var isTold = false
  }

  fileprivate struct Watched: Sendable {
    let connection: UInt32
    let openedNs: Int64
    let table: StreamTable
    var streams: [Stream]
  }

  private var watched: [Watched] = []
  private var findings: [Finding] = []

  package init() {}

  /// Streams that are silent now.
  package var silentCount: Int { watched.reduce(0) { $0 + $1.streams.count { $0.isTold } } }

  package mutating func opened(_ connection: UInt32, streams: [StreamName], nowNs: Int64) {
    lost(connection)
    watched.append(
      Watched(
        connection: connection, openedNs: nowNs, table: StreamTable(streams),
        streams: streams.map { _ in Stream(lastNs: nowNs) }))
  }

  package mutating func lost(_ connection: UInt32) {
    watched.removeAll { $0.connection == connection }
  }

  /// A text frame has come.
  package mutating func seen(
    _ payload: UnsafeRawBufferPointer, on connection: UInt32, receivedNs: Int64
  ) {
    guard let index = watched.firstIndex(where: { $0.connection == connection }),
      let number = watched[index].table.stream(of: payload)
    else { return }
    if watched[index].streams[number].isTold { tell(index, number, isOver: true, receivedNs) }
    watched[index].streams[number].note(receivedNs)
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
      for number in watched[index].streams.indices
      where watched[index].isSilent(number, nowNs: nowNs) {
        watched[index].streams[number].isTold = true
        tell(index, number, isOver: false, nowNs)
      }
    }
    defer { findings = [] }
    return findings
  }

  private mutating func tell(_ index: Int, _ number: Int, isOver: Bool, _ nowNs: Int64) {
    let item = watched[index]
    findings.append(
      Finding(
        connection: item.connection, stream: item.table.streams[number].text,
        silentNs: nowNs - item.streams[number].lastNs, hasCome: item.streams[number].count > 0,
        isOver: isOver))
  }
}

extension StreamWatch.Stream {
  fileprivate mutating func note(_ receivedNs: Int64) {
    longestNs = max(longestNs, receivedNs - lastNs)
    lastNs = receivedNs
    count += 1
    isTold = false
  }
}

extension StreamWatch.Watched {
  fileprivate func isSilent(_ number: Int, nowNs: Int64) -> Bool {
    let stream = streams[number]
    guard !stream.isTold, nowNs - stream.lastNs >= CaptureLimits.streamSilenceNs else {
      return false
    }
    guard stream.count > 0 else { return true }
    // Limits keep a clock that was set from making it days, or more than 64 bits.
    let usualNs = max(
      3 * min(stream.longestNs, CaptureLimits.streamUsualNsMax),
      15 * min((stream.lastNs - openedNs) / stream.count, CaptureLimits.streamUsualNsMax))
    return nowNs - stream.lastNs >= usualNs
  }
}
