import Backtest
import Foundation

/// A folder that `backtest --out` wrote, read again.
struct SavedReport {
  /// A line of `fills.ndjson`.
  struct SavedFill {
    let json: String
    let frame: RunEvidence.Frame
    /// What it was, and what its frame has to do with it.
    let lines: [String]
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
  }

  private struct Facts: Decodable {
    let recording: [String]?
  }

  private let path: String

  init(_ path: String) { self.path = path }

  /// The fill with a number; throws where there is none, or where its frame was not noted.
  func fill(_ number: Int) throws -> SavedFill {
    let file = path + "/fills.ndjson"
    let lines = try read("fills.ndjson").split(separator: UInt8(ascii: "\n"))
    guard number >= 1, number <= lines.count else {
      let there =
        lines.isEmpty ? "the run filled no order" : "the fills are numbered 1 to \(lines.count)"
      throw ToolError("\(file): found no fill \(number): \(there)")
    }
    let fill: Line
    do { fill = try JSONDecoder().decode(Line.self, from: Data(lines[number - 1])) } catch {
      throw ToolError(
        "\(file), line \(number): found no fill as 'tool backtest --out' writes it: write the "
          + "report again")
    }
    guard fill.number == number, let segment = fill.segment, let blockOffset = fill.blockOffset,
      let record = fill.record, let receivedNs = fill.receivedNs
    else {
      throw ToolError(
        "\(file), line \(number): found fill \(fill.number) without its frame, expected fill "
          + "\(number) with segment, blockOffset, record and receivedNs: write the report again "
          + "with 'tool backtest --out'")
    }
    return SavedFill(
      json: String(decoding: lines[number - 1], as: UTF8.self),
      frame: RunEvidence.Frame(
        segment: segment, blockOffset: blockOffset, record: record, receivedNs: receivedNs),
      lines: Self.words(fill))
  }

  /// Paths of the recording as the backtest was given them.
  func recordingPaths() throws -> [String] {
    let facts = try? JSONDecoder().decode(Facts.self, from: read("report.json"))
    guard let paths = facts?.recording, !paths.isEmpty, !paths.contains("-") else {
      throw ToolError(
        "\(path)/report.json does not tell where the recording lies: name it with --recording")
    }
    return paths
  }

  private func read(_ name: String) throws -> Data {
    do { return try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) } catch {
      throw ToolError(
        "cannot read \(path)/\(name): \(error.localizedDescription) Name a folder that "
          + "'tool backtest --out' wrote")
    }
  }

  private static func words(_ fill: Line) -> [String] {
    let time = isoText(ns: clampedNs(fill.timeUs, 1000), decimals: 3)
    var lines = [
      "fill      \(fill.number): \(fill.side) \(fill.quantity) \(fill.symbol) at \(fill.price), \(time)"
    ]
    if let id = fill.tradeId {
      lines.append("evidence  trade \(id): this frame brought it")
    } else if let openTimeMs = fill.candleOpenTimeMs, let step = fill.candleStep {
      let part = step == 0 ? "the open" : "glide \(step)"
      lines.append(
        "evidence  \(part) of the candle of \(isoText(ns: clampedNs(openTimeMs, 1_000_000), decimals: 0)): "
          + "this frame closed it")
    }
    return lines
  }

  /// A time from a file in ns, the largest where it is too large.
  private static func clampedNs(_ time: Int64, _ unitNs: Int64) -> Int64 {
    let (ns, overflow) = time.multipliedReportingOverflow(by: unitNs)
    return overflow ? .max : ns
  }
}
