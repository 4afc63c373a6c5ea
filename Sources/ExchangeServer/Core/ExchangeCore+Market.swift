import Market
import Replay

/// The market goes on.
extension ExchangeCore {
  /// Market time that a tick may take at most: a stream that seldom sends must not hold up sockets.
  static let tickUsMax: Int64 = 20_000_000
  private static let stepUs: Int64 = 1_000_000
  /// Between two ticks when nothing is waiting.
  static let tickNs: Int64 = 5_000_000

  /// Does everything that is due.
  /// - Returns: when to call again, ns from now.
  package func tick(nowNs: Int64) -> Int64 {
    fireFaults(nowNs: nowNs)
    let waitNs = advance(nowNs: nowNs)
    flush(nowNs: nowNs)
    releaseFilters(nowNs: nowNs)
    checkHeartbeats(nowNs: nowNs)
    flushTruth(nowNs: nowNs)
    return waitNs
  }

  private func advance(nowNs: Int64) -> Int64 {
    if isSeeking { return goOnSeeking(nowNs: nowNs) }
    if isPaused { return goOnStepping(nowNs: nowNs) }
    if source.isOver { return end(nowNs: nowNs) }
    if options.startsOnConnect, clientsSeen == 0 {
      restartHead(nowNs: nowNs)
      return Self.tickNs
    }
    if head.waitsForClients {
      guard hasListeners else {
        head.idle(nowNs: nowNs)
        return Self.tickNs
      }
      if head.pace == .speed(.max), waitsForReaders(nowNs: nowNs) { return 1_000_000 }
    }
    let framesMax = min(head.framesDue(nowNs: nowNs), framesAllowed(nowNs: nowNs))
    if framesMax == 0, head.pace == .speed(.max) { return 2_000_000 }
    let endUs = min(head.dueUs(nowNs: nowNs) ?? .max, source.headUs + Self.tickUsMax)
    let frames = play(untilUs: endUs, framesMax: framesMax, nowNs: nowNs)
    return isBehind(frames: frames, endUs: endUs, nowNs: nowNs) ? 0 : Self.tickNs
  }

  /// Hands out frames from before a moment, as many as a tick may take.
  /// - Returns: how many.
  @discardableResult
  func play(untilUs: Int64, framesMax: Int, nowNs: Int64) -> Int {
    let endUs = min(untilUs, source.headUs + Self.tickUsMax)
    var frames = 0
    var untilUs = source.headUs
    while frames < framesMax, untilUs < endUs {
      untilUs = min(untilUs + Self.stepUs, endUs)
      while frames < framesMax, source.next(untilUs: untilUs, into: &frame) {
        publish(frame, nowNs: nowNs)
        frames += 1
      }
    }
    head.sent(frames)
    sentFrames += Int64(frames)
    return frames
  }

  /// The source is over: what the options say.
  private func end(nowNs: Int64) -> Int64 {
    switch options.atEnd {
    case .hold: break
    case .close:
      for number in clientNumbers {
        guard let connection = connections[number] else { continue }
        close(connection, code: 1000, reason: "end of the recording", nowNs: nowNs)
      }
    case .loop: seek(toUs: source.startUs, nowNs: nowNs)
    }
    return Self.tickNs
  }

  /// Starts the clock again from where the head is, and forgets what clients could take at another
  /// pace.
  func restartHead(nowNs: Int64) {
    for outlet in outletsByStream.joined() { outlet.allowance = nil }
    head = PlayHead(pace, startUs: source.headUs, startedNs: nowNs)
  }

  private func isBehind(frames: Int, endUs: Int64, nowNs: Int64) -> Bool {
    switch head.pace {
    case .speed(.max): true
    case .framesPerSecond: head.framesDue(nowNs: nowNs) > 0
    case .speed: frames >= PlayHead.batchMax || endUs < (head.dueUs(nowNs: nowNs) ?? endUs)
    }
  }

  /// Hands a frame to everyone who asked for its stream.
  private func publish(_ frame: borrowing SourceFrame, nowNs: Int64) {
    guard frame.stream < outletsByStream.count else { return }
    for outlet in outletsByStream[frame.stream] {
      outlet.allowance?.spend()
      let payload = outlet.payload(frame)
      if outlet.key.owner != nil {
        publishTroubled(frame, payload, outlet, nowNs: nowNs)
        continue
      }
      if outlet.wire.isEmpty { dirty.append(outlet) }
      WireFrame.append(.text, payload, to: &outlet.wire)
      if truth != nil, let id = frame.tradeId {
        for member in outlet.members {
          truth?.trade(id, symbol: frame.symbol, connection: member)
        }
      }
    }
  }

  /// Writes each outlet's batch once, to all of its members.
  func flush(nowNs: Int64) {
    for outlet in dirty {
      transport?.send(outlet.wire, to: outlet.members)
      outlet.wire.removeAll(keepingCapacity: true)
    }
    let flushed = dirty
    dirty.removeAll(keepingCapacity: true)
    for outlet in flushed {
      for member in outlet.members { dropIfSlow(member, nowNs: nowNs) }
    }
  }

  private func checkHeartbeats(nowNs: Int64) {
    guard nowNs >= nextHeartbeatNs else { return }
    let pingEveryNs = options.heartbeat(source.venue).pingEveryNs
    nextHeartbeatNs = nowNs + min(pingEveryNs, 1_000_000_000) / 4
    for number in openNumbers {
      guard let connection = connections[number] else { continue }
      if nowNs < connection.muteUntilNs { connection.heartbeat.forget() }
      switch connection.heartbeat.check(nowNs: nowNs) {
      case nil: break
      case .close(let code, let reason):
        close(connection, code: code, reason: reason, nowNs: nowNs)
      case .ping(let payload):
        if nowNs < connection.muteUntilNs { break }
        send(WireFrame.frame(.ping, payload), to: connection, nowNs: nowNs)
      }
    }
  }

  /// Notes the trades sent so far, so that what is noted next comes behind them.
  func settleTruth(nowNs: Int64) {
    truth?.settle(atMs: nowNs / 1_000_000, symbols: source.symbols)
  }

  private func flushTruth(nowNs: Int64) {
    settleTruth(nowNs: nowNs)
    truth?.flush()
  }
}
