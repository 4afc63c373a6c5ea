package import Binance

/// How a book stands, as the feed beside the recorder has seen it in what is recorded.
package struct BookStanding: Equatable, Sendable {
  package let symbol: String
  /// Nil: it is joined.
  package let reason: UnjoinedReason?
  /// The id of the update at which it stands.
  package let lastUpdateId: Int64

  package init(symbol: String, reason: UnjoinedReason?, lastUpdateId: Int64) {
    self.symbol = symbol
    self.reason = reason
    self.lastUpdateId = lastUpdateId
  }

  /// `BTCUSDT: the book is joined at update 50093239218`
  package var text: String {
    guard let reason else { return "\(symbol): the book is joined at update \(lastUpdateId)" }
    return "\(symbol): the book is not joined: \(reason.text)"
  }
}

/// Gets snapshots until every book is joined, and once in a while afterwards.
///
/// ```
/// connection opened ─▶ asked ─▶ answered ─▶ recorded, seen by the feed ─▶ joined ──▶ asked again, for what
///                        ▲                                      │           │         lies farther away
///                        └──── too old, ids jumped, none came ◀─┴───────────┘
/// ```
/// What was answered counts once the feed has seen it recorded. A snapshot that is too old is followed by others,
/// ever more seldom; one that is newer than the stream needs no other. While no connection brings a book's updates
/// nothing is asked.
package struct BookRecovery: Sendable {
  package enum Event: Equatable, Sendable {
    case tick
    /// A connection has opened that brings the updates of these.
    case opened([MarketRequest], symbols: [String])
    case noticed(BookStanding)
    case answered(MarketRequest)
    /// There was no answer, though it was repeated.
    case failed(MarketRequest)
    /// The exchange will not.
    case refused(MarketRequest)
  }

  package enum Action: Equatable, Sendable {
    case ask(MarketRequest)
    /// The book is joined, or is not any more, or for another reason.
    case turned(BookStanding)
  }

  fileprivate struct Entry {
    let symbol: String
    var request: MarketRequest
    /// Nil: nothing is known yet.
    var standing: BookStanding?
    var isAsking = false
    /// Snapshots in a row that did not join, or did not come.
    var failureCount = 0
    /// Of these, the last ones that the exchange refused.
    var refusals = 0
    /// It failed, and is left alone until then.
    var notBeforeNs = Int64.min
    /// When to ask again, if at all.
    var dueNs = Int64.max
    /// When the last answer came.
    var answeredNs: Int64?
    var refreshNs = Int64.max

    var isJoined: Bool { standing.map { $0.reason == nil } ?? false }
  }

  /// Time that the feed needs to see an answer.
  fileprivate static let lookNs = 2 * CaptureLimits.secondNs

  /// A fresh snapshot so often; nil: none while the book is joined.
  private let everyNs: Int64?
  private var entries: [Entry] = []
  private var indices: [String: Int] = [:]

  package init(everyNs: Int64? = nil) { self.everyNs = everyNs }

  package mutating func handle(_ event: Event, nowNs: Int64) -> [Action] {
    switch event {
    case .tick: return tick(nowNs)
    case .opened(let requests, let symbols):
      return zip(requests, symbols).map { opened($0, $1) }
    case .noticed(let standing): return noticed(standing, nowNs)
    case .answered(let request):
      finish(request) { entry in
        entry.answeredNs = nowNs
        entry.refusals = 0
        // The feed will say more of it, and then this is not due any more; where it has seen no update, there
        // is none to join.
        guard entry.standing != nil, !entry.isJoined else { return }
        entry.failureCount += 1
        entry.dueNs = nowNs + max(Self.lookNs, entry.backoffNs)
      }
    case .failed(let request): failed(request, isRefused: false, nowNs)
    case .refused(let request): failed(request, isRefused: true, nowNs)
    }
    return []
  }

  /// Asked again after a while, and after more each time that it is refused.
  private mutating func failed(_ request: MarketRequest, isRefused: Bool, _ nowNs: Int64) {
    let waitNs =
      isRefused ? CaptureLimits.snapshotRefusedNs : CaptureLimits.snapshotRetryNsMax
    finish(request) { [everyNs] entry in
      let longerNs = waitNs << min(entry.refusals, 10)
      entry.notBeforeNs = nowNs + min(longerNs, CaptureLimits.snapshotRefusedNsMax)
      entry.failureCount += 1
      if isRefused { entry.refusals += 1 }
      if entry.standing != nil, !entry.isJoined { entry.dueNs = entry.notBeforeNs }
      entry.refreshNs = everyNs.map { max(nowNs + $0, entry.notBeforeNs) } ?? .max
    }
  }

  private mutating func opened(_ request: MarketRequest, _ symbol: String) -> Action {
    let index = index(of: symbol, request)
    entries[index].request = request
    entries[index].isAsking = true
    entries[index].dueNs = .max
    entries[index].notBeforeNs = .min
    return .ask(request)
  }

  private mutating func index(of symbol: String, _ request: MarketRequest) -> Int {
    if let index = indices[symbol] { return index }
    indices[symbol] = entries.count
    entries.append(Entry(symbol: symbol, request: request))
    return entries.count - 1
  }

  private mutating func noticed(_ standing: BookStanding, _ nowNs: Int64) -> [Action] {
    guard let index = indices[standing.symbol] else { return [] }
    let before = entries[index].standing
    entries[index].standing = standing
    entries[index].take(standing, everyNs: everyNs, nowNs)
    // Ids that jump again and again are one piece of news.
    let isNews = before == nil || before?.reason?.name != standing.reason?.name
    return isNews ? [.turned(standing)] : []
  }

  private mutating func tick(_ nowNs: Int64) -> [Action] {
    var asked: [Action] = []
    for index in entries.indices where !entries[index].isAsking {
      if entries[index].dueNs <= nowNs {
        asked.append(.ask(entries[index].ask(isPoll: false)))
      } else if entries[index].refreshNs <= nowNs {
        asked.append(.ask(entries[index].ask(isPoll: true)))
      }
    }
    return asked
  }

  private mutating func finish(_ request: MarketRequest, _ note: (inout Entry) -> Void) {
    for index in entries.indices where entries[index].request.target == request.target {
      entries[index].isAsking = false
      note(&entries[index])
    }
  }
}

extension BookRecovery.Entry {
  fileprivate mutating func ask(isPoll: Bool) -> MarketRequest {
    isAsking = true
    dueNs = .max
    refreshNs = .max
    var request = request
    request.isPoll = isPoll
    request.isUrgent = !isPoll
    return request
  }

  fileprivate var backoffNs: Int64 {
    let doubledNs = CaptureLimits.snapshotRetryNsMin << Int64(min(failureCount, 10))
    return min(doubledNs, CaptureLimits.snapshotRetryNsMax)
  }

  fileprivate mutating func take(_ standing: BookStanding, everyNs: Int64?, _ nowNs: Int64) {
    switch standing.reason {
    case nil:
      (failureCount, dueNs) = (0, .max)
      refreshNs = everyNs.map { nowNs + $0 } ?? .max
    // The next update joins it, or the next connection brings a snapshot.
    case .awaitsUpdates, .connectionLost: dueNs = .max
    case .noSnapshot, .idsJumped:
      guard !isAsking else { return }
      dueNs = max(nowNs, notBeforeNs, answeredNs.map { $0 + BookRecovery.lookNs } ?? nowNs)
    case .snapshotTooOld:
      guard !isAsking else { return }
      dueNs = max(nowNs, notBeforeNs, (answeredNs ?? nowNs) + backoffNs)
    }
  }
}
