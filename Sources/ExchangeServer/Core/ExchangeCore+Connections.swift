import Binance
import Market

/// Clients come and go.
extension ExchangeCore {
  package enum Opening: Equatable {
    case accepted(connection: Int)
    case refused(RestAnswer)
  }

  /// What happens to a new TCP connection before a byte is read.
  package enum Welcome: Equatable { case accepted, refused, tlsFailure }

  package func welcome(nowNs: Int64) -> Welcome {
    let nowMs = sinceStartMs(nowNs)
    if serverFaults.active(.refusedConnect, nowMs: nowMs) != nil { return .refused }
    return serverFaults.active(.tlsFailure, nowMs: nowMs) == nil ? .accepted : .tlsFailure
  }

  /// A websocket handshake: whether it may go on. An accepted client is open once `opened` is called.
  package func knock(target: String, address: String, nowNs: Int64) -> RestAnswer? {
    do throws(RestError) {
      try check(target: target, address: address, nowNs: nowNs)
      return nil
    } catch {
      return RestAnswer(error)
    }
  }

  private func check(target: String, address: String, nowNs: Int64) throws(RestError) {
    if target.utf8.count > StreamTarget.bytesMax {
      throw RestError(status: 414, ErrorCode(rawValue: -1100), "The URI is too long.")
    }
    let (market, isObserver) = Self.observed(target)
    guard StreamSession(target: market, venue: source.venue) != nil else { throw .notFound }
    if !isObserver { try checkClient(address: address, nowNs: nowNs) }
    if openNumbers.count >= options.connectionsMax {
      throw RestError(status: 503, ErrorCode(rawValue: -1034), "Too many connections.")
    }
  }

  private func checkClient(address: String, nowNs: Int64) throws(RestError) {
    if let refusal = serverFaults.refusal(
      nowMs: sinceStartMs(nowNs), epochMs: nowNs / 1_000_000)
    {
      throw refusal
    }
    if attempts.count >= RestService.addressesMax {
      attempts = attempts.filter { !$0.value.isIdle(atNs: nowNs) }
    }
    guard attempts[address, default: AttemptLedger()].allows(options.attemptsMax, atNs: nowNs)
    else {
      throw RestError(
        status: 429, ErrorCode(rawValue: -1034),
        "Too many connections; \(options.attemptsMax) in 5 minutes are allowed.", retryAfterS: 300)
    }
  }

  /// The market's part of a target, and whether our own page asks, as in
  /// `/control/ws/btcusdt@kline_1m`.
  private static func observed(_ target: String) -> (market: String, isObserver: Bool) {
    guard target.hasPrefix(PlayControl.path) else { return (target, false) }
    return (String(target.dropFirst(PlayControl.path.count - 1)), true)
  }

  /// The handshake is done.
  /// - Returns: the connection's number; nil if nothing is at the target.
  package func opened(target: String, nowNs: Int64) -> Int? {
    let (market, isObserver) = Self.observed(target)
    guard let session = StreamSession(target: market, venue: source.venue) else { return nil }
    let number = nextNumber
    nextNumber += 1
    if !isObserver { clientsSeen += 1 }
    let connection = ClientConnection(
      number: number, isObserver: isObserver, session: session, options: options,
      venue: source.venue, nowNs: nowNs)
    connections[number] = connection
    openNumbers.append(number)
    truth?.opened(number, target: target, atMs: nowNs / 1_000_000)
    assignOutlet(connection)
    return number
  }

  /// The connection is gone, whoever ended it.
  package func closed(_ number: Int, reason: String, nowNs: Int64) {
    guard let connection = connections.removeValue(forKey: number) else { return }
    openNumbers.removeAll { $0 == number }
    leaveOutlet(connection)
    settleTruth(nowNs: nowNs)
    truth?.closed(number, reason: reason, atMs: nowNs / 1_000_000)
  }

  /// Says goodbye with a close frame and ends the connection.
  func close(_ connection: ClientConnection, code: UInt16, reason: String, nowNs: Int64) {
    guard !connection.isClosing else { return }
    connection.isClosing = true
    flush(nowNs: nowNs)
    transport?.send(
      code == 1000 && reason.isEmpty
        ? WireFrame.frame(.close, []) : WireFrame.close(code: code, reason: reason),
      to: [connection.number])
    transport?.close(connection.number)
    closed(connection.number, reason: "\(code) \(reason)", nowNs: nowNs)
  }

  /// Ends the connection at once.
  func abort(_ connection: ClientConnection, reason: String, nowNs: Int64) {
    transport?.abort(connection.number)
    closed(connection.number, reason: reason, nowNs: nowNs)
  }

  /// Says goodbye to everyone.
  package func shutDown(nowNs: Int64) {
    for number in openNumbers {
      guard let connection = connections[number] else { continue }
      close(connection, code: 1001, reason: "server shutdown", nowNs: nowNs)
    }
    truth?.flush()
  }
}
