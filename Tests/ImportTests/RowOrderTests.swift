import Market
import TestSupport
import Testing

@testable import Import

/// Rows in whatever order become the records of rows in order.
struct RowOrderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Rows of a list, in its order.
  private final class ListRows: RowSource {
    private let rows: [(row: OrderedRow, text: [UInt8])]
    private var at = -1

    init(_ rows: [(OrderedRow, [UInt8])]) { self.rows = rows }

    func next() -> OrderedRow? {
      at += 1
      return at < rows.count ? rows[at].row : nil
    }

    func withText<R>(_ body: (borrowing Span<UInt8>) throws -> R) rethrows -> R {
      let text = rows[at].text
      return try body(text.span)
    }
  }

  @Test(arguments: [0, 1, 5, 400, 4000])
  func `the sorter is a stable sort, with few runs and with more than are merged at once`(
    count: Int
  ) throws {
    var random = SeededRandom(seed: UInt64(count))
    let rows = (0..<count).map { number in
      var row = OrderedRow()
      row.key = Int64.random(in: -50...50, using: &random)
      row.first = Int64.random(in: 0...3, using: &random)
      row.line = Int64(number)
      let text = (0..<Int.random(in: 0...90, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      return (row, text)
    }
    let expected = rows.sorted {
      ($0.0.key, $0.0.first, $0.0.line) < ($1.0.key, $1.0.first, $1.0.line)
    }
    for chunkBytes in [600, 8000, 1 << 20] {
      let sorted = try RowSorter.sort(
        ListRows(rows), folder: folder.path, chunkBytes: chunkBytes)
      for (row, text) in expected {
        let next = try #require(try sorted.next())
        #expect(next.line == row.line && next.key == row.key && next.byteCount == text.count)
        #expect(sorted.withText { [UInt8]($0) } == text)
      }
      #expect(try sorted.next() == nil)
    }
  }

  private static func trade(_ id: Int) -> String {
    let price = "100.0\(id % 10)000000"
    return "\(1000 + id),\(price),1.00000000,\(price),\(1_723_161_255_000 + id * 700),True,True"
  }

  private func records(_ files: [String: [String]]) throws -> ([ListedRecord], ImportSummary) {
    let paths = try files.sorted { $0.key < $1.key }.map {
      try folder.write($0.key, Array(($0.value.joined(separator: "\n") + "\n").utf8))
    }
    var sink = ListSink()
    let summary = try ImportJob.binanceArchive(paths, ArchiveOptions(symbol: "BTCUSDT"))
      .runAll(into: &sink)
    return (sink.records, summary)
  }

  @Test(arguments: 0..<12)
  func `any order of rows gives the records of the ordered file`(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let rows = (0..<1500).map(Self.trade)
    let expected = try records(["a.csv": rows]).0
    var moved = rows
    switch seed % 4 {
    case 0: moved.reverse()
    case 1: moved.shuffle(using: &random)
    // From two ends, as the archive of August 2020 has them.
    case 2: moved = (0..<750).flatMap { [rows[$0], rows[1499 - $0]] }
    // Behind the rows that are looked at beforehand.
    default: moved.swapAt(1200 + seed, 1300)
    }
    let (found, summary) = try records(["a.csv": moved])
    #expect(found == expected, "seed \(seed)")
    #expect(summary.findings.movedCount > 0)
    #expect(summary.findings.conflicts.count == 0 && summary.findings.repeatedCount == 0)
  }

  @Test func `files in any order, overlapping and twice`() throws {
    let rows = (0..<400).map(Self.trade)
    let expected = try records(["a.csv": rows]).0.map(\.body).joined()
    let split = try records([
      "a.csv": Array(rows[300...]), "b.csv": Array(rows[..<100]), "c.csv": Array(rows[100..<300]),
    ])
    #expect(split.0.map(\.body).joined() == expected)
    #expect(split.1.findings == RowFindings())
    let doubled = try records(["a.csv": Array(rows[200...]), "b.csv": Array(rows[..<250])])
    #expect(doubled.0.map(\.body).joined() == expected)
    #expect(doubled.1.findings.repeatedCount == 50)
  }

  @Test func `rows that say the same in other writing are one, others are named`() throws {
    let row = Self.trade(1)
    let same = row.replacing("True", with: "true").replacing("1.00000000,", with: "1.0,")
    let other = row.replacing("100.01000000", with: "100.02000000")
    let (found, summary) = try records(["a.csv": [Self.trade(0), row, same, other, Self.trade(2)]])
    #expect(found.map(\.body).joined() == [0, 1, 2].map { Self.trade($0) + "\n" }.joined())
    #expect(summary.findings.repeatedCount == 1)
    #expect(summary.findings.conflicts.count == 1)
    #expect(summary.findings.conflicts.texts[0].hasSuffix("a.csv line 2; the first is taken"))
  }

  @Test func `aggregates are known by their trades`() throws {
    func row(_ id: Int, _ first: Int, _ last: Int, _ price: String = "1.50000000") -> String {
      "\(id),\(price),2.00000000,\(first),\(last),1723161255000,True,True"
    }
    // One id, two aggregates; one aggregate, two ids; trades in two aggregates.
    let rows = [
      row(1, 10, 11), row(2, 12, 15), row(2, 16, 16), row(3, 17, 19), row(4, 17, 19),
      row(5, 19, 22),
    ]
    let (found, summary) = try records(["a.csv": rows])
    #expect(found.map(\.body).joined() == rows.filter { $0 != rows[4] }.map { $0 + "\n" }.joined())
    #expect(summary.findings.repeatedCount == 1)
    #expect(summary.findings.conflicts.texts.map { $0.suffix(14) } == ["both are taken"])
  }
}
