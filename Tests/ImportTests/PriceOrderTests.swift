import Market
import TestSupport
import Testing

@testable import Import

/// Tables without names of columns: what their values prove is taken, and nothing else.
struct PriceOrderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let startMs = 1_621_641_600_000

  /// What a candle has, in the order of the letters of a layout.
  private static func rows(
    _ layout: String, count: Int = 40, seed: UInt64 = 1, isJumping: Bool = false
  ) -> [String] {
    var random = SeededRandom(seed: seed)
    var price = 3_700_000
    return (0..<count).map { number in
      if isJumping { price = Int.random(in: 3_000_000...4_000_000, using: &random) }
      let open = price
      price += Int.random(in: -9_000...9_000, using: &random)
      let (high, low) = (max(open, price) + 1_234, min(open, price) - 1_357)
      let volume = Int.random(in: 1_000...99_999, using: &random)
      let mean = low + (high - low) * Int.random(in: 30...70, using: &random) / 100
      let values: [Character: Int] = [
        "o": open, "h": high, "l": low, "c": price, "v": volume, "w": mean,
        "q": volume * mean / 100,
      ]
      let fields = layout.map { column -> String in
        if column == "n" { return "\(volume / 7 + 1)" }
        let hundredths = values[column] ?? 0
        return "\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst())"
      }
      return ([String((startMs + number * 3_600_000) / 1000)] + fields).joined(separator: ",")
    }
  }

  private func imported(_ rows: [String]) throws -> (rows: [Substring], note: String) {
    let text = rows.joined(separator: "\n") + "\n"
    let path = try folder.write("candles.csv", Array(text.utf8))
    let options = ArchiveOptions(symbol: "BTCUSDT", interval: .h1)
    let job = try ImportJob.binanceArchive([path], options)
    var sink = ListSink()
    _ = try job.runAll(into: &sink)
    return (
      sink.records.map(\.body).joined().split(separator: "\n"), job.notes.first ?? ""
    )
  }

  /// Kraken's files (OHLCVT) and its REST (with vwap), swapped ends, a vwap among them, Binance's first columns.
  @Test(arguments: [
    "ohlcvn", "ohlcwvn", "chlov", "ohlcv", "ocvhl", "ochlv", "ohlcvw", "ohlcwv", "wohlcv", "ohlwcv",
    "vohlc", "ohlcvqn", "hlocv", "ohlc", "chlo",
  ]) func `a layout that its values prove is taken`(_ layout: String) throws {
    let wanted = Self.rows(layout.contains("v") ? "ohlcv" : "ohlc").map { row in
      let fields = row.split(separator: ",", maxSplits: 1)
      return "\(fields[0])000,\(fields[1])\(layout.contains("v") ? "" : ",")"
    }
    for rows in [Self.rows(layout), Self.rows(layout).reversed()] {
      let found = try imported(rows)
      #expect(found.rows.map(String.init) == wanted, "\(found.note)")
      let open = layout.firstIndex(of: "o").map { layout.distance(from: layout.startIndex, to: $0) }
      #expect(found.note.contains("open=column \((open ?? 0) + 2), "), "\(found.note)")
    }
  }

  @Test(arguments: [
    ("ochlv", true, 40), ("hlocw", true, 40), ("ohlcvv", false, 40), ("ochlvn", false, 5),
    ("wohlcvn", true, 40),
  ]) func `a layout that they do not prove is refused`(
    _ layout: String, _ isJumping: Bool, _ count: Int
  ) throws {
    var rows = Self.rows(layout, count: count, isJumping: isJumping)
    if layout == "ohlcvv" {
      // Two volumes of which neither is a whole number or the other's worth.
      rows = rows.enumerated().map { $1.dropLast(2) + "\($0 % 9)5" }
    }
    let error = try #require(importError { _ = try imported(rows) })
    #expect(error.advice.contains("name the columns in a header line"), "\(error)")
  }

  @Test func `the usual order stands where values prove nothing else`() throws {
    for seed in UInt64(1)...40 {
      let found = try imported(Self.rows("ohlcv", seed: seed, isJumping: true))
      #expect(found.note.contains("open=column 2, high=column 3, low=column 4, close=column 5"))
    }
  }

  // MARK: - investing.com

  @Test func `its price is the close`() throws {
    let found = try imported([
      "\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"",
      "\"2021-05-22 01:00\",\"37,536.6\",\"37,304.8\",\"38,831.1\",\"35,383.7\",\"12\",\"0.55%\"",
      "\"2021-05-22 00:00\",\"37,304.8\",\"40,596.9\",\"42,172.2\",\"33,616.5\",\"14\",\"-8.03%\"",
    ])
    #expect(
      found.rows == [
        "1621641600000,40596.9,42172.2,33616.5,37304.8,14",
        "1621645200000,37304.8,38831.1,35383.7,37536.6,12",
      ])
    #expect(found.note.contains("close=Price, volume=Vol."))
  }

  @Test(arguments: [
    ("05/22/2021", "12", "the time \"05/22/2021\"", "day and month"),
    ("May 22, 2021", "12", "the time \"May 22, 2021\"", "day and month"),
    ("2021-05-22 00:00", "12.5K", "\"12.5K\" in column 6", "12.5K as 12500"),
    ("2021-05-22 00:00", "-", "\"-\" in column 6", "leave"),
  ]) func `what it writes otherwise is refused with the way out`(
    _ time: String, _ volume: String, _ found: String, _ advice: String
  ) throws {
    let error = try #require(
      importError {
        _ = try imported([
          "Date,Price,Open,High,Low,Vol.,Change %", "\"\(time)\",2,1,3,1,\(volume),0.55%",
        ])
      })
    #expect(error.found.contains(found), "\(error)")
    #expect(error.advice.contains(advice), "\(error)")
  }
}
