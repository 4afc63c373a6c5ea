import Basics
import Foundation
import Market
import TestSupport
import Testing

@testable import Backtest

/// The page and `report.json` of one run say the same.
struct ReportFigureTests {
  @Test func `Every figure of the page is the one of the JSON`() throws {
    let made = try ReportPageTests.run(candleCount: 60_000, everyCount: 40)
    let html = ReportPage(made.result, made.metrics, made.history, time: { "\($0)" }).html()
    let json = try #require(JSONValue(text: made.files.reportJSON()))
    let figures = html.matches(of: #/<data value="([^"]*)" data-key="([^"]*)"[^>]*>([^<]*)</data>/#)
    #expect(figures.count > 25)
    for figure in figures {
      let found = figure.2.split(separator: ".").reduce(json) { $0[String($1)] ?? .null }
      #expect(found.text == figure.1, "\(figure.2)")
      #expect(figure.1 == figure.3, "without scripts the figure stands as it is")
    }
    // The lists: month by month, fall by fall, group by group.
    for (list, key) in [("monthList", "change"), ("drawdownList", "depth"), ("dayList", "worth")] {
      guard case .array(let rows)? = json[list] else { throw Missing(list: list) }
      for row in rows {
        #expect(html.contains("<data value=\"\(row[key]?.text ?? "-")\""), "\(list)")
      }
    }
    guard case .array(let hours)? = json["roundTripGroups"]?["hour"] else {
      throw Missing(list: "hour")
    }
    #expect(hours.count == 18, "a purchase every 80 minutes")
    for hour in hours {
      #expect(
        html.contains(">\(hour.string("name") ?? "-")\n")
          || html.contains(">\(hour.string("name") ?? "-")<"))
      #expect(html.contains("<data value=\"\(hour["profit"]?.text ?? "-")\""))
    }
  }

  @Test func `Every round trip of the page is the one of the JSON, to the last digit`() throws {
    let made = try ReportPageTests.run(candleCount: 4000, everyCount: 10)
    let html = ReportPage(made.result, made.metrics, made.history, time: { "\($0)" }).html()
    let json = try #require(JSONValue(text: made.files.reportJSON()))
    guard case .array(let trips)? = json["roundTripList"],
      let columns = try Self.data("candles", of: html)["trips"]
    else { throw Missing(list: "trips") }
    #expect(trips.count == 199)
    for key in ["quantity", "entryPrice", "exitPrice", "profit", "netReturn", "adverse"] {
      guard case .array(let column)? = columns[key] else { throw Missing(list: key) }
      let texts = column.map { if case .string(let text) = $0 { text } else { $0.text } }
      #expect(texts == trips.map { $0[key]?.text ?? "-" }, "\(key)")
    }
    guard case .array(let entries)? = columns["entry"], case .array(let held)? = columns["held"]
    else { throw Missing(list: "entry") }
    var timeMs: Int64 = 0
    for (index, trip) in trips.enumerated() {
      guard case .integer(let step) = entries[index], case .integer(let length) = held[index] else {
        throw Missing(list: "times")
      }
      timeMs += step
      #expect(trip.integer("entryTimeUs") == timeMs * 1000)
      #expect(trip.integer("exitTimeUs") == (timeMs + length) * 1000)
    }
  }

  private struct Missing: Error {
    let list: String
  }

  /// What a section's script gets.
  static func data(_ id: String, of html: String) throws -> JSONValue {
    let start = try #require(html.range(of: "id=\"data-\(id)\">"))
    let text = html[start.upperBound...].prefix { $0 != "<" }
    let packed = [UInt8](try #require(Data(base64Encoded: String(text))))
    var plain = [UInt8](repeating: 0, count: 8_000_000)
    let step = packed.withUnsafeBytes { bytes in
      plain.withUnsafeMutableBytes { Inflater(.raw).inflate(bytes, into: $0) }
    }
    #expect(step.outcome == .ended)
    return try #require(
      JSONValue(text: String(decoding: plain.prefix(step.produced), as: UTF8.self)))
  }
}
