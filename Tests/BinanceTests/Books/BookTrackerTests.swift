import Binance
import Market
import Testing

struct BookTrackerTests {
  private static func depth(
    _ first: Int64, _ last: Int64, previous: Int64 = -1, bids: Int = 0, asks: Int = 0
  ) -> Depth {
    Depth(
      symbol: SymbolID(rawValue: 0), decimals: Decimals(price: 0, quantity: 0),
      firstUpdateId: first, lastUpdateId: last, previousUpdateId: previous,
      transactionTimeUs: -1, bids: 0..<Int32(bids), asks: Int32(bids)..<Int32(bids + asks))
  }

  private static func level(_ price: Int64, _ quantity: Int64) -> PriceLevel {
    PriceLevel(price: Amount(units: price), quantity: Amount(units: quantity))
  }

  /// Updates by `U`, `u` and `pu`; a lone id is a snapshot's.
  private static func tracker(_ ids: [[Int64]]) -> BookTracker {
    var tracker = BookTracker(keepsLevels: true)
    for ids in ids {
      if ids.count == 1 {
        _ = tracker.take(snapshot: depth(-1, ids[0]), [])
      } else {
        let previous = ids.count > 2 ? ids[2] : -1
        _ = tracker.take(depth(ids[0], ids[1], previous: previous), [], connection: 1)
      }
    }
    return tracker
  }

  @Test(
    arguments: [
      // Spot: U ≤ lastUpdateId + 1 ≤ u, whichever comes first.
      ([[101, 105], [106, 110], [104]], 110, nil),
      ([[101, 105], [100]], 105, nil),
      ([[104], [101, 105]], 105, nil),
      ([[105], [101, 105]], 105, nil),
      ([[101, 105], [99]], 99, .snapshotTooOld(snapshot: 99, first: 101)),
      ([[101, 105], [107]], 107, .awaitsUpdates(snapshot: 107)),
      ([[101, 105], [107], [106, 110]], 110, nil),
      ([[104]], 104, .awaitsUpdates(snapshot: 104)),
      ([[101, 105]], -1, .noSnapshot),
      // Too old, then one that joins.
      ([[101, 105], [99], [106, 110], [108]], 110, nil),
      // Ids jump, and what was missing comes later, in whatever order.
      ([[101, 105], [104], [606, 610]], 105, .idsJumped(from: 105, to: 606)),
      ([[101, 105], [104], [111, 115], [106, 110]], 115, nil),
      ([[101, 105], [104], [111, 115], [109, 110], [106, 108]], 115, nil),
      ([[101, 105], [104], [111, 115], [106, 108], [109, 110]], 115, nil),
      // Doubled, and two paces of one stream.
      ([[101, 105], [104], [101, 105], [106, 110], [101, 120], [111, 115]], 120, nil),
      // Futures: by pu, for ids leap.
      ([[110, 120, 100], [130, 140, 120], [115]], 140, nil),
      ([[110, 120, 100], [130, 140, 120], [120]], 140, nil),
      ([[110, 120, 100], [100]], 120, nil),
      ([[110, 120, 100], [99]], 99, .snapshotTooOld(snapshot: 99, first: 110)),
      ([[110, 120, 100], [115], [530, 540, 520]], 120, .idsJumped(from: 120, to: 530)),
      // A book that was never changed.
      ([[-1], [1, 3]], 3, nil),
    ] as [([[Int64]], Int64, UnjoinedReason?)])
  func `a book joins by its ids and says why it does not`(
    ids: [[Int64]], last: Int64, reason: UnjoinedReason?
  ) {
    let tracker = Self.tracker(ids)
    #expect(tracker.reason == reason)
    #expect(tracker.lastUpdateId == last)
    #expect((tracker.book == nil) == (reason != nil))
  }

  @Test func `what a gap lacked may come later, and counts as no gap then`() {
    #expect(Self.tracker([[101, 105], [104], [111, 115]]).gapCount == 1)
    #expect(Self.tracker([[101, 105], [104], [111, 115], [106, 110]]).gapCount == 0)
    #expect(Self.tracker([[101, 105], [111, 115], [121, 125]]).gapCount == 2)
  }

  @Test func `a book waits for the next snapshot once its connection is lost`() {
    var tracker = Self.tracker([[101, 105], [104]])
    let isOther = tracker.lost(7)
    #expect(!isOther && tracker.isJoined)
    let isOwn = tracker.lost(1)
    #expect(isOwn)
    #expect(tracker.reason == .connectionLost)
    // Nothing was missed meanwhile.
    var next = tracker
    _ = next.take(Self.depth(106, 110), [], connection: 2)
    #expect(next.isJoined)
    // The exchange counts anew, as a test network does.
    _ = tracker.take(Self.depth(11, 15), [], connection: 2)
    #expect(tracker.reason == .awaitsUpdates(snapshot: 105))
    _ = tracker.take(snapshot: Self.depth(-1, 13), [])
    #expect(tracker.isJoined && tracker.lastUpdateId == 15)
  }

  @Test func `a second connection keeps a book joined`() {
    var tracker = Self.tracker([[101, 105], [104]])
    _ = tracker.take(Self.depth(101, 105), [], connection: 2)
    let isHit = tracker.lost(1)
    #expect(!isHit && tracker.isJoined)
    let isHitThen = tracker.lost(2)
    #expect(isHitThen && !tracker.isJoined)
  }

