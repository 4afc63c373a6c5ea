import Binance

/// What clients send.
extension ExchangeCore {
  package enum Message: Equatable {
    case text([UInt8])
    case binary
    case ping([UInt8])
    case pong([UInt8])
    /// The payload of a close frame: code and reason.
    case close([UInt8])
  }

  package func received(_ message: Message, from number: Int, nowNs: Int64) {
    guard let connection = connections[number], !connection.isClosing else { return }
    if case .close(let payload) = message { return answerClose(connection, payload, nowNs) }
    guard connection.budget.allows(atNs: nowNs) else {
      return close(connection, code: 1008, reason: "Too many messages", nowNs: nowNs)
    }
    switch message {
    case .text(let text): control(connection, text, nowNs)
    case .binary: close(connection, code: 1003, reason: "Text only", nowNs: nowNs)
    case .ping(let payload):
      if nowNs >= connection.muteUntilNs {
        send(WireFrame.frame(.pong, payload), to: connection, nowNs: nowNs)
      }
    case .pong(let payload): connection.heartbeat.pong(payload, nowNs: nowNs)
    case .close: break
    }
  }

  /// The client broke the websocket protocol.
  package func violated(_ number: Int, code: UInt16, reason: String, nowNs: Int64) {
    guard let connection = connections[number] else { return }
    close(connection, code: code, reason: reason, nowNs: nowNs)
  }

  private func answerClose(_ connection: ClientConnection, _ payload: [UInt8], _ nowNs: Int64) {
    connection.isClosing = true
    transport?.send(WireFrame.frame(.close, payload.prefix(2)), to: [connection.number])
    transport?.close(connection.number)
    closed(connection.number, reason: "client", nowNs: nowNs)
  }

  private func control(_ connection: ClientConnection, _ text: [UInt8], _ nowNs: Int64) {
    guard String(validating: text, as: UTF8.self) != nil else {
      return close(connection, code: 1007, reason: "Invalid UTF-8", nowNs: nowNs)
    }
    if let event = serverFaults.active(.lostSubscribe, nowMs: sinceStartMs(nowNs)),
      let (request, id) = try? ControlRequest.read(text), case .subscribe = request
    {
      guard event.pick(0...1) == 0 else { return }
      let refusal = ControlRequest.Refusal(
        code: 2, message: "Invalid request: try again later", id: id)
      return send(WireFrame.frame(.text, refusal.reply.utf8), to: connection, nowNs: nowNs)
    }
    let (reply, change) = connection.session.handle(text)
    send(WireFrame.frame(.text, reply.utf8), to: connection, nowNs: nowNs)
    if change != .nothing { assignOutlet(connection) }
  }

  /// Sends a frame to one client, through its faults.
  func send(_ wire: [UInt8], to connection: ClientConnection, nowNs: Int64) {
    guard connection.filter != nil else {
      transport?.send(wire, to: [connection.number])
      return
    }
    pass(ClientConnection.FilteredFrame(wire: wire), through: connection, nowNs: nowNs)
  }

  /// Puts a frame into a client's filter and sends what comes out.
  func pass(
    _ frame: ClientConnection.FilteredFrame, through connection: ClientConnection, nowNs: Int64
  ) {
    connection.filter?.pass(frame, bytes: frame.wire.count, nowNs: nowNs) {
      deliver($0, to: connection)
    }
    if let filter = connection.filter, filter.heldBytes > options.unreadBytesMax {
      drop(connection, reason: "too much held back", nowNs: nowNs)
    }
  }

  func deliver(_ frame: ClientConnection.FilteredFrame, to connection: ClientConnection) {
    transport?.send(frame.wire, to: [connection.number])
    if let trade = frame.trade {
      truth?.trade(trade.id, symbol: trade.symbol, connection: connection.number)
    }
  }
}
