import Foundation
import Market
import TestSupport
import Testing

/// Reads the real captures, by the plainest means: shell tools and text.
enum RealMarket {
  static let symbol = SymbolID(rawValue: 0)
  /// 17 August 2017 and 11 August 2020: first days of BTCUSDT and SOLUSDT.
  static let firstDayOfBTC: Int64 = 17_395
  static let firstDayOfSOL: Int64 = 18_485

  /// The trades of captures with one JSON frame in a line, in the files' order. The shell picks
  /// `t p q T m` out of spot's frames and of USD-M's, whose keys stand in another order.
  static func trades(_ names: [String]) throws -> [Trade] {
    let spot = #""t":([0-9]+),"p":"([0-9.]+)","q":"([0-9.]+)","T":([0-9]+),"m":(true|false)"#
    let usdm = #""T":([0-9]+),.*"t":([0-9]+),"p":"([0-9.]+)","q":"([0-9.]+)",.*"m":(true|false)"#
    return try names.flatMap { name in
      try lines(
        "gzip -dc '\(SharedReal.path(name))' | grep -F '@trade' | sed -nE "
          + "-e 's/.*\(spot).*/\\1 \\2 \\3 \\4 \\5/p' -e 's/.*\(usdm).*/\\2 \\3 \\4 \\1 \\5/p'"
      ).map(trade)
    }
  }

  /// The candles of files of kline rows, those that open in a range of ms; headers are left out.
  static func candles(
    of names: [String], _ interval: Interval, opening range: Range<Int64> = 1..<Int64.max
  ) throws -> [Candle] {
    try names.flatMap { name in
      let reader = name.hasSuffix(".zip") ? "unzip -p" : "gzip -dc"
      let rows = "$1 + 0 >= \(range.lowerBound) && $1 + 0 < \(range.upperBound)"
      return try lines("\(reader) '\(SharedReal.path(name))' | awk -F, '\(rows)'")
        .map { try candle($0, interval) }
    }
  }

  private static func lines(_ command: String) throws -> [Substring] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).split(separator: "\n")
  }

  private static func trade(_ line: Substring) throws -> Trade {
    let fields = line.split(separator: " ")
    try #require(fields.count == 5)
    let id = try #require(Int64(fields[0]))
    let timeMs = try #require(Int64(fields[3]))
    return Trade(
      symbol: symbol, id: id, firstTradeId: id, lastTradeId: id,
      price: try #require(Amount(fields[1])), quantity: try #require(Amount(fields[2])),
      tradeTimeUs: timeMs * 1000, isBuyerMaker: fields[4] == "true",
      decimals: Decimals(price: decimals(fields[1]), quantity: decimals(fields[2])))
  }

  private static func decimals(_ text: Substring) -> UInt8 {
    UInt8(text.firstIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0)
  }

  private static func candle(_ row: Substring, _ interval: Interval) throws -> Candle {
    let fields = row.split(separator: ",", omittingEmptySubsequences: false)
    try #require(fields.count == 12)
    func sum(_ index: Int) throws -> AmountSum { try #require(AmountSum(fields[index])) }
    func price(_ index: Int) throws -> Amount { try #require(Amount(fields[index])) }
    return Candle(
      symbol: symbol, interval: interval,
      decimals: Decimals(price: decimals(fields[1]), quantity: decimals(fields[5])),
      isComplete: true, openTimeMs: try #require(Int64(fields[0])),
      closeTimeMs: try #require(Int64(fields[6])), open: try price(1), high: try price(2),
      low: try price(3), close: try price(4), volume: try sum(5), quoteVolume: try sum(7),
      takerBuyVolume: try sum(9), takerBuyQuoteVolume: try sum(10),
      tradeCount: try #require(Int64(fields[8])), firstTradeId: -1, lastTradeId: -1)
  }
}

extension [Candle] {
  /// The candles as a file of twelve columns.
  var klineText: String {
    var buffer: [UInt8] = []
    for candle in self { KlineText.append(candle, to: &buffer) }
    return String(decoding: buffer, as: UTF8.self)
  }

  /// As the reference's `.ids.csv`.
  var idsText: String {
    map { "\($0.openTimeMs),\($0.firstTradeId),\($0.lastTradeId),\($0.isComplete ? 1 : 0)\n" }
      .joined()
  }
}

extension CandleBuilder {
  /// What settles of some trades.
  static func settled(
    _ trades: [Trade], _ interval: Interval, anchorDay: Int64? = RealMarket.firstDayOfBTC
  ) -> [Candle] {
    var builder = CandleBuilder(
      symbol: RealMarket.symbol, interval: interval, anchorDay: anchorDay)
    for trade in trades { _ = builder.add(trade) }
    builder.finish()
    return builder.events.settled
  }
}

extension [CandleEvent] {
  var settled: [Candle] {
    compactMap { if case .settled(let candle) = $0 { candle } else { nil } }
  }
}
