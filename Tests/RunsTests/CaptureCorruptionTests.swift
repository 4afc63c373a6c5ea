import Import
import Market
import Recording
import Runs
import TestSupport
import Testing

/// Captures with one fault each: they are refused, or give the same candles, or what is wrong is said by
/// the import or by `verify`.
struct CaptureCorruptionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let startMs: Int64 = 1_704_067_200_000

  private static let lines = (0..<90).map { number in
    let timeMs = startMs + Int64(number) * 2000
    return
      "\(timeMs + 15)000000 {\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":\(timeMs + 1),"
      + "\"s\":\"BTCUSDT\",\"t\":\(700 + number),\"p\":\"42\(100 + number * 7 % 50).10000000\","
      + "\"q\":\"0.0\(10 + number)00000\",\"T\":\(timeMs),\"m\":true,\"M\":true}}"
  }

  private static func spoil(_ random: inout SeededRandom) -> [UInt8] {
    var lines = lines
    let inner = Int.random(in: 1..<lines.count - 2, using: &random)
    var text: [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }
    switch Int.random(in: 0..<7, using: &random) {
    case 0: lines.remove(at: inner)
    case 1: lines.insert(lines[inner], at: Int.random(in: 0..<lines.count, using: &random))
    case 2: lines.swapAt(inner, Int.random(in: 0..<lines.count, using: &random))
    case 3: return text.dropLast(Int.random(in: 2..<lines[0].utf8.count, using: &random))
    case 4:
      lines[inner] += lines[inner + 1]
      lines.remove(at: inner + 1)
    case 5:
      var line = Array(lines[inner].utf8)
      let garbage: [UInt8] = [0, 0x2d, 0x2c, 0x78, 0xff, 0x22, 0x7b, 0x0a]
      line.insert(
        garbage.randomElement(using: &random)!, at: Int.random(in: 0..<line.count, using: &random))
      let before = lines[..<inner].joined(separator: "\n") + "\n"
      let after = "\n" + lines[(inner + 1)...].joined(separator: "\n") + "\n"
      return Array(before.utf8) + line + Array(after.utf8)
    default:
      // The same trade at another price.
      lines.insert(
        lines[inner].replacing(".10000000", with: ".20000000"),
        at: Int.random(in: 0...1, using: &random) + inner)
    }
    return text
  }

  private enum Outcome: Equatable {
    case refused
    case reported
    case candles([String])
  }

  private func read(_ bytes: [UInt8], as name: String) throws -> Outcome {
    let path = try folder.write("\(name).txt", bytes)
    let output = folder.file(name)
    let summary: ImportSummary
    do {
      let run = ImportRun(into: output, kind: "hftbacktest", tool: "test")
      func makeJob() throws -> ImportJob { try .hftbacktest([path]) }
      summary = try run.run(observe: { _ in }, makeJob)
    } catch { return .refused }
    let check = try FeedCheck(Recording(paths: [output])) { _ in }
    guard summary.tornLines == 0, summary.findings.isWhole, check.isWhole else { return .reported }
    var candles: [String] = []
    try SavedRecording(output).forEachCandle(of: .m1) { candle, _ in
      candles.append(KlineText.line(candle))
    }
    return .candles(candles)
  }

  @Test(arguments: 0..<25) func `a capture with a fault`(block: Int) throws {
    let truth = try read(Array((Self.lines.joined(separator: "\n") + "\n").utf8), as: "whole")
    guard case .candles(let rows) = truth, rows.count == 3 else {
      Issue.record("the whole capture: \(truth)")
      return
    }
    for seed in block * 20..<block * 20 + 20 {
      var random = SeededRandom(seed: UInt64(seed))
      let outcome = try read(Self.spoil(&random), as: "capture\(seed)")
      #expect([.refused, .reported, truth].contains(outcome), "seed \(seed)")
    }
  }
}
