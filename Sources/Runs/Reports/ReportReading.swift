package import Backtest
import Basics
import Foundation
import Market

/// Reads folders that `backtest --out` wrote, to hold the runs side by side.
package enum ReportReading {
  /// Points of a run's equity that a chart holds.
  private static let pointsMax = 2000

  /// Throws what is wrong with a folder.
  package static func run(_ path: String) throws -> ComparedRun {
    let text = try read(path, "report.json")
    guard let report = JSONValue(text: String(decoding: text, as: UTF8.self)),
      let run = ComparedRun(name: path, report: report, equity: try equity(path))
    else {
      throw RunError(
        "\(path)/report.json: found no report as 'tool backtest --out' writes it: write it again")
    }
    return run
  }

  /// Lines of `equity.csv`, and of as many as a chart can show the last one each.
  private static func equity(_ path: String) throws -> [ComparedRun.Point] {
    let lines = try read(path, "equity.csv").split(separator: UInt8(ascii: "\n")).dropFirst()
    let length = max(1, (lines.count + pointsMax - 1) / pointsMax)
    return try lines.enumerated().compactMap { index, line in
      guard index % length == length - 1 || index == 0 || index == lines.count - 1 else {
        return nil
      }
      let fields = String(decoding: line, as: UTF8.self).split(separator: ",")
      guard fields.count >= 2, let timeUs = Int64(fields[0]), let worth = AmountSum(fields[1]),
        timeUs >= 0
      else {
        throw RunError(
          "\(path)/equity.csv, line \(index + 2): found no time and worth: write the report again "
            + "with 'tool backtest --out'")
      }
      return ComparedRun.Point(
        timeUs: timeUs, worth: Double(worth.units) / Double(Amount.unitsPerOne))
    }
  }

  private static func read(_ path: String, _ name: String) throws -> Data {
    do { return try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) } catch {
      throw RunError(
        "cannot read \(path)/\(name): \(error.localizedDescription) Name a folder that "
          + "'tool backtest --out' wrote")
    }
  }
}
