import Binance
import Recording

/// Snapshots, and the books that they begin.
extension Recorder {
  /// A connection has opened: nothing says what was missed before.
  mutating func askForBooks(plan: Int, _ step: inout Step) {
    let requests = options.snapshotRequests(plan: plan)
    guard options.takesSnapshots else {
      for request in requests { _ = queue.add(request) }
      return
    }
    // Of several kinds of snapshots the last is the book's; the others are recorded beside it.
    let symbols = options.subscriptions.bookSymbols(plan: plan)
    for request in requests.dropLast(symbols.count) { _ = queue.add(request) }
    recover(.opened(requests.suffix(symbols.count), symbols: symbols), &step)
  }

  mutating func recover(_ event: BookRecovery.Event, _ step: inout Step) {
    for action in books.handle(event, nowNs: step.nowNs) {
      switch action {
      case .ask(let request):
        if !queue.add(request) { recover(.failed(request), &step) }
      case .turned(let standing):
        step.record(.book, CapturePayload.book(standing))
        step.report(.bookTurned(standing))
      }
    }
  }
}
