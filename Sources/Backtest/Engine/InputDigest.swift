import Market

/// The digest of every candle, trade and rule that a backtest consumed, in a canonical byte form:
/// the same input gives the same digest on every machine, and no two inputs share a form.
///
/// Each item is a tag, the symbol's number (0, 1, … in order of first appearance), and numbers as
/// `CanonicalBytes` writes them. A candle is written as what cannot be foretold from the candle
/// before it (of the same symbol and interval); a mask says which numbers follow, and the
/// foretold ones do not:
///
/// ```
///  'c' symbol interval mask | number…        interval: index in Interval.allCases
///   bit 0  openTimeMs − the last candle's end      bit 7  quoteVolume
///       1  length − the last candle's length           8  takerBuyVolume
///       2  open − the last close                       9  takerBuyQuoteVolume
///       3  high − max(open, close)                    10  tradeCount
///       4  min(open, close) − low                     11  firstTradeId − the last lastTradeId − 1
///       5  close − open                               12  lastTradeId − firstTradeId − tradeCount + 1
///       6  volume                                     13  decimals: price + 256 · quantity
///                                                     14  isComplete (no number follows)
///  't' symbol  tradeTimeUs − last  id − last − 1  price − last  quantity
///              firstTradeId − id  lastTradeId − id  price + 256 · quantity decimals  isBuyerMaker
///  'r' symbol  tickSize (−1: not known)  priceMin  priceMax  step min max of lot and market lot
///              notionalMin  notionalMax  1 · notionalMinIsForMarket + 2 · notionalMaxIsForMarket
///  'l' symbol  number…                       where not all are 0: SymbolRules.Limits.numbers
/// ```
/// Differences wrap at 64 bits. The first candle's and trade's predecessors are all zeros.
struct InputDigest {
  private struct LastCandle {
    var endMs: Int64 = 0
    var lengthMs: Int64 = 0
    var close: Int64 = 0
    var lastTradeId: Int64 = 0
    var decimals: Int64 = 0
  }

  private struct LastTrade {
    var timeUs: Int64 = 0
    var id: Int64 = 0
    var price: Int64 = 0
  }

  private static let intervalCount = Interval.allCases.count

  private var written = CanonicalBytes()
  /// Symbols in order of first appearance.
  private(set) var symbols: [SymbolID] = []
  /// By `SymbolID.rawValue`: index in `symbols`, −1 if not seen.
  private var slots: [Int] = []
  /// By slot × `intervalCount` + interval.
  private var candles: [LastCandle] = []
  private var trades: [LastTrade] = []

  /// SHA-256 of what was consumed so far.
  func digest() -> [UInt8] { written.digest() }

  mutating func add(_ candle: Candle) {
    let slot = slot(of: candle.symbol)
    let interval = candle.interval.index
    let index = slot * Self.intervalCount + interval
    let last = candles[index]
    let lengthMs = candle.closeTimeMs &+ 1 &- candle.openTimeMs
    let (open, close) = (candle.open.units, candle.close.units)
    let decimals = Int64(candle.decimals.price) | Int64(candle.decimals.quantity) &<< 8
    written.item { bytes, at in
      CanonicalBytes.put(tag: "c", &bytes, &at)
      CanonicalBytes.put(Int64(slot), &bytes, &at)
      CanonicalBytes.put(Int64(interval), &bytes, &at)
      let maskAt = at
      at &+= 2
      var mask: UInt16 = candle.isComplete ? 1 &<< 14 : 0
      func put(_ value: Int64, _ bit: UInt16) {
        if value == 0 { return }
        mask |= 1 &<< bit
        CanonicalBytes.put(value, &bytes, &at)
      }
      func put(_ value: AmountSum, _ bit: UInt16) {
        if value.units == 0 { return }
        mask |= 1 &<< bit
        CanonicalBytes.put(value.units, &bytes, &at)
      }
      put(candle.openTimeMs &- last.endMs, 0)
      put(lengthMs &- last.lengthMs, 1)
      put(open &- last.close, 2)
      put(candle.high.units &- max(open, close), 3)
      put(min(open, close) &- candle.low.units, 4)
      put(close &- open, 5)
      put(candle.volume, 6)
      put(candle.quoteVolume, 7)
      put(candle.takerBuyVolume, 8)
      put(candle.takerBuyQuoteVolume, 9)
      put(candle.tradeCount, 10)
      put(candle.firstTradeId &- last.lastTradeId &- 1, 11)
      put(candle.lastTradeId &- candle.firstTradeId &- candle.tradeCount &+ 1, 12)
      put(decimals &- last.decimals, 13)
      bytes.storeBytes(of: mask.littleEndian, toByteOffset: maskAt, as: UInt16.self)
    }
    candles[index] = LastCandle(
      endMs: candle.closeTimeMs &+ 1, lengthMs: lengthMs, close: close,
      lastTradeId: candle.lastTradeId, decimals: decimals)
  }

  mutating func add(_ trade: Trade) {
    let slot = slot(of: trade.symbol)
    let last = trades[slot]
    written.item { bytes, at in
      CanonicalBytes.put(tag: "t", &bytes, &at)
      func put(_ value: Int64) { CanonicalBytes.put(value, &bytes, &at) }
      put(Int64(slot))
      put(trade.tradeTimeUs &- last.timeUs)
      put(trade.id &- last.id &- 1)
      put(trade.price.units &- last.price)
      put(trade.quantity.units)
      put(trade.firstTradeId &- trade.id)
      put(trade.lastTradeId &- trade.id)
      put(Int64(trade.decimals.price) | Int64(trade.decimals.quantity) &<< 8)
      put(trade.isBuyerMaker ? 1 : 0)
    }
    trades[slot] = LastTrade(
      timeUs: trade.tradeTimeUs, id: trade.id, price: trade.price.units)
  }

  mutating func add(_ rules: SymbolRules, _ symbol: SymbolID) {
    let slot = slot(of: symbol)
    written.item { bytes, at in
      CanonicalBytes.put(tag: "r", &bytes, &at)
      CanonicalBytes.put(Int64(slot), &bytes, &at)
      func put(_ value: Amount) { CanonicalBytes.put(value.units, &bytes, &at) }
      put(rules.tickSize ?? Amount(units: -1))
      put(rules.priceMin)
      put(rules.priceMax)
      for lot in [rules.lot, rules.marketLot] {
        put(lot.step)
        put(lot.min)
        put(lot.max)
      }
      put(rules.notionalMin)
      put(rules.notionalMax)
      CanonicalBytes.put(
        (rules.notionalMinIsForMarket ? 1 : 0) + (rules.notionalMaxIsForMarket ? 2 : 0) as Int64,
        &bytes, &at)
    }
    add(rules.limits, slot: slot)
  }

  private mutating func add(_ limits: SymbolRules.Limits, slot: Int) {
    guard limits != SymbolRules.Limits() else { return }
    written.item { bytes, at in
      CanonicalBytes.put(tag: "l", &bytes, &at)
      CanonicalBytes.put(Int64(slot), &bytes, &at)
      for number in limits.numbers { CanonicalBytes.put(number, &bytes, &at) }
    }
  }

  private mutating func slot(of symbol: SymbolID) -> Int {
    let number = Int(symbol.rawValue)
    if number < slots.count, slots[number] >= 0 { return slots[number] }
    while slots.count <= number { slots.append(-1) }
    slots[number] = symbols.count
    symbols.append(symbol)
    candles.append(contentsOf: repeatElement(LastCandle(), count: Self.intervalCount))
    trades.append(LastTrade())
    return slots[number]
  }
}
