import Binance
import Market
import TestSupport
import Testing

@testable import Import

/// A file of candles is judged row by row in the same way by an import and by a backtest that reads
/// it itself: the same candles, or the same refusal.
struct CandleRowRuleTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What became of a file.
  private struct Outcome: Equatable {
    var candles: [Candle] = []
    var refusal: ImportError?
  }

  /// By way of a recording: every record, decoded as a replay would.
  private func imported(_ path: String, _ options: ArchiveOptions) throws -> Outcome {
    var outcome = Outcome()
    var sink = ListSink()
    outcome.refusal = importError {
      _ = try ImportJob.binanceArchive([path], options).runAll(into: &sink)
    }
    let batch = decodeArchive(sink.records)
    #expect(batch.counts[.malformed] == 0 && batch.klines.count == sink.records.count)
    #expect(
      sink.records.map(\.receivedNs)
        == batch.klines.map { ($0.candle.closeTimeMs + 1) * 1_000_000 })
    outcome.candles = batch.klines.map(\.candle.onGrid)
    return outcome
  }

  private func direct(_ path: String, _ options: ArchiveOptions) throws -> Outcome {
    var outcome = Outcome()
    func read(sorting: Bool) throws {
      outcome.candles = []
      _ = try CandleFiles([path], options).read(as: SymbolID(rawValue: 0), sorting: sorting) {
        candles, _ in outcome.candles += candles
      }
    }
    outcome.refusal = importError {
      do { try read(sorting: false) } catch is RowDisorder { try read(sorting: true) }
    }
    return outcome
  }

  private func check(_ text: [UInt8], _ interval: Interval, _ location: Comment) throws {
    let path = try folder.write("BTCUSDT-\(interval.rawValue)-x.csv", text)
    let options = ArchiveOptions()
    let (imported, direct) = (try imported(path, options), try direct(path, options))
    #expect(direct.refusal == imported.refusal, location)
    // Rows before a bad one may have been handed over or not: nothing comes of them.
    guard imported.refusal == nil else { return }
    #expect(direct.candles == imported.candles, location)
    let openMs = direct.candles.map(\.openTimeMs)
    #expect(openMs == Set(openMs).sorted(), location)
  }

  private static let good =
    "1577836800000,7195.24,7196.25,7183.14,7186.68,51.64,1577836859999,3.5,493,1.5,2.5,0"

  private static func row(_ changes: [Int: String]) -> String {
    var columns = good.split(separator: ",").map(String.init)
    for (column, text) in changes { columns[column] = text }
    return columns.joined(separator: ",")
  }

  private static let next = row([0: "1577836860000", 6: "1577836919999"])

  private static let odd: [String] = [
    // µs, whole ms and not; units mixed.
    row([0: "1577836800000000", 6: "1577836859999999"]),
    row([0: "1577836800000001", 6: "1577836859999999"]),
    row([0: "1577836800000000", 6: "1577836859999"]),
    row([6: "1577836859999999"]),
    row([0: "1577836800000000", 6: "1577836859000500"]),
    // Line ends: CR alone, CR CR LF, blanks, NUL, a missing end.
    good + "\r" + next, good + "\r\r\n" + next, good + "\n\r\n" + next, "\r\n" + good,
    good + "\r", good + "\0", good + " ",
    "\n\nopen_time,open,high,low,close,volume,close_time,"
      + "quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n" + good,
    row([11: "a\rb"]), row([11: ""]), row([11: String(repeating: "7", count: 5000)]),
    // Numbers.
    row([1: "07195.24"]), row([1: "7195"]), row([1: "7195."]), row([1: ".5"]), row([1: "+1"]),
    row([1: "1e3"]), row([1: "7195.240000000"]), row([1: "7195.240000001"]), row([1: "0"]),
    row([1: "99999999999"]), row([5: "9999999999999999999"]), row([8: "-1"]), row([8: "1.0"]),
    row([8: "00"]), row([0: "01577836800000"]), row([0: "157783680000"]), row([0: "0"]),
    row([0: "-60000"]), row([0: "9300000000000", 6: "9300000059999"]),
    // Order: twice, back, off the border, beyond its interval, closing before it opens.
    good + "\n" + good, next + "\n" + good + "\n" + next, row([0: "1577836800001"]),
    row([6: "1577836860000"]), row([6: "1577836799999"]), row([6: "1577836800000"]),
    good.replacing(",0", with: ""), good + ",1",
  ]

  @Test(arguments: odd.indices)
  func `An odd row is judged alike`(_ index: Int) throws {
    for end in ["", "\n", "\r\n"] {
      for text in [Self.odd[index], Self.good + "\n" + Self.odd[index]] {
        try check(Array((text + end).utf8), .m1, "\(text.debugDescription)")
      }
    }
  }

  @Test func `Which odd rows are candles`() throws {
    func count(_ text: String) throws -> Int? {
      let path = try folder.write("BTCUSDT-1m.csv", Array(text.utf8))
      let outcome = try direct(path, ArchiveOptions())
      return outcome.refusal == nil ? outcome.candles.count : nil
    }
    #expect(try Self.odd[..<5].map(count) == [1, nil, nil, nil, 1])
    #expect(try Self.odd[5..<10].map(count) == [nil, nil, 2, 1, nil])
  }

  @Test(arguments: 0..<24)
  func `Rows damaged at random are judged alike`(_ seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let interval: Interval = [.m1, .d3, .mo1].randomElement(using: &random) ?? .m1
    var openMs: Int64 = 1_577_836_800_000
    let isMicroseconds = Bool.random(using: &random)
    var lines: [[UInt8]] = []
    for _ in 0..<20 {
      let nextMs = interval.nextOpenTimeMs(openMs)
      let unit = isMicroseconds ? ("000", "999") : ("", "")
      lines.append(
        Array("\(openMs)\(unit.0),5.5,7,4.25,6,1.5,\(nextMs - 1)\(unit.1),8,3,0.5,2,0".utf8))
      openMs = nextMs
    }
    for round in 0..<60 {
      var damaged = lines
      for _ in 0..<Int.random(in: 1...3, using: &random) { Self.damage(&damaged, &random) }
      let end: [UInt8] = Bool.random(using: &random) ? [0x0d, 0x0a] : [0x0a]
      let text = Array(damaged.joined(separator: end)) + (Bool.random(using: &random) ? end : [])
      try check(
        text, interval, "seed \(seed), round \(round): \(String(decoding: text, as: UTF8.self))")
    }
  }

  private static func damage(_ lines: inout [[UInt8]], _ random: inout SeededRandom) {
    let index = Int.random(in: 0..<lines.count, using: &random)
    guard !lines[index].isEmpty else { return }
    let at = Int.random(in: 0..<lines[index].count, using: &random)
    let bytes = Array("0123456789.,-e\r\n\0 \"x".utf8)
    switch Int.random(in: 0..<7, using: &random) {
    case 0: lines[index][at] = bytes.randomElement(using: &random) ?? 0
    case 1: lines[index].insert(bytes.randomElement(using: &random) ?? 0, at: at)
    case 2: lines[index].remove(at: at)
    case 3: lines.insert(lines[index], at: Int.random(in: 0...lines.count, using: &random))
    case 4: lines.swapAt(index, Int.random(in: 0..<lines.count, using: &random))
    case 5: lines[index] = Array(lines[index][..<at])
    default: lines.remove(at: index)
    }
    if lines.isEmpty { lines = [[]] }
  }
}
