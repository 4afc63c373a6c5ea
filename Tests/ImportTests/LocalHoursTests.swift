import Basics
import Market
import TestSupport
import Testing

@testable import Import

/// Times without a zone that show a change of clocks are refused; the same hours in UTC are not.
struct LocalHoursTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Candles from a day on, as they are written where clocks change: `hour` is the local one at
  /// which they do.
  private static func rows(
    _ date: String, hour: Int64, byHours: Int64, minutes: Int64 = 60, days: Int64 = 3
  ) -> [String] {
    let parts = date.split(separator: "-").compactMap { Int64($0) }
    let day = CivilDate(year: parts[0], month: parts[1], day: parts[2]).epochDay
    let changeMs = day * 86_400_000 + hour * 3_600_000
    let count = days * 1440 / minutes
    return (0..<count).map { number in
      let ms = (day - 1) * 86_400_000 + number * minutes * 60_000
      let shownMs = ms < changeMs ? ms : ms + byHours * 3_600_000
      return "\(isoText(us: shownMs * 1000, decimals: 0).dropLast()),3,5,2,4,\(number + 1)"
    }
  }

  private func refusal(
    _ rows: [String], header: String = "time,open,high,low,close,volume", minutes: Int64 = 60
  ) throws -> ImportError? {
    let text = ([header] + rows).joined(separator: "\n") + "\n"
    let path = try folder.write("candles.csv", Array(text.utf8))
    let options = ArchiveOptions(symbol: "BTCUSDT", interval: minutes == 60 ? .h1 : .m15)
    return importError {
      var sink = ListSink()
      _ = try ImportJob.binanceArchive([path], options).runAll(into: &sink)
    }
  }

  /// Berlin, New York, Sydney, and London, whose clocks go back from two o'clock.
  @Test(
    arguments: [
      ("2021-03-28", 2, 1), ("2021-10-31", 3, -1), ("2021-03-14", 2, 1), ("2021-11-07", 2, -1),
      ("2021-10-03", 2, 1), ("2021-04-04", 3, -1), ("2021-03-28", 1, 1), ("2021-10-31", 2, -1),
    ] as [(String, Int64, Int64)])
  func `a change of clocks is refused`(_ date: String, _ hour: Int64, _ byHours: Int64) throws {
    for minutes in [60, 15] as [Int64] {
      let rows = Self.rows(date, hour: hour, byHours: byHours, minutes: minutes)
      for order in [rows, rows.reversed()] {
        let error = try #require(try refusal(order, minutes: minutes))
        let first = byHours > 0 ? hour : hour - 1
        #expect(
          error.found.contains("the hour from \(date)T0\(first):00:00Z "), "\(error)")
        #expect(error.found.contains(byHours > 0 ? "alone is missing" : "stands twice"))
        #expect(error.advice.contains("tz_localize"))
      }
      let zoned = rows.map { $0.replacing(",3,5", with: "Z,3,5") }
      #expect(try refusal(zoned, minutes: minutes) == nil)
    }
  }

  @Test func `other gaps and other contradictions are none`() throws {
    let all = Self.rows("2021-03-28", hour: 2, byHours: 0)
    #expect(try refusal(all) == nil)
    // Two hours, another hour of the day, another day, and one of several gaps.
    for lacking in [[26, 27], [30], [2], [26, 40]] {
      let rows = all.enumerated().filter { !lacking.contains($0.offset) }.map(\.element)
      #expect(try refusal(rows) == nil, "\(lacking)")
    }
    // A second source, and the same file twice.
    #expect(try refusal(all + all) == nil)
    #expect(try refusal(all + all.map { $0.replacing(",3,5,2,4,", with: ",3,5,2,3,") }) == nil)
    #expect(try refusal(Array(all.prefix(40)) + [all[30].replacing(",3,5", with: ",3,6")]) == nil)
  }
}
