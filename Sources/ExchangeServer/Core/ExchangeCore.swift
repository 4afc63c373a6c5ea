import Binance
import Market

/// The exchange itself, without sockets or clock: who is connected, what they get, what goes wrong.
///
/// It is called from one thread, with the time (ns since the epoch, never going back). Everything
/// that it does to a client goes through its transport, so a test can run days of it in a moment.
package final class ExchangeCore {
  let options: ExchangeOptions
  var source: any MarketSource
  let startedNs: Int64
  var head: PlayHead
  /// The pace that is asked for now; `options` has the first one.
  var pace: PlayHead.Pace
  var isPaused = false
  /// While it is paused: what is still to be done of a step.
  var step: Step?
  /// The play head is on its way to another moment: the source reads what lies ahead of that one.
  var isSeeking = false
  var seekCount = 0
  weak var transport: (any ExchangeTransport)?
  var truth: TruthLog?
  /// Gets a line about every client that loses something.
  private let report: ((String) -> Void)?

  var connections: [Int: ClientConnection] = [:]
  /// Numbers of open connections, ascending: the order of everything that is done to all of them.
  var openNumbers: [Int] = []
  var nextNumber = 1
  /// Websockets opened so far by others than our own page.
  var clientsSeen = 0
  var attempts: [String: AttemptLedger] = [:]

  var outlets: [Outlet.Key: Outlet] = [:]
  /// By the source's stream numbers.
  var outletsByStream: [[Outlet]] = []
  /// Outlets with bytes to flush.
  var dirty: [Outlet] = []
  var frame = SourceFrame()
  /// Frames sent, a frame to several clients once.
  package internal(set) var sentFrames: Int64 = 0

  var rest: RestService
  var schedule: FaultSchedule
  var serverFaults = ServerFaults()
  /// Faults that wait for a connection to hit.
  var waitingFaults: [FaultEvent] = []
  var shutdowns: [Shutdown] = []
  package internal(set) var firedFaults = 0
  var nextHeartbeatNs: Int64

  /// Connections up to a number that will be closed.
  struct Shutdown {
    var atMs: Int64
    var lastNumber: Int
  }

  /// - Parameters:
  ///   - truth: gets lines of JSON about everything done; see `TruthLog`.
  ///   - report: gets a line about each client that was dropped.
  package init(
    _ options: ExchangeOptions, source: any MarketSource, startedNs: Int64,
    truth: ((String) -> Void)? = nil, report: ((String) -> Void)? = nil
  ) {
    self.options = options
    self.source = source
    self.startedNs = startedNs
    self.report = report
    self.truth = truth.map { TruthLog($0) }
    pace = options.pace
    head = PlayHead(options.pace, startUs: source.headUs, startedNs: startedNs)
    var limits = WeightLedger.Limits()
    limits.weightMax = options.weightPerMinute(source.venue)
    rest = RestService(limits: limits)
    schedule = options.faults
    nextHeartbeatNs = startedNs
  }

  package func attach(_ transport: any ExchangeTransport) { self.transport = transport }

  /// ms of the server's own clock since it started: what faults count by.
  func sinceStartMs(_ nowNs: Int64) -> Int64 { (nowNs - startedNs) / 1_000_000 }

  /// The exchange's clock, right or wrong.
  func serverMs(_ nowNs: Int64) -> Int64 {
    source.headUs / 1000 + serverFaults.clockOffsetMs(nowMs: sinceStartMs(nowNs))
  }

  package var connectionCount: Int { clientNumbers.count }

  /// Numbers of connections that are not our own page's, ascending.
  var clientNumbers: [Int] { openNumbers.filter { connections[$0]?.isObserver == false } }

  /// Whether a client, and not just our own page, is subscribed to something.
  var hasListeners: Bool { outlets.keys.contains { !$0.isObserver } }
  package var headUs: Int64 { source.headUs }

  /// Ends a client that the server cannot wait for, and says so.
  func drop(_ connection: ClientConnection, reason: String, nowNs: Int64) {
    let unread = transport?.bufferedBytes(connection.number) ?? 0
    report?(
      "client \(connection.number) was dropped: \(reason), with \(unread) bytes unread; it did not "
        + "get everything")
    abort(connection, reason: reason, nowNs: nowNs)
  }
}

// MARK: REST

extension ExchangeCore {
  /// Answers an HTTP request.
  package func answer(
    method: String, target: String, address: String, nowNs: Int64
  ) -> RestAnswer {
    let nowMs = sinceStartMs(nowNs)
    var answer: RestAnswer
    if let refusal = refusal(of: target, nowMs: nowMs, epochMs: nowNs / 1_000_000) {
      answer = RestAnswer(refusal)
    } else {
      answer = rest.answer(
        method: method, target: target, address: address, nowMs: nowNs / 1_000_000,
        serverMs: serverMs(nowNs), source: source)
      if answer.status == 200 {
        serverFaults.spoil(
          &answer, isHistory: RequestURL(target)["fromId"] != nil, nowMs: nowMs)
      }
    }
    var date: [UInt8] = []
    date.append(httpDateAtMs: serverMs(nowNs))
    answer.add("Date", String(decoding: date, as: UTF8.self))
    return answer
  }

  private func refusal(of target: String, nowMs: Int64, epochMs: Int64) -> RestError? {
    if let refusal = serverFaults.refusal(nowMs: nowMs, epochMs: epochMs) { return refusal }
    guard serverFaults.active(.noHistory, nowMs: nowMs) != nil else { return nil }
    return RequestURL(target)["fromId"] == nil ? nil : .noHistory
  }
}
