import Binance
import Market
package import Recording

/// The recorder as a value: events in, records and actions out.
///
/// ```
/// connection opened, bytes, lost ─┐               ┌─▶ records, for the log
/// REST answer                     ├─▶  Recorder ──┤
/// what the feed noticed           │               └─▶ actions: connect, send, ask, report …
/// time, stop                     ─┘
/// ```
/// It opens no socket, starts no thread and never asks for the time: `CaptureSockets` does so for it, and
/// the soak test drives it through days of virtual time.
package struct Recorder: Sendable {
  /// What happened.
  package enum Event: Sendable {
    /// Time has passed; wanted every 50 ms, and first of all.
    case tick
    /// The server has agreed to the upgrade.
    case opened(UInt32, AnswerHead)
    /// The connection was never there; the server may have answered.
    case refused(UInt32, reason: String, AnswerHead?)
    /// A connection's socket failed. `canSend`: what is sent may still arrive.
    case failed(UInt32, reason: String, canSend: Bool)
    case ended(UInt32)
    case answered(MarketRequest, RestResult)
    case clockRead(CaptureClock.Sample, monotonicNs: Int64)
    case noticed(FeedNotice)
    /// The user wants these symbols, too.
    case join([String])
    case stop(reason: String)
    /// After the end, and after the last frames were looked at: which gaps stay is to be recorded.
    case conclude
  }

  /// What is to be done.
  package enum Action: Sendable {
    case connect(UInt32, url: String)
    /// A websocket frame of the kind `textSent`, `pongSent` or `closeSent`.
    case send(UInt32, FrameKind, [UInt8])
    /// End the connection, or the attempt, without waiting for anything.
    case disconnect(UInt32)
    case ask(MarketRequest, url: String, headers: [HTTPHeader])
    case readClock
    case report(CaptureReport)
    /// All connections are gone.
    case end(reason: String)
  }

  /// What one event brings about, and when it happened.
  package struct Step: Sendable {
    /// Of the monotonic clock, which nobody sets.
    package var nowNs: Int64
    /// The same instant, as records are stamped.
    package var receivedNs: Int64
    package var records = RecordBuffer()
    package var actions: [Action] = []

    package init(nowNs: Int64, receivedNs: Int64) {
      self.nowNs = nowNs
      self.receivedNs = receivedNs
    }

    /// For the next event; memory for something huge is not worth keeping.
    package mutating func removeAll() {
      actions.removeAll(keepingCapacity: true)
      if records.bytes.capacity > 4 * FrameChunk.bytesMax {
        records = RecordBuffer()
      } else {
        records.removeAll()
      }
    }

    mutating func record(_ kind: FrameKind, _ payload: [UInt8], connection: UInt32 = 0) {
      payload.withUnsafeBytes {
        records.append(receivedNs: receivedNs, connection: connection, kind: kind, $0)
      }
    }

    mutating func report(_ report: CaptureReport) { actions.append(.report(report)) }
  }

  enum Phase: Equatable {
    case atWork
    case stopping(reason: String, dueNs: Int64)
    case ended
  }

  var options: CaptureOptions
  var connections: ConnectionManager
  var queue: RestQueue
  var gaps: GapRecovery
  var books: BookRecovery
  var lookup: SymbolLookup
  var polls: PollSchedule
  var listings: NewListings?
  var outages = Outages()
  /// Connections that opened when none brought their streams.
  var openedAfterOutage: Set<UInt32> = []
  /// About refused connections, and about REST's answers.
  var advice = AdviceOnce()
  var restAdvice = AdviceOnce()
  /// What is asked for again and again, and was refused last time.
  var refusedPolls: Set<String> = []
  /// What was answered with trades that were not asked for.
  var strayAnswers: Set<String> = []
  /// What has been done so far.
  package internal(set) var counts = RecorderCounts()
  var phase = Phase.atWork
  var startNs: Int64?
  var blockedUntilNs = Int64.min
  var clockReadDueNs = Int64.min
  var clockRecordDueNs = Int64.min

  package init(_ options: CaptureOptions) {
    self.options = options
    connections = ConnectionManager(
      plans: options.subscriptions.plans, venue: options.venue, isRedundant: options.isRedundant,
      seed: options.seed)
    queue = RestQueue(weightPerMinute: options.venue.weightPerMinute, seed: ~options.seed)
    gaps = GapRecovery(
      venue: options.venue.venue, hasHistory: options.venue.hasHistory)
    books = BookRecovery(everyNs: options.snapshotEveryNs)
    lookup = SymbolLookup(venue: options.venue.venue)
    polls = PollSchedule(options)
    if let choice = options.choice, choice.takesNew {
      listings = NewListings(choice, listed: options.listed, venue: options.venue.venue)
    }
  }

  /// What it asks for now.
  package var subscriptions: Subscriptions { options.subscriptions }

  /// Nothing waits for an answer of the exchange, and no gap is open but those that rest for a day.
  package var isIdle: Bool { queue.isEmpty && !gaps.isAtWork }

  package mutating func handle(_ event: Event, _ step: inout Step) {
    switch event {
    case .tick: tick(&step)
    case .opened(let connection, let head): opened(connection, head, &step)
    case .refused(let connection, let reason, let head):
      refused(connection, reason, head: head, &step)
    case .failed(let connection, let reason, let canSend):
      connections.update(connection) { $0.fail(reason, canSend: canSend, &step) }
    case .ended(let connection): ended(connection, &step)
    case .answered(let request, let result): answered(request, result, &step)
    case .clockRead(let sample, let monotonicNs): clockRead(sample, monotonicNs, &step)
    case .noticed(let notice): noticed(notice, &step)
    case .join(let symbols): join(symbols, &step)
    case .stop(let reason): stop(reason, &step)
    case .conclude: recover(.stop, &step)
    }
    noteOutages(&step)
    counts.openNow = Int64(connections.openCount)
  }
}
