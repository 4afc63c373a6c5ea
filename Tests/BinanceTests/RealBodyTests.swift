import Binance
import Foundation
import Market
import TestSupport
import Testing

@Suite(.enabled(if: SharedReal.exists, Comment(rawValue: SharedReal.absent)))
struct RealBodyTests {
  @Test(arguments: [
    ("BTCUSDT-12h.csv.gz", "12h"), ("BTCUSDT-1d.csv.gz", "1d"), ("BTCUSDT-3d.csv.gz", "3d"),
    ("BTCUSDT-1w.csv.gz", "1w"), ("BTCUSDT-1mon.csv.gz", "1mo"),
    ("BTCUSDT-5m-2024-08.csv.gz", "5m"),
    ("BTCUSDT-5m-2025-01.csv.gz", "5m"), ("SOLUSDT-1d.csv.gz", "1d"), ("SOLUSDT-3d.csv.gz", "3d"),
  ])
  func `rows of klines are written again as they were`(_ name: String, _ interval: String) throws {
    let bytes = try RealFiles.content("klines/" + name)
    let text = String(decoding: bytes, as: UTF8.self)
    let batch = decodeRows("klines", text, interval: interval)
    let rows = text.split(separator: "\n")
    #expect(batch.notices.isEmpty && batch.klines.count == rows.count && rows.count > 90)
    let inMicroseconds = text.utf8.prefix(16).allSatisfy { $0 != UInt8(ascii: ",") }
    for (row, kline) in zip(rows, batch.klines).prefix(2000) {
      #expect(written(kline.candle, 8, 8, inMicroseconds: inMicroseconds) == row)
    }
  }

  @Test func `rows of USD-M klines are written again as they were`() throws {
    let text = String(
      decoding: try RealFiles.content("klines/FILUSDT-1m-2023-04.usdm.csv.gz"), as: UTF8.self)
    let batch = decodeRows("klines", text, venue: "usdm", symbol: "FILUSDT")
    let rows = text.split(separator: "\n").dropFirst()
    #expect(batch.notices.isEmpty && batch.klines.count == rows.count && rows.count == 43200)
    var different = 0
    for (row, kline) in zip(rows, batch.klines).prefix(5000)
    where written(kline.candle, 3, 1, inMicroseconds: false) != row { different += 1 }
    #expect(different == 0)
  }

  @Test func `rows that went through Python's floats are refused, not guessed`() throws {
    let text = String(
      decoding: try RealFiles.content("klines/privet1x_BTCUSDT_1m_202412_float.csv.gz"),
      as: UTF8.self)
    let batch = decodeRows("klines", String(text.prefix(10_000)))
    #expect(batch.klines.isEmpty && batch.counts[.malformed] > 90)
  }

  private func written(
    _ candle: Candle, _ price: Int, _ quantity: Int, inMicroseconds: Bool
  ) -> String {
    let quote = min(8, price + quantity)
    let open = inMicroseconds ? "\(candle.openTimeMs * 1000)" : "\(candle.openTimeMs)"
    let close = inMicroseconds ? "\(candle.closeTimeMs * 1000 + 999)" : "\(candle.closeTimeMs)"
    // The archive writes empty sums of USD-M as 0.
    func sum(_ sum: AmountSum, _ decimals: Int) -> String { sum.text(decimals: decimals) }
    return [
      open, candle.open.text(decimals: price), candle.high.text(decimals: price),
      candle.low.text(decimals: price), candle.close.text(decimals: price),
      sum(candle.volume, quantity), close, sum(candle.quoteVolume, quote), "\(candle.tradeCount)",
      sum(candle.takerBuyVolume, quantity), sum(candle.takerBuyQuoteVolume, quote), "0",
    ].joined(separator: ",")
  }

  /// `URL -> seconds: body` lines.
  private func answers(_ name: String) throws -> [(url: String, body: String)] {
    let text = String(decoding: try RealFiles.content("rest/" + name), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("https"), let arrow = line.firstRange(of: " -> "),
        let colon = line[arrow.upperBound...].firstRange(of: ": ")
      else { return nil }
      return (String(line[..<arrow.lowerBound]), String(line[colon.upperBound...]))
    }
  }

  @Test(arguments: ["cryptofeed_BINANCE.http.0.0.gz", "cryptofeed_BINANCE_US.http.0.0.gz"])
  func `snapshots`(_ name: String) throws {
    let answers = try answers(name)
    #expect(answers.count == 4)
    for (url, body) in answers {
      let batch = decodeAnswer(url, body)
      #expect(batch.onlyKind == .depthSnapshot && batch.unknownKeys.total == 0)
      let depth = try #require(batch.depths.first)
      let bids = batch.levels[Int(depth.bids.lowerBound)..<Int(depth.bids.upperBound)]
      #expect(zip(bids, bids.dropFirst()).allSatisfy { $0.price > $1.price })
      #expect(url.contains(batch.symbols.name(depth.symbol)))
    }
  }

  @Test(arguments: [("cryptofeed_BINANCE.0.gz", 1695), ("cryptofeed_BINANCE_FUTURES.0.gz", 122)])
  func `exchangeInfo`(_ name: String, _ count: Int) throws {
    let (url, body) = try #require(try answers(name).first)
    let batch = decodeAnswer(url, body)
    #expect(batch.notices.isEmpty && batch.symbolInfos.count == count)
    #expect(batch.symbols.count == count)
    for info in batch.symbolInfos {
      #expect(!info.status.isEmpty && info.tickSize.units > 0 && info.stepSize.units > 0)
      #expect(name.contains("FUTURES") == (info.onboardTimeMs > 0))
    }
  }

  /// Answers that gocryptotrader recorded; in some of them keys that differ by case were merged.
  @Test func `recorded answers of every kind`() throws {
    let bytes = try RealFiles.content("rest/gocryptotrader_http.binance-market.json.gz")
    let root = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    let routes = try #require(root?["routes"] as? [String: [String: [[String: Any]]]])
    var counts = MessageCounts()
    var damaged = 0
    for path in routes.keys.sorted() {
      for answer in routes[path]?["GET"] ?? [] {
        let data = try JSONSerialization.data(
          withJSONObject: answer["data"] as Any, options: [.fragmentsAllowed, .sortedKeys])
        let body = String(decoding: data, as: UTF8.self)
        let query = answer["queryString"] as? String ?? ""
        let batch = decodeAnswer("https://api.binance.com\(path)?\(query)", body)
        counts += batch.counts
        // Aggregates whose `m` was lost to `M` have an empty key instead.
        let isDamaged = body.contains(#""":"#)
        if isDamaged { damaged += 1 }
        #expect((batch.counts[.malformed] > 0) == isDamaged, "\(path)?\(query) \(batch.notices)")
        #expect(batch.counts[.unknown] == 0)
      }
    }
    #expect(damaged > 0 && counts[.malformed] == damaged)
    #expect(counts[.trade] > 1000 && counts[.aggTrade] > 1000 && counts[.kline] > 3000)
    #expect(counts[.depthSnapshot] == 7 && counts[.error] == 4 && counts[.exchangeInfo] > 0)
  }
}
