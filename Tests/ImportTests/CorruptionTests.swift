import Binance
import Market
import TestSupport
import Testing

@testable import Import

/// Valid files with one fault each: they are refused, or give the same rows, or what is wrong is said.
struct CorruptionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let startMs = 1_577_836_800_000

  private static let klines = (0..<40).map { number in
    let open = startMs + number * 60_000
    return
      "\(open),7195.24,7196.25,7183.14,7186.\(10 + number),51.64,\(open + 59_999),371233.51,493,"
      + "19.59,140867.15,0"
  }
  private static let trades = (0..<120).map { number in
    "\(500 + number),7195.\(10 + number % 80),0.51,3669.57,"
      + "\(startMs + number * 700),True,True"
  }

  /// A fault in a text of lines.
  private static func spoil(_ lines: [String], _ random: inout SeededRandom) -> [UInt8] {
    var lines = lines
    // Without the first and the last row a file is another whole file.
    let inner = Int.random(in: 1..<lines.count - 1, using: &random)
    var bytes: [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }
    switch Int.random(in: 0..<7, using: &random) {
    case 0: lines.remove(at: inner)
    case 1: lines.insert(lines[inner], at: Int.random(in: 0..<lines.count, using: &random))
    case 2: lines.swapAt(inner, Int.random(in: 0..<lines.count, using: &random))
    case 3:
      var text = bytes
      let cut = text.count - Int.random(in: 2..<lines[lines.count - 1].count, using: &random)
      text.removeSubrange(cut...)
      return text
    case 4:
      lines[inner] += lines[inner + 1]
      lines.remove(at: inner + 1)
    case 5:
      var text = bytes
      let garbage: [UInt8] = [0, 0x20, 0x2d, 0x2c, 0x78, 0xff, 0x22, 0x0a]
      text.insert(
        garbage.randomElement(using: &random)!, at: Int.random(in: 0..<text.count, using: &random))
      return text
    default:
      // A digit of a copy: two rows that contradict each other.
      var copy = Array(lines[inner].utf8)
      let at = copy.lastIndex(of: UInt8(ascii: "."))! + 1
      copy[at] = copy[at] == 0x31 ? 0x32 : 0x31
      lines.insert(String(decoding: copy, as: UTF8.self), at: inner)
    }
    return bytes
  }

  private enum Outcome: Equatable {
    case refused
    case reported
    case rows(String)
  }

  private func read(_ name: String, _ bytes: [UInt8]) throws -> Outcome {
    let path = try folder.write(name, bytes)
    var sink = ListSink()
    var summary: ImportSummary?
    let error = importError { summary = try ImportJob.binanceArchive([path]).runAll(into: &sink) }
    if error != nil { return .refused }
    guard let summary, summary.findings.isWhole else { return .reported }
    let batch = decodeArchive(sink.records)
    #expect(batch.counts[.malformed] == 0)
    let ids = batch.trades.map(\.id)
    // `verify` reports ids that are missing.
    if let first = ids.first, let last = ids.last, Int64(ids.count) != last - first + 1 {
      return .reported
    }
    return .rows(sink.records.map(\.body).joined())
  }

  @Test(arguments: 0..<100)
  func `rows with a fault`(block: Int) throws {
    for seed in block * 10..<block * 10 + 10 {
      var random = SeededRandom(seed: UInt64(seed))
      let isKlines = seed % 2 == 0
      let lines = isKlines ? Self.klines : Self.trades
      let name = isKlines ? "BTCUSDT-1m-2020-01-01.csv" : "BTCUSDT-trades-2020-01-01.csv"
      let outcome = try read(name, Self.spoil(lines, &random))
      guard case .rows(let rows) = outcome else { continue }
      // Blanks and the last column, which nobody reads, may differ.
      let (found, truth) = (rows.split(separator: "\n"), lines)
      #expect(found.count == truth.count, "seed \(seed)")
      let same = zip(found, truth).allSatisfy { a, b in
        a.split(separator: ",").prefix(11) == b.split(separator: ",").prefix(11)
      }
      #expect(same, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<100)
  func `archives with a flipped byte or cut short`(block: Int) throws {
    let text = Self.klines.joined(separator: "\n") + "\n"
    let whole = ZipSample("BTCUSDT-1m-2020-01-01.csv", text).bytes
    let truth = try read("BTCUSDT-1m-2020-01-01.zip", whole)
    #expect(truth == .rows(text))
    for seed in block * 10..<block * 10 + 10 {
      var random = SeededRandom(seed: UInt64(seed))
      var bytes = whole
      if seed % 4 == 0 {
        bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
      } else {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(
          in: 1...255, using: &random)
      }
      let outcome = try read("BTCUSDT-1m-2020-01-01.zip", bytes)
      #expect(outcome == .refused || outcome == truth, "seed \(seed)")
    }
  }
}
