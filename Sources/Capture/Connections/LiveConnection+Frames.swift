import Binance
import Recording

/// The websocket of a connection: frames are taken out of bytes and recorded, pings are answered, close
/// frames exchanged. Of a payload it looks at no more than whether it is market data or a reply to SUBSCRIBE.
extension LiveConnection {
  /// Codes of a close frame (RFC 6455, section 7.4).
  private enum CloseCode: UInt16 {
    case normal = 1000
    case protocolError = 1002
  }

  mutating func read(
    _ bytes: UnsafeRawBufferPointer, arrivedNs: Int64, _ step: inout Recorder.Step
  ) {
    guard hasOpened, !hasEnded else { return }
    let (number, expectsReply) = (number, subscribing.expectsReply)
    var hasData = false
    var replies: [[UInt8]] = []
    var pings: [[UInt8]] = []
    var close: [UInt8]?
    var violation: String?
    do {
      try reader.read(bytes) { kind, payload in
        guard close == nil else { return }
        step.records.append(receivedNs: arrivedNs, connection: number, kind: kind, payload)
        switch kind {
        case .ping:
          pings.append(Array(payload))
          step.record(.pongSent, pings[pings.count - 1], connection: number)
        case .close: close = Array(payload)
        case .text where expectsReply || !hasData:
          let isData = StreamMark.begins(payload)
          hasData = hasData || isData
          if expectsReply, !isData { replies.append(Array(payload)) }
        default: break
        }
      }
    } catch {
      violation = String(describing: error)
    }
    // A pong echoes its ping's payload.
    for ping in pings {
      step.actions.append(.send(number, .pongSent, ping))
      note(.ping, nowNs: step.nowNs)
    }
    note(hasData ? .data : .bytes, nowNs: step.nowNs)
    take(replies, &step)
    if let close {
      end(Self.reason(close), .normal, canSend: true, &step)
    } else if let violation {
      end(violation, .protocolError, canSend: true, &step)
    }
  }

  private mutating func take(_ replies: [[UInt8]], _ step: inout Recorder.Step) {
    for reply in replies.compactMap({ ControlReply($0) }) {
      guard let refusal = subscribing.take(reply, nowNs: step.nowNs) else { continue }
      step.report(
        .streamRefused(number, stream: refusal.stream.text, reason: refusal.reason))
    }
  }

  /// Its socket failed, or TLS.
  mutating func fail(_ reason: String, canSend: Bool, _ step: inout Recorder.Step) {
    if !hasEnded { end(reason, .protocolError, canSend: canSend, &step) }
  }

  /// Begins a clean end; the server answers with a close frame of its own.
  mutating func close(_ reason: String, _ step: inout Recorder.Step) {
    isWanted = true
    endReason = endReason ?? reason
    sendClose(.normal, &step)
  }

  mutating func send(_ kind: FrameKind, _ payload: [UInt8], _ step: inout Recorder.Step) {
    step.record(kind, payload, connection: number)
    step.actions.append(.send(number, kind, payload))
  }

  private mutating func end(
    _ reason: String, _ code: CloseCode, canSend: Bool, _ step: inout Recorder.Step
  ) {
    hasEnded = true
    endReason = endReason ?? reason
    if canSend { sendClose(code, &step) }
    step.actions.append(.disconnect(number))
  }

  /// Once at most.
  private mutating func sendClose(_ code: CloseCode, _ step: inout Recorder.Step) {
    guard !hasSentClose else { return }
    hasSentClose = true
    send(.closeSent, [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF)], &step)
  }

  private static func reason(_ close: [UInt8]) -> String {
    let code = close.count < 2 ? "no code" : "code \(UInt16(close[0]) << 8 | UInt16(close[1]))"
    let text = String(decoding: close.dropFirst(2), as: UTF8.self)
    return "the server closed it: \(code)" + (text.isEmpty ? "" : ", \(text)")
  }
}
