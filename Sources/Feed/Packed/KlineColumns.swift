import Binance
import Market

/// Where a kline's values lie: for each, the number of its field in a template or, once `located`,
/// where that field's column begins among the values of a block.
struct KlineColumns {
  /// A field of amounts, and what its numbers are multiplied by to be units.
  private struct AmountColumn {
    var start: Int
    let power: Int64
  }

  private var openTime: Int
  private var closeTime: Int
  private var eventTime: Int
  private var firstId: Int
  private var lastId: Int
  private var count: Int
  private var isClosed: Int
  /// Open, high, low, close.
  private var prices: [AmountColumn] = []
  /// Volume, quote volume, and the takers' parts of both.
  private var sums: [AmountColumn] = []
  /// All that does not change from one kline of the template to the next.
  private let pattern: Kline

  /// Finds out which field is which value: `found` was decoded from a text with known values in its
  /// fields.
  init?(_ found: MessageBatch, _ probes: TemplateProbes, _ decoder: FrameDecoder) {
    pattern = found.klines[0]
    let candle = pattern.candle
    guard let openTime = probes.field(timeUs: candle.openTimeMs * 1000),
      let closeTime = probes.field(timeUs: candle.closeTimeMs * 1000),
      let eventTime = probes.field(timeUs: pattern.eventTimeUs),
      let firstId = probes.field(candle.firstTradeId),
      let lastId = probes.field(candle.lastTradeId), let count = probes.field(candle.tradeCount),
      let isClosed = probes.flags.first(where: { flag in
        probes.decode(probes.row(flag: flag), decoder)?.klines.first?.isClosed == true
      })
    else { return nil }
    (self.openTime, self.closeTime, self.eventTime) = (openTime, closeTime, eventTime)
    (self.firstId, self.lastId, self.count) = (firstId, lastId, count)
    self.isClosed = isClosed
    func columns(_ units: [Int128]) -> [AmountColumn] {
      units.compactMap { probes.field(units: $0) }.map { AmountColumn(start: $0, power: $1) }
    }
    prices = columns([candle.open, candle.high, candle.low, candle.close].map { Int128($0.units) })
    sums = columns(
      [
        candle.volume, candle.quoteVolume, candle.takerBuyVolume, candle.takerBuyQuoteVolume,
      ].map(\.units))
    guard prices.count == 4, sums.count == 4 else { return nil }
  }

  /// The fields, each once for each value that it is.
  var fields: [Int] {
    [openTime, closeTime, eventTime, firstId, lastId, count, isClosed]
      + (prices + sums).map(\.start)
  }

  /// The same values where `offset` says that their fields begin.
  func located(_ offset: (Int) -> Int) -> KlineColumns {
    var located = self
    (located.openTime, located.closeTime) = (offset(openTime), offset(closeTime))
    (located.eventTime, located.count) = (offset(eventTime), offset(count))
    (located.firstId, located.lastId) = (offset(firstId), offset(lastId))
    located.isClosed = offset(isClosed)
    for index in prices.indices { located.prices[index].start = offset(prices[index].start) }
    for index in sums.indices { located.sums[index].start = offset(sums[index].start) }
    return located
  }

  /// The kline that a row's values make; nil where only the text can show what the record is.
  func kline(_ symbol: SymbolID, _ values: borrowing Span<Int64>, _ row: Int) -> Kline? {
    var kline = pattern
    guard let openTimeUs = ExchangeTime.microseconds(values[openTime + row]),
      let closeTimeUs = ExchangeTime.microseconds(values[closeTime + row]),
      let eventTimeUs = ExchangeTime.microseconds(values[eventTime + row]),
      closeTimeUs / 1000 >= openTimeUs / 1000
    else { return nil }
    kline.eventTimeUs = eventTimeUs
    kline.isClosed = values[isClosed + row] != 0
    kline.candle.symbol = symbol
    kline.candle.isComplete = kline.isClosed
    (kline.candle.openTimeMs, kline.candle.closeTimeMs) = (openTimeUs / 1000, closeTimeUs / 1000)
    kline.candle.tradeCount = values[count + row]
    kline.candle.firstTradeId = values[firstId + row]
    kline.candle.lastTradeId = values[lastId + row]
    guard let open = price(0, values, row), let high = price(1, values, row),
      let low = price(2, values, row), let close = price(3, values, row)
    else { return nil }
    (kline.candle.open, kline.candle.high) = (open, high)
    (kline.candle.low, kline.candle.close) = (low, close)
    kline.candle.volume = sum(0, values, row)
    kline.candle.quoteVolume = sum(1, values, row)
    kline.candle.takerBuyVolume = sum(2, values, row)
    kline.candle.takerBuyQuoteVolume = sum(3, values, row)
    return kline
  }

  private func price(_ index: Int, _ values: borrowing Span<Int64>, _ row: Int) -> Amount? {
    let (units, overflow) = values[prices[index].start + row].multipliedReportingOverflow(
      by: prices[index].power)
    return overflow ? nil : Amount(units: units)
  }

  private func sum(_ index: Int, _ values: borrowing Span<Int64>, _ row: Int) -> AmountSum {
    AmountSum(units: Int128(values[sums[index].start + row]) * Int128(sums[index].power))
  }
}
