import Basics

/// From the exchange to the recorder.
extension MarketGenerator {
  /// Puts a frame in the queue of the exchange.
  /// - Parameter sentUs: not before now.
  mutating func send(
    _ kind: GeneratedFrame.Kind = .text, to connection: UInt32? = nil, atUs sentUs: Int64,
    trade: MarketTrade? = nil, _ write: (inout [UInt8]) -> Void
  ) {
    let frame = pool.take(kind, trade: trade)
    pool.write(frame, write)
    outbox.push(Outgoing(frame: frame, connection: connection), at: sentUs)
  }

  /// Puts a record straight into the recording, for what the recorder does itself.
  mutating func arrive(
    _ kind: GeneratedFrame.Kind, on connection: UInt32, atNs: Int64,
    _ write: (inout [UInt8]) -> Void
  ) {
    let frame = pool.take(kind)
    pool.write(frame, write)
    inbox.push(Arriving(frame: frame, connection: connection), at: atNs)
  }

  /// Sends a frame down the connections that are open, or loses it.
  mutating func route(_ outgoing: Outgoing) {
    if pool.frames[outgoing.frame].trade != nil, faults.holdsBack(outgoing) { return }
    deliver(outgoing)
    for held in faults.release() { deliver(held) }
  }

  private mutating func deliver(_ outgoing: Outgoing) {
    var deliveries = 0
    for index in connections.indices where connections[index].isOpen {
      let number = connections[index].number
      if let only = outgoing.connection, only != number { continue }
      let frame = deliveries == 0 ? outgoing.frame : pool.copy(outgoing.frame)
      deliveries += 1
      let receivedNs = connections[index].receive(sentUs: clockUs)
      inbox.push(Arriving(frame: frame, connection: number), at: receivedNs)
      if pool.frames[frame].kind == .ping {
        answerPing(frame, on: number, pingNs: receivedNs)
      }
    }
    if deliveries == 0 {
      if pool.frames[outgoing.frame].trade != nil { faults.lostTrades += 1 }
      pool.discard(outgoing.frame)
    }
  }

  /// A pong echoes the ping's payload at once.
  private mutating func answerPing(_ ping: Int, on connection: UInt32, pingNs: Int64) {
    let payload = pool.frames[ping].bytes
    arrive(.pongSent, on: connection, atNs: pingNs + wireDice.pick(20_000...90_000)) {
      $0.append(contentsOf: payload)
    }
  }

  /// Opens the next connection: its number is one more than the last one's.
  @discardableResult
  mutating func openConnection() -> UInt32 {
    let number = UInt32(connections.count + 1)
    let openedNs = (clockUs + Connection.delayUsMin) * 1000
    connections.append(Connection(number: number, openedNs: openedNs, seed: options.seed))
    let url = profile.websocketURL(options.streams)
    let serverMs = clockUs / 1000
    arrive(.opened, on: number, atNs: openedNs) {
      $0.append(#"{"url":""#)
      $0.append(string: url)
      $0.append(#"","headers":{"connection":"Upgrade","date":""#)
      $0.append(httpDateAtMs: serverMs)
      $0.append(#"","upgrade":"websocket"}}"#)
    }
    agenda.push(.ping(number), at: clockUs + Self.pingUs)
    return number
  }

  /// Ends a connection; what is under way on it still arrives.
  mutating func loseConnection(_ number: UInt32, reason: StaticString) {
    for index in connections.indices where connections[index].number == number {
      let lostNs = connections[index].receive(sentUs: clockUs)
      connections[index].close()
      arrive(.lost, on: number, atNs: lostNs) {
        $0.append(#"{"reason":""#)
        $0.append(reason)
        $0.append(#""}"#)
      }
    }
  }

  /// Binance pings every 20 s; the payload is its clock in ms.
  static let pingUs: Int64 = 20_000_000

  mutating func ping(_ number: UInt32) {
    guard connections.contains(where: { $0.number == number && $0.isOpen }) else { return }
    let timeMs = clockUs / 1000
    send(.ping, to: number, atUs: clockUs) { $0.append(number: timeMs) }
    agenda.push(.ping(number), at: clockUs + Self.pingUs)
  }
}
