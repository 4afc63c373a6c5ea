import Market
import Testing

@testable import Feed

struct TradeLedgerTests {
  private var ledger = TradeLedger(symbol: SymbolID(rawValue: 0), source: .trades)

  private mutating func see(_ id: Int64) -> TradeLedger.Sighting {
    see(id, through: id, record: id, &ledger)
  }

  private func see(
    _ first: Int64, through last: Int64, record: Int64, _ ledger: inout TradeLedger
  ) -> TradeLedger.Sighting {
    let trade = Trade(
      symbol: ledger.symbol, id: record, firstTradeId: first, lastTradeId: last,
      price: Amount(units: 1), quantity: Amount(units: 1), tradeTimeUs: 0, isBuyerMaker: false,
      decimals: Decimals(price: 0, quantity: 0))
    return ledger.see(trade, connection: 1, receivedNs: first, disruptions: Disruptions())
  }

  /// How much of the gap that a trade narrows has come by then; nil if it narrows none.
  private mutating func filledCount(by id: Int64) -> Int64? {
    guard case .narrowsGap(let gap) = see(id) else { return nil }
    return gap.filledCount
  }

  @Test mutating func `filled gaps leave room for those found later`() {
    _ = see(0)
    let count = Int64(TradeLedger.gapsMax) + 10
    var kept: [Int64] = []
    for gap in 1...count {
      _ = see(3 * gap)
      if filledCount(by: 3 * gap - 1) != 1 || filledCount(by: 3 * gap - 2) != 2 { kept.append(gap) }
    }
    #expect(kept == [])
    #expect(ledger.gaps.isEmpty)
    #expect(ledger.gapCount == Int(count))
    #expect(ledger.openGapCount == 0)
    #expect(ledger.missingCount == 0)
  }

  @Test mutating func `the oldest of many open gaps is filled`() {
    let count = TradeLedger.gapsMax
    for id in 0...count { _ = see(2 * Int64(id)) }
    #expect(filledCount(by: 1) == 1)
    #expect(filledCount(by: Int64(count) + 1) == 1)
    #expect(ledger.openGapCount == count - 2)
  }

  @Test mutating func `of too many open gaps the newest narrow, and all are counted`() {
    let count = TradeLedger.gapsMax + 10
    for id in 0...count { _ = see(2 * Int64(id)) }
    #expect(ledger.gaps.count <= TradeLedger.gapsMax)
    #expect(ledger.openGapCount == count)
    #expect(ledger.missingCount == count)
    #expect(filledCount(by: 2 * Int64(count) - 1) == 1)
    #expect(ledger.openGapCount == count - 1)
    #expect(ledger.missingCount == count - 1)
  }

  @Test mutating func `a gap over all ids is counted`() {
    _ = see(0)
    _ = see(.max)
    #expect(ledger.missingCount == .max - 1)
    _ = see(7)
    #expect(ledger.missingCount == .max - 2)
    #expect(ledger.openGapCount == 1)
  }

  /// What aggregates with these trades and this id of their own show.
  private func gaps(_ aggregates: [(first: Int64, last: Int64, id: Int64)]) -> [TradeGap] {
    var ledger = TradeLedger(symbol: SymbolID(rawValue: 0), source: .aggTrades)
    return aggregates.compactMap { first, last, id in
      guard case .showsGap(let gap) = see(first, through: last, record: id, &ledger) else {
        return nil
      }
      return gap
    }
  }

  @Test func `a gap of aggregates can be asked for, one within them cannot`() {
    #expect(gaps([(10, 12, 5), (13, 13, 6), (14, 20, 9)]).isEmpty)
    let lost = gaps([(10, 12, 5), (16, 18, 8)])
    #expect(lost.map(\.missing) == [13...15])
    #expect(lost.map(\.firstAggregateId) == [6])
    let leftOut = gaps([(10, 12, 5), (15, 15, 6)])
    #expect(leftOut.map(\.missing) == [13...14])
    #expect(leftOut.map(\.firstAggregateId) == [nil])
    #expect(leftOut.map(\.cause) == [.unexplained])
  }

  @Test func `aggregates are the same by their trades, not by their id`() {
    var ledger = TradeLedger(symbol: SymbolID(rawValue: 0), source: .aggTrades)
    for (first, last, id) in [(10, 12, 5), (13, 14, 5), (13, 14, 6), (14, 16, 7), (14, 16, 7)]
      as [(Int64, Int64, Int64)]
    {
      _ = see(first, through: last, record: id, &ledger)
    }
    #expect(ledger.acceptedCount == 3)
    #expect(ledger.duplicateCount == 2)
    #expect(ledger.overlapCount == 1)
    #expect(ledger.missingCount == 0)
  }
}
