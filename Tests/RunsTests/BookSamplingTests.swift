import Basics
import Market
import Recording
import RecordingSamples
import Runs
import Testing

extension BookSample {
  fileprivate func look(
    _ sampling: BookSampling, toNs: Int64? = nil, _ request: InstrumentRequest = InstrumentRequest()
  ) throws -> (run: BookRun, books: [SampledBook]) {
    var books: [SampledBook] = []
    let run = try BookRun(
      close(), range: TimeRange(toNs: toNs), of: request, sampling, observe: { _ in },
      emit: { books.append($0) })
    return (run, books)
  }
}

/// The book as it was known at moments.
struct BookSamplingTests {
  private static let secondNs: Int64 = 1_000_000_000

  /// Updates at 0.1 s, 0.3 s … after a snapshot at 0.2 s; the best bid is as large as the update's id.
  private func joined(_ ids: ClosedRange<Int>) throws -> BookSample {
    var sample = try BookSample()
    try sample.update(101, 105, bids: #"["99","1"]"#, asks: #"["101","3"]"#)
    try sample.snapshot(103, bids: #"["99","2"],["98","5"]"#, asks: #"["101","4"],["103","7"]"#)
    for id in ids { try sample.update(id, id, bids: "[\"99\",\"\(id)\"]") }
    return sample
  }

  @Test func `a moment has the book of the last update before it`() throws {
    let sample = try joined(106...130)
    let (run, books) = try sample.look(.every(ns: Self.secondNs))
    // The snapshot came 0.3 s after 14:00, update 106 at 0.4 s, 112 at 1.0 s.
    #expect(books.map { $0.receivedNs % (60 * Self.secondNs) / Self.secondNs } == [1, 2])
    #expect(books.map(\.updateId) == [111, 121])
    #expect(books.map { $0.book.bids[0].quantity.description } == ["111", "121"])
    #expect(run.unknownCount == 0 && run.isWhole && run.symbol == "BTCUSDT")
  }

  @Test
  func `a moment behind a lost connection is not claimed, nor one before the book joins again`()
    throws
  {
    var sample = try joined(106...110)
    try sample.lose(1)
    try sample.open(2)
    for id in 200...215 { try sample.update(id, id, on: 2) }
    try sample.snapshot(210, bids: #"["97","1"]"#, asks: #"["98","1"]"#)
    for id in 216...230 { try sample.update(id, id, on: 2) }
    let (run, books) = try sample.look(.every(ns: Self.secondNs / 2))
    #expect(books.map(\.updateId) == [106, 217, 222, 227])
    #expect(run.unknownCount == 4 && run.reason == nil)
  }

  @Test func `every change gives a row, and the picture is the last one`() throws {
    #expect(
      try joined(106...110).look(.changes).books.map(\.updateId) == [105, 106, 107, 108, 109, 110])
    #expect(try joined(106...110).look(.atEnd).books.map(\.updateId) == [110])
    #expect(
      try joined(106...110).look(.atEnd, toNs: startNs + 650_000_000).books.map(\.updateId) == [108]
    )
  }

  @Test func `a book that never joins gives nothing but its reason`() throws {
    var sample = try BookSample()
    for id in 101...120 { try sample.update(id, id) }
    let (run, books) = try sample.look(.every(ns: Self.secondNs))
    #expect(books.isEmpty && run.unknownCount == 2 && run.reason == "no snapshot has come")
  }

  @Test func `another symbol's book is not there`() throws {
    #expect(throws: RunError.self) {
      try joined(106...110).look(.atEnd, InstrumentRequest(["ETHUSDT"]))
    }
    #expect(throws: RunError.self) {
      try joined(106...110).look(.atEnd, InstrumentRequest(["BTCUSDT"], venue: .usdm))
    }
  }

  @Test func `figures are exact, and none claims what the snapshot does not reach`() throws {
    let book = try joined(106...106).look(.atEnd).books[0]
    let features = try #require(BookFeatures(book))
    #expect(features.spread.description == "2" && features.middle == "100")
    // Bid 99 × 3, ask 101 × 106, over 109.
    #expect(abs(features.microprice - (99.0 * 3 + 101.0 * 106) / 109) < 1e-12)
    #expect(features.imbalance(levels: 2) == (111.0 - 10) / 121)
    #expect(features.depth(isBid: true, basisPoints: 100)?.description == "106")
    #expect(features.depth(isBid: true, basisPoints: 99)?.description == "0")
    #expect(features.depth(isBid: true, basisPoints: 200) == nil)
    #expect(features.depth(isBid: false, basisPoints: 299)?.description == "3")
    #expect(features.depth(isBid: false, basisPoints: 300) == nil)
  }

  @Test func `a middle between two ticks of eight decimals has nine`() throws {
    var sample = try BookSample()
    try sample.update(101, 105)
    try sample.snapshot(103, bids: #"["0.00000003","1"]"#, asks: #"["0.00000006","1"]"#)
    let book = try sample.look(.atEnd).books[0]
    #expect(BookFeatures(book)?.middle == "0.000000045")
  }
}
