import Basics
package import Market

/// What the ids of one symbol's trades proved: gaps, late trades, duplicates.
package struct TradeLedger: Sendable {
  /// Gaps that are listed. Of more, the oldest are only counted: their ids are forgotten by then.
  package static let gapsMax = IdTracker.gapsMax

  package let symbol: SymbolID
  package let source: TradeSource
  /// Those that lack a trade still, in id order.
  package private(set) var gaps: [TradeGap] = []
  /// Filled ones, too.
  package private(set) var gapCount = 0
  private var filledGapCount = 0
  // Ids come from outside: their sum may exceed 64 bits.
  private var missing: Int128 = 0
  package private(set) var acceptedCount = 0
  package private(set) var lateCount = 0
  /// Doubled on the connection that brought the symbol's last trade.
  package private(set) var duplicateCount = 0
  /// Doubled on another connection: a redundant or an overlapping one.
  package private(set) var copyCount = 0
  /// Pairs of aggregates that share trades and were both taken.
  package private(set) var overlapCount = 0
  /// Trades whose ids were seen before with another price, quantity or time, and were not taken.
  package private(set) var contradictedCount = 0
  /// Trades whose ids were seen too long before to be compared with those that had them.
  package private(set) var uncomparedCount = 0
  /// Of the trades that a gap lacked, those known by their aggregates alone.
  package private(set) var aggregatedCount: Int64 = 0
  package private(set) var firstId: Int64?
  package var lastId: Int64? { tracker.lastId }

  /// How far a trade's time may lie ahead of all that is known of the time.
  private static let aheadUsMax: Int64 = 86_400_000_000

  private var tracker = IdTracker()
  private var recent = RecentTrades()
  private var digests: TradeDigests
  /// The earliest and the latest time of a trade, µs.
  private var oldestUs: Int64?
  private(set) var newestUs: Int64?
  /// The same, before the trade at work.
  private var earlierUs: Int64 = 0
  /// The time of the last trade that was not believed.
  private var suspectUs = Int64.min
  private var lastConnection: UInt32?
  /// Of the record with the highest trade ids.
  private(set) var lastRecordId: Int64?
  private var disruptionsSeen: Int
  /// The last trade of an earlier session, which the first one of this session follows, and gaps before it that
  /// are known.
  private var resumed: LastTrade?
  private var resumedGaps: [TradeGap] = []

  /// - Parameters:
  ///   - last: what its first trade is to follow.
  ///   - disruptionsSeen: those before that one.
  ///   - comparedMax: ids that trades are compared with, a power of two.
  package init(
    symbol: SymbolID, source: TradeSource, after last: LastTrade? = nil, disruptionsSeen: Int = 0,
    comparedMax: Int = TradeDigests.countMax
  ) {
    self.symbol = symbol
    self.source = source
    self.disruptionsSeen = disruptionsSeen
    digests = TradeDigests(countMax: comparedMax)
    resumed = last
  }

  /// Its last trade, for a ledger of another kind that goes on where this one ends.
  func last(named name: String) -> (trade: LastTrade, disruptionsSeen: Int)? {
    guard let lastId, let newestUs else { return nil }
    return (
      LastTrade(symbol: name, source: source, id: lastId, recordId: lastRecordId, timeUs: newestUs),
      disruptionsSeen
    )
  }

  /// Whether a trade has come, or is known to have come in an earlier session.
  package var hasLast: Bool { resumed != nil || lastId != nil }

  /// What is missing still, in pieces of which nothing has come.
  package var openParts: [TradeGap] {
    gaps.flatMap { gap in tracker.unseen(in: gap.missing).map { gap.part($0) } }
  }

  /// A gap of earlier sessions, of which nothing has come; false if it is known, or cannot be.
  mutating func expect(_ gap: TradeGap) -> Bool {
    if let resumed {
      guard gap.missing.upperBound < resumed.id,
        !resumedGaps.contains(where: { $0.missing.overlaps(gap.missing) })
      else { return false }
      resumedGaps.append(gap)
      enter(gap)
      return true
    }
    guard tracker.expect(gap.missing) else { return false }
    enter(gap)
    return true
  }

  private mutating func enter(_ gap: TradeGap) {
    gapCount += 1
    missing += Int128(gap.missingCount)
    gaps.insert(gap, at: gaps.partitionPoint { $0.missing.upperBound >= gap.missing.lowerBound })
  }

  /// Gaps that can still be filled.
  package var openGaps: [TradeGap] {
    gaps.filter { !$0.isFilled && tracker.misses(anyOf: $0.missing) }
  }

  /// Trades that are missing and did not come later.
  package var missingCount: Int64 { Int64(clamping: missing) }
  /// The gaps that lack them.
  package var openGapCount: Int { gapCount - filledGapCount }

  /// Whether all trades from the one time to the other are there, ms since the epoch.
  package func isWhole(_ stretch: Range<Int64>) -> Bool {
    guard missing == 0, let oldestUs, let newestUs else { return false }
    return oldestUs / 1000 < stretch.lowerBound && stretch.upperBound <= newestUs / 1000
  }

  /// Whether a trade's time can be true. One trade from far in the future would close every candle, and
  /// all trades after it would come too late for theirs.
  ///
  /// A time is not believed if it is more than a day after its frame was received, after the trades
  /// before it, and after the last one that was not believed: so a recorder whose clock is wrong loses
  /// nothing, but for one trade where the trades pause for more than a day.
  mutating func isCredible(timeUs: Int64, receivedNs: Int64) -> Bool {
    if let newestUs {
      let knownUs = max(newestUs, receivedNs / 1000, suspectUs)
      let (aheadUs, isHuge) = timeUs.subtractingReportingOverflow(knownUs)
      if timeUs > knownUs && (isHuge || aheadUs > Self.aheadUsMax) {
        suspectUs = timeUs
        return false
      }
    }
    earlierUs = newestUs ?? timeUs
    newestUs = max(earlierUs, timeUs)
    return true
  }

  /// What a trade's id says about it.
  enum Sighting {
    case seenBefore
    /// Its ids were seen before, and say something else.
    case contradicts(TradeConflict)
    case new
    case showsGap(TradeGap)
    /// It is one of those that a gap lacked.
    case narrowsGap(TradeGap)
  }

  /// Takes in the ids of a trade, or of the trades of an aggregate.
  mutating func see(
    _ trade: Trade, connection: UInt32, receivedNs: Int64, disruptions: Disruptions
  ) -> Sighting {
    let (first, last) = (trade.firstTradeId, trade.lastTradeId)
    if let resumed { resume(after: resumed, first...max(first, last)) }
    let verdict = tracker.see(first, through: last)
    var conflict: TradeConflict?
    if verdict == .duplicate || verdict == .overlapping {
      conflict = contradiction(of: trade, isKnown: verdict == .duplicate)
    }
    if verdict == .duplicate, conflict?.isTaken != true {
      if let conflict { return .contradicts(conflict) }
      if connection == lastConnection { duplicateCount += 1 } else { copyCount += 1 }
      return .seenBefore
    }
    defer {
      lastConnection = connection
      disruptionsSeen = disruptions.count
      if last == tracker.lastId { lastRecordId = trade.id }
    }
    acceptedCount += 1
    oldestUs = min(oldestUs ?? trade.tradeTimeUs, trade.tradeTimeUs)
    recent.add(trade)
    digests.add(trade)
    firstId = min(firstId ?? first, first)
    switch verdict {
    case .next: return .new
    case .late:
      lateCount += 1
      let index = gapIndex(of: first)
      return index.map { .narrowsGap(narrowGap(at: $0, by: last - first + 1)) } ?? .new
    case .duplicate, .overlapping: return conflict.map { .contradicts($0) } ?? .new
    case .afterGap(let missing):
      let gap = gap(missing, before: trade, receivedNs, disruptions)
      list(gap)
      return .showsGap(gap)
    }
  }

  /// What contradicts a trade with ids that were seen before; nil if it is a copy.
  ///
  /// Of two with one id the first is taken, as by an import; aggregates that share trades are both taken.
  ///
  /// - Parameter isKnown: whether all of its ids were seen.
  private mutating func contradiction(of trade: Trade, isKnown: Bool) -> TradeConflict? {
    let others = recent.contradicting(trade)
    if others.isEmpty && isKnown { return forgotten(trade) }
    let isAgain = others.contains {
      $0.recordId == trade.id && $0.firstId == trade.firstTradeId
    }
    let isTaken = source == .aggTrades && !(isAgain && isKnown)
    let conflict = TradeConflict(trade: trade, source: source, others: others, isTaken: isTaken)
    if isTaken { overlapCount += conflict.pairCount } else { contradictedCount += 1 }
    return conflict
  }

  /// What contradicts a trade whose ids are known, where the one that had them may be long gone.
  private mutating func forgotten(_ trade: Trade) -> TradeConflict? {
    if recent.knows(trade) { return nil }
    guard let agrees = digests.agrees(with: trade) else {
      uncomparedCount += 1
      return nil
    }
    if agrees { return nil }
    contradictedCount += 1
    return TradeConflict(trade: trade, source: source, others: [], isTaken: false)
  }

  private func gap(
    _ missing: ClosedRange<Int64>, before trade: Trade, _ receivedNs: Int64,
    _ disruptions: Disruptions
  ) -> TradeGap {
    let nextId = lastRecordId.map { $0 &+ 1 }
    let areLeftOut = source == .aggTrades && trade.id == nextId
    return TradeGap(
      symbol: symbol, source: source, missing: missing,
      firstAggregateId: source == .aggTrades && !areLeftOut ? nextId : nil,
      cause: areLeftOut ? .unexplained : disruptions.cause(since: disruptionsSeen),
      sinceUs: earlierUs, receivedNs: receivedNs)
  }

  /// Lower ids than before are no continuation, unless they are known to be missing: a test network was emptied.
  private mutating func resume(after last: LastTrade, _ ids: ClosedRange<Int64>) {
    resumed = nil
    defer { resumedGaps = [] }
    guard
      ids.upperBound >= last.id || resumedGaps.contains(where: { $0.missing.overlaps(ids) })
    else {
      for gap in resumedGaps { missing -= Int128(gap.missingCount) }
      gapCount -= resumedGaps.count
      gaps = []
      return
    }
    tracker = IdTracker(lastId: last.id)
    for gap in resumedGaps { _ = tracker.expect(gap.missing) }
    lastRecordId = last.recordId
    earlierUs = last.timeUs
  }

  /// Takes in an aggregate in place of the trades within: only where a gap lacks all of them.
  ///
  /// - Returns: the gap; nil if there is none.
  mutating func standIn(_ aggregate: Trade) -> TradeGap? {
    let (first, last) = (aggregate.firstTradeId, aggregate.lastTradeId)
    if let resumed, resumedGaps.contains(where: { $0.missing.contains(first) }) {
      resume(after: resumed, first...max(first, last))
    }
    guard first <= last, let index = gapIndex(of: first), gaps[index].missing.contains(last),
      tracker.fill(first...last)
    else { return nil }
    aggregatedCount += last - first + 1
    return narrowGap(at: index, by: last - first + 1)
  }

  private mutating func list(_ gap: TradeGap) {
    gapCount += 1
    missing += Int128(gap.missingCount)
    gaps.append(gap)
    // Half at once: one at a time would move all others each time.
    if gaps.count > Self.gapsMax { gaps.removeFirst(Self.gapsMax / 2) }
  }

  /// Lists a gap no more once it is filled: what is found later needs the room.
  private mutating func narrowGap(at index: Int, by count: Int64) -> TradeGap {
    missing -= Int128(count)
    gaps[index].filledCount += count
    guard gaps[index].isFilled else { return gaps[index] }
    filledGapCount += 1
    return gaps.remove(at: index)
  }

  private func gapIndex(of id: Int64) -> Int? {
    let index = gaps.partitionPoint { $0.missing.upperBound >= id }
    return index < gaps.count && gaps[index].missing.contains(id) ? index : nil
  }
}

/// What has interrupted the flow of frames so far, newest last.
struct Disruptions: Sendable {
  private(set) var count = 0
  private var lastOf = InlineArray<4, Int>(repeating: 0)

  mutating func connectionChanged() { note(0) }
  mutating func lossRecorded() { note(1) }
  mutating func sessionChanged() { note(2) }
  mutating func damaged() { note(3) }

  private mutating func note(_ kind: Int) {
    count += 1
    lastOf[kind] = count
  }

  func hasSessionChanged(since seen: Int) -> Bool { lastOf[2] > seen }

  /// The gravest reason among those noted after the first `seen`.
  func cause(since seen: Int) -> TradeGap.Cause {
    if lastOf[3] > seen { return .damage }
    // A recorder that was killed leaves a `g` record, though it lost nothing.
    if lastOf[2] > seen { return .restart }
    if lastOf[1] > seen { return .recordedLoss }
    if lastOf[0] > seen { return .reconnect }
    return .unexplained
  }
}
