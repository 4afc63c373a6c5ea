import Market
import Testing

@testable import Feed

struct TradeLedgerTests {
  private var ledger = TradeLedger(symbol: SymbolID(rawValue: 0), source: .trades)

  private mutating func see(_ id: Int64) -> TradeLedger.Sighting {
    ledger.see(id: id, connection: 1, receivedNs: id, disruptions: Disruptions())
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
}
