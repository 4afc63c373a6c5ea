import Capture
import ExchangeServer

/// Connections between the recorder and the exchange.
extension SoakRun {
  func connect(_ connection: UInt32, _ url: String) {
    let target = String(url.dropFirst(SoakMarket.url.count))
    guard core.welcome(nowNs: nowNs) == .accepted else { return refused(connection, nil) }
    if let answer = core.knock(target: target, address: "127.0.0.1", nowNs: nowNs) {
      return refused(connection, AnswerHead(answer))
    }
    guard let number = core.opened(target: target, nowNs: nowNs) else {
      return refused(connection, nil)
    }
    theirs[connection] = number
    ours[number] = connection
    handle(.opened(connection, AnswerHead(status: 101)))
  }

  private func refused(_ connection: UInt32, _ head: AnswerHead?) {
    handle(.refused(connection, reason: "refused", head))
  }

  func disconnect(_ connection: UInt32) {
    guard let number = theirs[connection] else { return }
    wire.drop(number)
    core.closed(number, reason: "abandoned", nowNs: nowNs)
    ended(connection)
  }

  private func ended(_ connection: UInt32) {
    if let number = theirs.removeValue(forKey: connection) { ours[number] = nil }
    handle(.ended(connection))
  }

  func deliver() {
    for number in ours.keys.sorted() {
      guard let connection = ours[number] else { continue }
      let (bytes, hasEnded) = wire.take(number)
      if !bytes.isEmpty {
        take { recorder, step in
          bytes.withUnsafeBytes {
            recorder.read($0, on: connection, arrivedNs: step.receivedNs, &step)
          }
        }
      }
      if hasEnded, theirs[connection] != nil { ended(connection) }
    }
  }
}
