import Binance

/// Things go wrong, as scheduled.
extension ExchangeCore {
  func fireFaults(nowNs: Int64) {
    let nowMs = sinceStartMs(nowNs)
    while let event = schedule.take(nowMs: nowMs) {
      if event.fault.scope == .server {
        fire(event, nowNs: nowNs)
      } else if event.waits || !clientNumbers.isEmpty,
        waitingFaults.count < Self.waitingFaultsMax
      {
        waitingFaults.append(event)
      }
    }
    while !waitingFaults.isEmpty, !clientNumbers.isEmpty {
      var event = waitingFaults.removeFirst()
      event.atMs = nowMs
      hit(event, nowNs: nowNs)
    }
    endShutdowns(nowNs: nowNs)
  }

  /// More than these do not wait for a connection.
  private static let waitingFaultsMax = 16

  private func fire(_ event: FaultEvent, nowNs: Int64) {
    var event = event
    event.atMs = sinceStartMs(nowNs)
    note(event, connection: nil, nowNs: nowNs)
    serverFaults.begin(event)
    if event.fault == .serverShutdown { announceShutdown(event, nowNs: nowNs) }
  }

  private func note(_ event: FaultEvent, connection: Int?, nowNs: Int64) {
    firedFaults += 1
    settleTruth(nowNs: nowNs)
    truth?.fault(event, connection: connection, atMs: nowNs / 1_000_000)
  }

  /// Lets a fault befall one of the open connections.
  private func hit(_ event: FaultEvent, nowNs: Int64) {
    let numbers = clientNumbers
    let number = numbers[Int(event.lot % UInt64(numbers.count))]
    guard let connection = connections[number] else { return }
    note(event, connection: number, nowNs: nowNs)
    let untilNs = nowNs + event.lengthMs * 1_000_000
    switch event.fault {
    case .cut: return abort(connection, reason: "cut", nowNs: nowNs)
    case .garbageFrame: return send(garbage(event.lot), to: connection, nowNs: nowNs)
    case .missedPong: connection.muteUntilNs = untilNs
    case .halfFrame: connection.halfFrameLot = event.lot
    default: trouble(connection, event, untilNs: untilNs)
    }
    assignOutlet(connection)
  }

  private func trouble(_ connection: ClientConnection, _ event: FaultEvent, untilNs: Int64) {
    var filter = connection.filter ?? FrameFilter()
    switch event.fault {
    case .stall: filter.stall(untilNs: untilNs)
    case .duplicate: filter.duplicate(untilNs: untilNs)
    case .reorder: filter.reorder(untilNs: untilNs)
    default: filter.delay(byNs: event.pick(50...900) * 1_000_000, untilNs: untilNs)
    }
    connection.filter = filter
  }

  /// A text that is no JSON, a text that is no UTF-8, or bytes that are no text.
  private func garbage(_ lot: UInt64) -> [UInt8] {
    switch lot % 3 {
    case 0: WireFrame.frame(.text, #"{"e":"trade","E":17231612"#.utf8)
    case 1:
      WireFrame.frame(.text, Array("{\"e\":\"".utf8) + [0xFF, 0xC0, 0x80] + Array("\"}".utf8))
    default:
      WireFrame.frame(.binary, (0..<64).map { UInt8(truncatingIfNeeded: lot &>> ($0 % 57)) })
    }
  }

  /// Frames for a connection that something is wrong with.
  func publishTroubled(
    _ frame: borrowing SourceFrame, _ payload: ArraySlice<UInt8>, _ outlet: Outlet, nowNs: Int64
  ) {
    guard let number = outlet.key.owner, let connection = connections[number] else { return }
    var wire: [UInt8] = []
    WireFrame.append(.text, payload, to: &wire)
    if let lot = connection.halfFrameLot {
      wire.removeLast(1 + Int(lot % UInt64(wire.count - 1)))
      transport?.send(wire, to: [number])
      transport?.close(number)
      return closed(number, reason: "half-frame", nowNs: nowNs)
    }
    let trade = frame.tradeId.map { (symbol: frame.symbol, id: $0) }
    pass(
      ClientConnection.FilteredFrame(wire: wire, trade: trade), through: connection, nowNs: nowNs)
  }

  /// Sends what filters held back long enough, and ends those that are over.
  func releaseFilters(nowNs: Int64) {
    for number in openNumbers {
      guard let connection = connections[number], connection.filter != nil else { continue }
      connection.filter?.release(nowNs: nowNs) { deliver($0, to: connection) }
      if connection.filter?.isIdle(nowNs: nowNs) == true {
        connection.filter = nil
        assignOutlet(connection)
      }
      dropIfBehind(connection, nowNs: nowNs)
    }
  }

  private func dropIfBehind(_ connection: ClientConnection, nowNs: Int64) {
    guard let transport, transport.bufferedBytes(connection.number) > options.unreadBytesMax
    else { return }
    drop(connection, reason: "too slow", nowNs: nowNs)
  }

  private func announceShutdown(_ event: FaultEvent, nowNs: Int64) {
    var data: [UInt8] = []
    data.append(serverShutdownAtMs: serverMs(nowNs))
    var envelope: [UInt8] = []
    envelope.appendEnvelope(stream: "!serverShutdown") { $0 += data }
    for number in clientNumbers {
      guard let connection = connections[number] else { continue }
      var text = connection.session.isCombined ? envelope : data
      if connection.session.hasMicroseconds { text = MicrosecondText.rewritten(text[...]) }
      send(WireFrame.frame(.text, text), to: connection, nowNs: nowNs)
    }
    shutdowns.append(Shutdown(atMs: event.endMs, lastNumber: nextNumber - 1))
  }

  private func endShutdowns(nowNs: Int64) {
    let nowMs = sinceStartMs(nowNs)
    for shutdown in shutdowns where shutdown.atMs <= nowMs {
      for number in clientNumbers where number <= shutdown.lastNumber {
        guard let connection = connections[number] else { continue }
        close(connection, code: 1001, reason: "server shutdown", nowNs: nowNs)
      }
    }
    shutdowns.removeAll { $0.atMs <= nowMs }
  }
}