  @Test func `ids that contradict each other are no update`() {
    var tracker = BookTracker(keepsLevels: true)
    for depth in [
      Self.depth(5, 4), Self.depth(5, 6, previous: 6), Self.depth(-3, 4),
      Self.depth(5, .min),
    ] {
      let step = tracker.take(depth, [], connection: 1)
      #expect(step == nil)
    }
  }

  @Test func `levels are exact, in order, and as far as they are known`() throws {
    var tracker = BookTracker(keepsLevels: true)
    let snapshot = [(99, 1), (98, 2), (101, 3), (102, 4)].map { Self.level($0.0, $0.1) }
    _ = tracker.take(snapshot: Self.depth(-1, 10, bids: 2, asks: 2), snapshot)
    // An unknown level goes, one changes, one behind the snapshot comes, and bids cross the ask that goes.
    let update = [(50, 0), (98, 7), (97, 1), (101, 5), (101, 0)].map { Self.level($0.0, $0.1) }
    _ = tracker.take(Self.depth(11, 12, bids: 4, asks: 1), update, connection: 1)
    let book = try #require(tracker.book)
    #expect(book.bids.map(\.price.units) == [101, 99, 98, 97])
    #expect(book.bids.map(\.quantity.units) == [5, 1, 7, 1])
    #expect(book.asks.map(\.price.units) == [102])
    #expect(!book.isCrossed)
    #expect(book.bids.reach == Amount(units: 98) && book.asks.reach == Amount(units: 102))
  }

  @Test func `a later snapshot is compared at the book's id, and shows what lies farther`() throws {
    var tracker = BookTracker(keepsLevels: true)
    _ = tracker.take(snapshot: Self.depth(-1, 10, bids: 1), [Self.level(99, 1)])
    _ = tracker.take(Self.depth(11, 12, bids: 1), [Self.level(98, 5)], connection: 1)
    _ = tracker.take(Self.depth(13, 14, bids: 1), [Self.level(99, 3)], connection: 1)
    // Of before the last update.
    let later = [(99, 1), (98, 5), (90, 8)].map { Self.level($0.0, $0.1) }
    let equal = tracker.take(snapshot: Self.depth(-1, 13, bids: 3), later).comparison
    #expect(equal?.id == 13 && equal?.difference == nil)
    #expect(tracker.book?.bids.map(\.quantity.units) == [3, 5, 8])
    // Of after it: the next update takes the book there.
    let wrong = [(99, 3), (98, 6)].map { Self.level($0.0, $0.1) }
    let early = tracker.take(snapshot: Self.depth(-1, 15, bids: 2), wrong).comparison
    #expect(early == nil)
    let step = tracker.take(Self.depth(15, 16), [], connection: 1)
    let difference = try #require(step?.comparison?.difference)
    #expect(difference.price.units == 98 && difference.isBid)
    #expect(difference.quantity.units == 5 && difference.otherQuantity.units == 6)
  }

  @Test func `a side keeps to its limit, and knows how far it reaches then`() {
    var book = Book(bids: [], asks: [])
    let count = Int64(BookLevels.countMax)
    book.apply(bids: [], asks: (1...count + 10).map { Self.level($0, 1) }[...])
    #expect(book.asks.count == BookLevels.countMax)
    #expect(book.asks.reach == Amount(units: count))
    #expect(book.asks.first?.price.units == 1)
  }

  @Test func `updates that wait for a snapshot are bounded`() {
    var tracker = BookTracker(keepsLevels: true)
    for id in 1...5000 as ClosedRange<Int64> {
      _ = tracker.take(Self.depth(id, id), [], connection: 1)
    }
    _ = tracker.take(snapshot: Self.depth(-1, 100), [])
    guard case .snapshotTooOld = tracker.reason else {
      Issue.record("\(String(describing: tracker.reason))")
      return
    }
    _ = tracker.take(snapshot: Self.depth(-1, 4999), [])
    #expect(tracker.isJoined && tracker.lastUpdateId == 5000)
  }

  private static let faults: [BookTrial.Faults] = [
    .none, BookTrial.Faults(lost: 30),
    BookTrial.Faults(lost: 20, doubled: 80, delayed: 60, disconnects: 10),
    BookTrial.Faults(lost: 40, doubled: 50, delayed: 80, disconnects: 8, isRedundant: true),
  ]

  @Test(arguments: [false, true], 0..<4)
  func `a book is never called joined that differs from the exchange's own`(
    hasLeaps: Bool, faults: Int
  ) {
    for seed in 1...4 as ClosedRange<UInt64> {
      var trial = BookTrial(seed: seed, hasLeaps: hasLeaps, Self.faults[faults])
      trial.run(ticks: 400)
      trial.heal()
      trial.run(ticks: 60)
      #expect(trial.lies.isEmpty, "seed \(seed): \(trial.lies.first ?? "")")
      #expect(trial.tracker.isJoined, "seed \(seed)")
      #expect(trial.joinedTicks > 200, "seed \(seed): joined in \(trial.joinedTicks) of 460 ticks")
      #expect(trial.comparisons.allSatisfy { $0.difference == nil }, "seed \(seed)")
    }
  }
}
