import Binance
import Capture
import Recording

/// A recorder that is driven by hand, and all that it did.
struct RecorderTrial {
  var recorder: Recorder
  var nowNs: Int64 = 0
  var actions: [Recorder.Action] = []
  var records: [(kind: FrameKind, connection: UInt32, text: String)] = []

  init(_ options: CaptureOptions) { recorder = Recorder(options) }

  mutating func handle(_ event: Recorder.Event) { take { $0.handle(event, &$1) } }

  /// A text frame comes.
  mutating func read(_ text: String, on connection: UInt32 = 1) {
    let payload = Array(text.utf8)
    let length =
      payload.count < 126
      ? [UInt8(payload.count)] : [126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    read([0x81] + length + payload, on: connection)
  }

  /// Bytes come, which need not be whole frames.
  mutating func read(_ bytes: [UInt8], on connection: UInt32 = 1) {
    take { recorder, step in
      bytes.withUnsafeBytes {
        recorder.read($0, on: connection, arrivedNs: step.receivedNs, &step)
      }
    }
  }

  /// Time passes, twenty times a second.
  mutating func wait(seconds: Double) {
    for _ in 0..<Int(seconds * 20) {
      nowNs += CaptureLimits.secondNs / 20
      handle(.tick)
    }
  }

  private mutating func take(_ event: (inout Recorder, inout Recorder.Step) -> Void) {
    var step = Recorder.Step(nowNs: nowNs, receivedNs: nowNs + 1)
    event(&recorder, &step)
    actions += step.actions
    var records = records
    step.records.withEach {
      records.append(($0.kind, $0.connection, String(decoding: $1, as: UTF8.self)))
    }
    self.records = records
  }

  /// Records but for the clock's, by their letters; then forgets them.
  mutating func letters() -> String {
    defer { records = [] }
    return String(records.filter { $0.kind != .clock }.map(\.kind.letter))
  }

  var sent: [(kind: FrameKind, payload: [UInt8])] {
    actions.compactMap {
      if case .send(_, let kind, let payload) = $0 { (kind, payload) } else { nil }
    }
  }

  var disconnected: [UInt32] {
    actions.compactMap { if case .disconnect(let connection) = $0 { connection } else { nil } }
  }

  /// The texts sent since the last call.
  mutating func takeSent() -> [String] {
    defer { actions.removeAll { if case .send = $0 { true } else { false } } }
    return actions.compactMap {
      if case .send(_, .textSent, let payload) = $0 {
        String(decoding: payload, as: UTF8.self)
      } else {
        nil
      }
    }
  }

  var reports: [CaptureReport] {
    actions.compactMap { if case .report(let report) = $0 { report } else { nil } }
  }

  /// The requests that were sent, with when they may be answered: at once.
  var asked: [MarketRequest] {
    actions.compactMap { if case .ask(let request, _, _) = $0 { request } else { nil } }
  }

  var connected: [String] {
    actions.compactMap { if case .connect(_, let url) = $0 { url } else { nil } }
  }

  /// The exchange answers a request.
  mutating func answer(_ request: MarketRequest, status: Int = 200, _ body: String = "[]") {
    var result = RestResult(sentNs: nowNs)
    result.head = AnswerHead(status: status)
    result.body = Array(body.utf8)
    handle(.answered(request, result))
  }
}
