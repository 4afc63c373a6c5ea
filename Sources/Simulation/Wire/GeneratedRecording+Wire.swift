import Basics
import Binance

/// From the exchange to the recorder.
extension GeneratedRecording {
  /// Sends a frame down the connections that are open, or loses it.
  mutating func route(_ frame: MarketFrame) {
    if frame.trade != nil, faults.holdsBack(frame, waitingTrades: exchange.waitingTrades) { return }
    deliver(frame)
    for held in faults.release(waitingTrades: exchange.waitingTrades) { deliver(held) }
  }

  private mutating func deliver(_ frame: MarketFrame) {
    var isLost = true
    for index in connections.indices where connections[index].isOpen {
      let number = connections[index].number
      if let only = frame.connection, only != number { continue }
      isLost = false
      let receivedNs = connections[index].receive(sentUs: clockUs)
      arrive(.init(frame.kind), on: number, atNs: receivedNs, trade: frame.trade) {
        $0 = frame.text
      }
      // A pong echoes the ping's payload at once.
      if frame.kind == .ping {
        arrive(.pongSent, on: number, atNs: receivedNs + wireDice.pick(20_000...90_000)) {
          $0 = frame.text
        }
      }
    }
    if isLost, frame.trade != nil { faults.lostTrades += 1 }
  }

  /// Opens the next connection: its number is one more than the last one's.
  mutating func openConnection() {
    let number = UInt32(connections.count + 1)
    let openedNs = (clockUs + WireConnection.delayUsMin) * 1000
    connections.append(WireConnection(number: number, openedNs: openedNs, seed: options.seed))
    let url = profile.websocketURL(options.streams)
    let serverMs = clockUs / 1000
    arrive(.opened, on: number, atNs: openedNs) {
      $0.append(#"{"url":""#)
      $0.append(string: url)
      $0.append(#"","headers":{"connection":"Upgrade","date":""#)
      $0.append(httpDateAtMs: serverMs)
      $0.append(#"","upgrade":"websocket"}}"#)
    }
    at(clockUs + Self.pingUs, .ping(number))
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
  private static let pingUs: Int64 = 20_000_000

  mutating func ping(_ number: UInt32) {
    guard connections.contains(where: { $0.number == number && $0.isOpen }) else { return }
    let timeMs = clockUs / 1000
    exchange.send(.ping, to: number) { $0.append(number: timeMs) }
    at(clockUs + Self.pingUs, .ping(number))
  }
}

extension GeneratedFrame.Kind {
  fileprivate init(_ kind: MarketFrame.Kind) {
    self =
      switch kind {
      case .text: .text
      case .ping: .ping
      case .close: .close
      }
  }
}
