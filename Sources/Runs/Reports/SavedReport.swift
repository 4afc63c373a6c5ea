package import Backtest
import Basics
import Foundation
package import Market

/// A folder that `backtest --out` wrote, read again.
package struct SavedReport {
  /// A line of `fills.ndjson`.
  package struct SavedFill {
    /// Of its file, from 1.
    package let number: Int
    package let json: String
    package let symbol: String
    /// Nil where the run was on CSVs.
    package let frame: RunEvidence.Frame?
    /// Of the candle in whose walk it was filled; nil on the tape.
    package let candleOpenTimeMs: Int64?
    /// What it was, and what its frame or row has to do with it.
    package let lines: [String]
  }

  private struct Line: Decodable {
    let number: Int
    let symbol: String
    let side: String
    let price: Decimal
    let quantity: Decimal
    let timeUs: Int64
    let tradeId: Int64?
    let candleOpenTimeMs: Int64?
    let candleStep: Int?
    let segment: String?
    let blockOffset: Int64?
    let record: Int64?
    let receivedNs: Int64?

    var frame: RunEvidence.Frame? {
      guard let segment, let blockOffset, let record, let receivedNs else { return nil }
      return RunEvidence.Frame(
        segment: segment, blockOffset: blockOffset, record: record, receivedNs: receivedNs)
    }
  }

  private struct Facts: Decodable {
    struct Settings: Decodable {
      let interval: String
    }

    let recording: [String]?
    let settings: Settings?
  }

  private let path: String

  package init(_ path: String) { self.path = path }

  /// The fill with a number; throws where there is none.
  package func fill(_ number: Int) throws -> SavedFill {
    let file = path + "/fills.ndjson"
    let lines = try read("fills.ndjson").split(separator: UInt8(ascii: "\n"))
    guard number >= 1, number <= lines.count else {
      let there =
        lines.isEmpty ? "the run filled no order" : "the fills are numbered 1 to \(lines.count)"
      throw RunError("\(file): found no fill \(number): \(there)")
    }
    let fill: Line
    do { fill = try JSONDecoder().decode(Line.self, from: Data(lines[number - 1])) } catch {
      throw RunError(
        "\(file), line \(number): found no fill as 'tool backtest --out' writes it: write the "
          + "report again")
    }
    guard fill.number == number else {
      throw RunError(
        "\(file), line \(number): found fill \(fill.number), expected fill \(number): write the "
          + "report again with 'tool backtest --out'")
    }
    return SavedFill(
      number: number, json: String(decoding: lines[number - 1], as: UTF8.self),
      symbol: fill.symbol, frame: fill.frame, candleOpenTimeMs: fill.candleOpenTimeMs,
      lines: Self.words(fill))
  }

  /// The frame of a fill; throws where it was not noted.
  package func frame(of fill: SavedFill) throws -> RunEvidence.Frame {
    if let frame = fill.frame { return frame }
    throw RunError(
      "\(path)/fills.ndjson, line \(fill.number): found fill \(fill.number) without its frame, "
        + "expected it with segment, blockOffset, record and receivedNs: write the report again "
        + "with 'tool backtest --out'")
  }

  /// The candles that moved the market, by the report.
  package func interval() throws -> Interval {
    let facts = try? JSONDecoder().decode(Facts.self, from: read("report.json"))
    guard let interval = facts?.settings.flatMap({ Interval(rawValue: $0.interval) }) else {
      throw RunError(
        "\(path)/report.json does not name the interval of the candles: write the report again "
          + "with 'tool backtest --out'")
    }
    return interval
  }

  /// Paths of the recording as the backtest was given them.
  package func recordingPaths() throws -> [String] {
    let facts = try? JSONDecoder().decode(Facts.self, from: read("report.json"))
    guard let paths = facts?.recording, !paths.isEmpty, !paths.contains("-") else {
      throw RunError(
        "\(path)/report.json does not say where the recording lies: name it with --recording")
    }
    return paths
  }

  private func read(_ name: String) throws -> Data {
    do { return try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) } catch {
      throw RunError(
        "cannot read \(path)/\(name): \(error.localizedDescription) Name a folder that "
          + "'tool backtest --out' wrote")
    }
  }

  private static func words(_ fill: Line) -> [String] {
    let time = isoText(ns: clampedNs(fill.timeUs, 1000), decimals: 3)
    var lines = [
      "fill      \(fill.number): \(fill.side) \(fill.quantity) \(fill.symbol) at \(fill.price), \(time)"
    ]
    let proof = fill.segment == nil ? "row" : "frame"
    if let id = fill.tradeId {
      lines.append("evidence  trade \(id): this frame brought it")
    } else if let openTimeMs = fill.candleOpenTimeMs, let step = fill.candleStep {
      let part = step == 0 ? "the open" : "glide \(step)"
      lines.append(
        "evidence  \(part) of the candle of \(isoText(ns: clampedNs(openTimeMs, 1_000_000), decimals: 0)): "
          + "this \(proof) closed it")
    }
    return lines
  }

  /// A time from a file in ns, the largest where it is too large.
  private static func clampedNs(_ time: Int64, _ unitNs: Int64) -> Int64 {
    let (ns, overflow) = time.multipliedReportingOverflow(by: unitNs)
    return overflow ? .max : ns
  }
}
