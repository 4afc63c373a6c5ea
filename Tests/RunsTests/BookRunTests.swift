import Feed
import Market
import Recording
import Runs
import Testing

/// What `verify` and `audit` say of books.
struct BookRunTests {
  @Test func `updates that follow each other and a snapshot are whole`() throws {
    var sample = try BookSample()
    try sample.update(101, 105)
    try sample.snapshot(103)
    for id in 106...110 { try sample.update(id, id) }
    let check = try sample.check()
    #expect(check.isWhole)
    #expect(
      check.lines == [
        "BTCUSDT depth: 6 updates, none missing, joined 83.3 % of the time, "
          + "from 2024-08-08T14:00:00.300Z"
      ])
  }

  @Test func `ids that jump within a connection are missing updates`() throws {
    var sample = try BookSample()
    try sample.update(101, 105)
    try sample.snapshot(103)
    try sample.update(606, 610)
    try sample.update(611, 612)
    let check = try sample.check()
    #expect(!check.isWhole && check.depthGapCount == 1)
    #expect(
      check.lines == [
        "gap: BTCUSDT depth updates between 105 and 606 missing, seen at 2024-08-08T14:00:00.400Z",
        "BTCUSDT depth: 3 updates, 1 gap, joined 0.0 % of the time, from 2024-08-08T14:00:00.300Z; "
          + "not joined at the end: update ids jumped from 105 to 606",
      ])
  }

  @Test func `a futures' book goes on by pu`() throws {
    for (previous, gaps) in [(120, 0), (520, 1)] {
      var sample = try BookSample()
      try sample.update(110, 120, previous: 100)
      try sample.snapshot(115)
      try sample.update(530, 540, previous: previous)
      #expect(try sample.check().depthGapCount == gaps)
    }
  }

  @Test func `a book that never joins its snapshots is said, and one without any is no error`()
    throws
  {
    for (hasSnapshot, isWhole, text) in [
      (
        true, false,
        "never joined though 1 snapshot came: the snapshot of 90 is older than the first update, which "
          + "begins at 101"
      ), (false, true, "and no snapshot: no book can be built from them"),
    ] {
      var sample = try BookSample()
      try sample.update(101, 105)
      if hasSnapshot { try sample.snapshot(90) }
      try sample.update(106, 107)
      let check = try sample.check()
      #expect(check.isWhole == isWhole)
      #expect(check.lines == ["BTCUSDT depth: 2 updates, none missing, \(text)"])
    }
  }

  @Test func `updates that nobody was there for are said, and no gap`() throws {
    var sample = try BookSample()
    try sample.update(101, 105)
    try sample.snapshot(103)
    try sample.lose(1)
    try sample.open(2)
    try sample.update(120, 121, on: 2)
    try sample.snapshot(120)
    try sample.update(122, 123, on: 2)
    let check = try sample.check()
    #expect(check.isWhole)
    #expect(check.lines[0].hasPrefix("outage: BTCUSDT depth updates between 105 and 120 missing"))
    #expect(
      check.lines[1].hasPrefix("BTCUSDT depth: 3 updates, none missing, 1 outage, joined 16.6 %"))
  }

  @Test func `streams that nobody recorded for a while are said, and at the end a fault`() throws {
    for isAtEnd in [false, true] {
      var sample = try BookSample()
      try sample.update(101, 105)
      try sample.snapshot(103)
      try sample.note(
        .lost,
        #"{"reason":"streams were not recorded","streams":2,"first":"btcusdt@depth","fromNs":0,"#
          + #""toNs":1000000000,"atEnd":\#(isAtEnd),"why":"HTTP 451"}"#)
      let check = try sample.check()
      #expect(check.isWhole == !isAtEnd)
      #expect(
        check.lines.first
          == "outage: 2 streams from btcusdt@depth on were not recorded from 1970-01-01T00:00:00.000Z to "
          + "1970-01-01T00:00:01.000Z\(isAtEnd ? ", the end" : ""): HTTP 451")
    }
  }

  private static func joined() throws -> BookSample {
    var sample = try BookSample()
    try sample.snapshot(
      100, bids: #"["99.0","1.0"],["98.0","2.0"]"#, asks: #"["101.0","3.0"],["102.0","4.0"]"#)
    try sample.update(101, 105, bids: #"["99.0","5.0"]"#)
    return sample
  }

  @Test func `quotes are compared at the same update id`() throws {
    var sample = try Self.joined()
    try sample.ticker(103, ["99.0", "7.0", "101.0", "3.0"])
    try sample.ticker(105, ["99.0", "5.0", "101.0", "3.0"])
    // Before its update.
    try sample.ticker(107, ["99.5", "1.0", "101.0", "3.0"])
    try sample.update(106, 107, bids: #"["99.5","1.0"]"#)
    let audit = try sample.audit()
    let row = try #require(audit.books.rows.first)
    #expect(audit.books.rows.count == 1 && row.witness == .bookTicker)
    #expect(row.total == 3 && row.equal == 2 && row.differing == 0 && row.betweenUpdates == 1)
  }

  @Test func `the first difference says what both frames hold and where they lie`() throws {
    var sample = try Self.joined()
    try sample.ticker(105, ["99.0", "6.0", "101.0", "3.0"])
    try sample.ticker(107, ["99.0", "6.5", "101.0", "3.0"])
    try sample.update(106, 107)
    let row = try #require(sample.audit().books.rows.first)
    #expect(row.compared == 2 && row.differing == 2)
    let difference = try #require(row.firstDifference)
    #expect(difference.updateId == 105 && difference.isBid)
    #expect(difference.witnessLevel?.quantity.description == "6")
    #expect(difference.bookLevel?.quantity.description == "5")
    #expect(difference.witnessLocation != difference.bookLocation)
  }

  @Test func `best levels and later snapshots are compared as far as both reach`() throws {
    var sample = try Self.joined()
    let asks = #"["101.0","3.0"],["102.0","4.0"]"#
    try sample.best(105, bids: #"["99.0","5.0"],["98.0","2.0"]"#, asks: asks)
    // Behind what the snapshot showed.
    try sample.best(105, bids: #"["99.0","5.0"],["98.0","2.0"],["97.0","9.0"]"#, asks: asks)
    try sample.snapshot(104, bids: #"["99.0","8.0"],["98.0","2.0"],["97.0","9.0"]"#, asks: asks)
    try sample.snapshot(105, bids: #"["99.0","5.0"],["98.0","1.0"],["97.0","9.0"]"#, asks: asks)
    let audit = try sample.audit()
    let best = try #require(audit.books.rows.first { $0.witness == .partialDepth })
    #expect(best.equal == 1 && best.beyondReach == 1 && best.differing == 0)
    let later = try #require(audit.books.rows.first { $0.witness == .snapshot })
    // The update since the first of them has set the level that differs.
    #expect(later.equal == 1 && later.differing == 1)
    #expect(later.firstDifference?.bookLevel?.price.description == "98")
  }

  @Test func `quotes of a book that is not joined prove nothing`() throws {
    var sample = try BookSample()
    try sample.update(101, 105)
    try sample.ticker(105, ["99.0", "6.0", "101.0", "3.0"])
    #expect(throws: RunError.self) { try sample.audit() }
  }
}
