import Binance
import Feed
import Market

/// Which klines a recording lacks between others, of each instrument and interval.
struct KlineCoverages {
  private struct Key: Hashable {
    let symbol: SymbolID
    let interval: Interval
  }

  /// What is missing of one stream, in words.
  struct Finding {
    let text: String
    /// Those that could not be made from trades either.
    let missingCount: Int64
  }

  private var coverages: [(symbol: SymbolID, name: String, coverage: CandleCoverage)] = []
  private var numbers: [Key: Int] = [:]

  /// What REST gave is a part of what there is, as long as was asked for: it fills what a stream lacks, and
  /// shows nothing to be missing by itself.
  mutating func add(_ kline: Kline, at moment: borrowing FeedMoment) {
    guard kline.zoneMinutes == 0, kline.isOver(receivedNs: moment.receivedNs) else { return }
    let (symbol, interval) = (kline.candle.symbol, kline.candle.interval)
    let key = Key(symbol: symbol, interval: interval)
    guard kline.origin != .rest || numbers[key] != nil else { return }
    let number = numbers[key] ?? coverages.count
    if number == coverages.count {
      numbers[key] = number
      coverages.append(
        (symbol, "\(moment.name(symbol)) \(interval.rawValue)", CandleCoverage(interval)))
    }
    coverages[number].coverage.add(openTimeMs: kline.candle.openTimeMs)
  }

  /// - Parameter ledgers: of the trades beside the klines.
  func findings(beside ledgers: [TradeLedger]) -> [Finding] {
    coverages.compactMap { symbol, name, coverage in
      guard let missing = coverage.text else { return nil }
      let hasTrades =
        coverage.missingStretch.map { stretch in
          ledgers.contains { $0.symbol == symbol && $0.isWhole(stretch) }
        } ?? false
      return Finding(
        text: "\(name): \(missing)" + (hasTrades ? "; all their trades are there" : ""),
        missingCount: hasTrades ? 0 : coverage.missingCount)
    }
  }
}
