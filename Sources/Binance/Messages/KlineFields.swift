import Market

/// The values of a kline as they come, in any order.
struct KlineFields {
  var symbol: SymbolID?
  var interval: Interval?
  var isClosed = false
  var hasClosed = false
  private var seen: UInt16 = 0
  private var openTimeMs: Int64 = 0
  private var closeTimeMs: Int64 = 0
  private var prices = Prices()
  private var sums = Sums()
  private var tradeCount: Int64 = 0
  private var firstTradeId: Int64 = -1
  private var lastTradeId: Int64 = -1

  private struct Prices {
    var open = Amount.zero
    var high = Amount.zero
    var low = Amount.zero
    var close = Amount.zero
    var decimals: UInt8 = 0
  }

  private struct Sums {
    var volume = AmountSum.zero
    var quote = AmountSum.zero
    var takerBuy = AmountSum.zero
    var takerBuyQuote = AmountSum.zero
    var decimals: UInt8 = 0
    var quoteDecimals: UInt8 = 0
  }

  /// The columns of a REST or archive row, in their order; the twelfth is unused.
  enum Column: UInt8 {
    case openTime, open, high, low, close, volume, closeTime, quoteVolume, tradeCount
    case takerBuyVolume, takerBuyQuoteVolume

    /// The column behind this one.
    var next: Column? { Column(rawValue: rawValue + 1) }
  }

  /// Sets a time, in µs.
  mutating func set(_ column: Column, timeUs: Int64) {
    if column == .openTime { openTimeMs = timeUs / 1000 } else { closeTimeMs = timeUs / 1000 }
    seen |= 1 << UInt16(column.rawValue)
  }

  mutating func set(tradeCount: Int64) {
    self.tradeCount = tradeCount
    seen |= 1 << UInt16(Column.tradeCount.rawValue)
  }

  mutating func set(_ column: Column, price: WireAmount) {
    let amount = Amount(units: price.units)
    switch column {
    case .open: prices.open = amount
    case .high: prices.high = amount
    case .low: prices.low = amount
    default: prices.close = amount
    }
    prices.decimals = max(prices.decimals, price.decimals)
    seen |= 1 << UInt16(column.rawValue)
  }

  mutating func set(_ column: Column, sum: WideAmount) {
    let amount = AmountSum(units: sum.units)
    switch column {
    case .volume: sums.volume = amount
    case .quoteVolume: sums.quote = amount
    case .takerBuyVolume: sums.takerBuy = amount
    default: sums.takerBuyQuote = amount
    }
    if column == .volume || column == .takerBuyVolume {
      sums.decimals = max(sums.decimals, sum.decimals)
    } else {
      sums.quoteDecimals = max(sums.quoteDecimals, sum.decimals)
    }
    seen |= 1 << UInt16(column.rawValue)
  }

  /// Reads the stream's `k` object and gives the position behind it.
  mutating func read(
    _ payload: borrowing Span<UInt8>, _ start: Int, _ batch: inout MessageBatch
  ) throws(ScanError) -> Int {
    var at = start
    var key = try JSON.firstKey(payload, &at)
    while key.letter != JSONKey.end {
      switch key.letter {
      case UInt8(ascii: "t"): set(.openTime, timeUs: try JSON.timeUs(payload, &at))
      case UInt8(ascii: "T"): set(.closeTime, timeUs: try JSON.timeUs(payload, &at))
      case UInt8(ascii: "s"): symbol = try batch.symbol(payload, &at)
      case UInt8(ascii: "i"): interval = try JSON.interval(payload, &at)
      case UInt8(ascii: "f"): firstTradeId = try JSON.id(payload, &at, orAbsent: true)
      case UInt8(ascii: "L"): lastTradeId = try JSON.id(payload, &at, orAbsent: true)
      case UInt8(ascii: "o"): set(.open, price: try JSON.amount(payload, &at))
      case UInt8(ascii: "c"): set(.close, price: try JSON.amount(payload, &at))
      case UInt8(ascii: "h"): set(.high, price: try JSON.amount(payload, &at))
      case UInt8(ascii: "l"): set(.low, price: try JSON.amount(payload, &at))
      case UInt8(ascii: "v"): set(.volume, sum: try JSON.wideAmount(payload, &at))
      case UInt8(ascii: "q"): set(.quoteVolume, sum: try JSON.wideAmount(payload, &at))
      case UInt8(ascii: "V"): set(.takerBuyVolume, sum: try JSON.wideAmount(payload, &at))
      case UInt8(ascii: "Q"): set(.takerBuyQuoteVolume, sum: try JSON.wideAmount(payload, &at))
      case UInt8(ascii: "n"): set(tradeCount: try JSON.id(payload, &at, else: .count))
      case UInt8(ascii: "x"):
        isClosed = try JSON.bool(payload, &at)
        hasClosed = true
      case UInt8(ascii: "B"): try JSON.skip(payload, &at)
      default:
        batch.addUnknownKey(payload, key.start)
        try JSON.skip(payload, &at)
      }
      key = try JSON.nextKey(payload, &at)
    }
    return at
  }

  /// COIN-M writes coins with eight decimals beside whole contracts.
  private var decimals: Decimals {
    let decimals = Decimals(price: prices.decimals, quantity: sums.decimals)
    guard sums.quoteDecimals > decimals.quote else { return decimals }
    return Decimals(
      price: prices.decimals, quantity: sums.decimals, quoteMin: sums.quoteDecimals)
  }

  /// The candle that the values make, if they are all there and possible.
  func candle(
    _ symbol: SymbolID, _ interval: Interval, isComplete: Bool, _ end: Int
  ) throws(ScanError) -> Candle {
    guard seen == 1 << (UInt16(Column.takerBuyQuoteVolume.rawValue) + 1) - 1 else {
      throw ScanError(end, .missingKline)
    }
    guard closeTimeMs >= openTimeMs else { throw ScanError(end, .closeTime) }
    return Candle(
      symbol: symbol, interval: interval, decimals: decimals, isComplete: isComplete,
      openTimeMs: openTimeMs, closeTimeMs: closeTimeMs, open: prices.open, high: prices.high,
      low: prices.low, close: prices.close, volume: sums.volume, quoteVolume: sums.quote,
      takerBuyVolume: sums.takerBuy, takerBuyQuoteVolume: sums.takerBuyQuote,
      tradeCount: tradeCount, firstTradeId: firstTradeId, lastTradeId: lastTradeId)
  }
}
