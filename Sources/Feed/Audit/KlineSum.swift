import Market

/// A kline summed up from trades, on its own or on top of an earlier frame of the same kline.
///
/// Deliberately not `CandleBuilder`: an audit by the code under audit would prove little.
struct KlineSum {
  private var candle: Candle
  private let cut: [Trade]
  private let contract: InverseContract?
  /// Of COIN-M: coins in units of 10⁻¹⁸, of all trades and of those that takers bought.
  private var fineCoins: Int128 = 0
  private var fineBought: Int128 = 0
  /// A frame on whose shown coins another builds is off by half a unit, and so is the sum.
  private let coinSlack: Int128

  /// Sums a stretch's trades in id order. Of an aggregate that is cut, price and count are known and
  /// the quantity is not.
  init(
    _ stretch: TradeStretch, on base: Candle?, like kline: Candle, contract: InverseContract? = nil
  ) {
    candle = base ?? Self.empty(kline, at: stretch.all.first?.price ?? kline.open)
    cut = stretch.cut
    self.contract = contract
    coinSlack = contract == nil || base == nil ? 0 : 1
    for trade in stretch.all { trace(trade) }
    for trade in stretch.whole { add(trade) }
    if contract != nil {
      candle.quoteVolume += InverseContract.rounded(fine: fineCoins)
      candle.takerBuyQuoteVolume += InverseContract.rounded(fine: fineBought)
    }
    candle.tradeCount = (base?.tradeCount ?? 0) + Int64(stretch.ids.count)
  }

  private static func empty(_ kline: Candle, at price: Amount) -> Candle {
    var candle = kline
    (candle.open, candle.high, candle.low, candle.close) = (price, price, price, price)
    candle.volume = .zero
    candle.quoteVolume = .zero
    candle.takerBuyVolume = .zero
    candle.takerBuyQuoteVolume = .zero
    return candle
  }

  private mutating func trace(_ trade: Trade) {
    candle.high = max(candle.high, trade.price)
    candle.low = min(candle.low, trade.price)
    candle.close = trade.price
  }

  private mutating func add(_ trade: Trade) {
    candle.volume.units += Int128(trade.quantity.units)
    if !trade.isBuyerMaker { candle.takerBuyVolume.units += Int128(trade.quantity.units) }
    if let contract {
      let coins = contract.fineCoins(price: trade.price, contracts: trade.quantity)
      fineCoins &+= coins
      if !trade.isBuyerMaker { fineBought &+= coins }
    } else {
      let quote = Self.product(trade.price.units, trade.quantity.units)
      candle.quoteVolume.units += quote
      if !trade.isBuyerMaker { candle.takerBuyQuoteVolume.units += quote }
    }
  }

  /// The fields in which the exchange's kline differs from this sum. What aggregates that are cut
  /// leave open is taken from the kline if it is possible, so that it does not differ.
  func differences(from kline: Candle) -> [FieldDifference] {
    var candle = candle
    takeOver(\.volume, \.quoteVolume, of: cut, from: kline, into: &candle)
    takeOver(
      \.takerBuyVolume, \.takerBuyQuoteVolume, of: cut.filter { !$0.isBuyerMaker }, from: kline,
      into: &candle)
    for coins in [\Candle.quoteVolume, \Candle.takerBuyQuoteVolume] {
      let difference = kline[keyPath: coins].units - candle[keyPath: coins].units
      if difference.magnitude <= coinSlack { candle[keyPath: coins] = kline[keyPath: coins] }
    }
    return candleDifferences(kline: kline, trades: candle)
  }

  /// What is left for the parts of the cut aggregates must fit into them, at their prices.
  private func takeOver(
    _ volume: WritableKeyPath<Candle, AmountSum>, _ quote: WritableKeyPath<Candle, AmountSum>,
    of cut: [Trade], from kline: Candle, into candle: inout Candle
  ) {
    guard let lowest = cut.map(\.price).min(), let highest = cut.map(\.price).max() else { return }
    let restVolume = kline[keyPath: volume].units - candle[keyPath: volume].units
    let restQuote = kline[keyPath: quote].units - candle[keyPath: quote].units
    let room = cut.reduce(Int128(0)) { $0 + Int128($1.quantity.units) }
    // Each trade's quote was cut to 10⁻⁸ on its own.
    let slack = Int128(kline.tradeCount)
    guard restVolume >= 0, restVolume <= room else { return }
    let worth = [lowest, highest].map { self.worth($0, restVolume) }
    guard restQuote >= (worth.min() ?? 0) - slack, restQuote <= (worth.max() ?? 0) + slack else {
      return
    }
    candle[keyPath: volume] = kline[keyPath: volume]
    candle[keyPath: quote] = kline[keyPath: quote]
  }

  /// What a volume is in quote at a price; coins of COIN-M.
  private func worth(_ price: Amount, _ volume: Int128) -> Int128 {
    guard let contract else { return Self.product(price.units, volume) }
    let contracts = Amount(units: Int64(clamping: volume))
    return InverseContract.rounded(fine: contract.fineCoins(price: price, contracts: contracts))
      .units
  }

  /// Price times quantity, cut to 10⁻⁸.
  private static func product(_ price: Int64, _ quantity: some BinaryInteger) -> Int128 {
    Int128(price) * Int128(quantity) / Int128(Amount.unitsPerOne)
  }
}

/// The fields in which two candles differ, in the order of Binance's columns.
func candleDifferences(kline: Candle, trades: Candle) -> [FieldDifference] {
  let price = Int(kline.decimals.price)
  let quantity = Int(kline.decimals.quantity)
  let quote = Int(kline.decimals.quote)
  var found: [FieldDifference] = []
  func compare(_ field: String, _ a: String, _ b: String) {
    if a != b { found.append(FieldDifference(field: field, kline: a, trades: b)) }
  }
  func prices(_ field: String, _ path: KeyPath<Candle, Amount>) {
    compare(
      field, kline[keyPath: path].text(decimals: price), trades[keyPath: path].text(decimals: price)
    )
  }
  func sums(_ field: String, _ path: KeyPath<Candle, AmountSum>, _ decimals: Int) {
    compare(
      field, kline[keyPath: path].text(decimals: decimals),
      trades[keyPath: path].text(decimals: decimals))
  }
  prices("open", \.open)
  prices("high", \.high)
  prices("low", \.low)
  prices("close", \.close)
  sums("volume", \.volume, quantity)
  sums("quote volume", \.quoteVolume, quote)
  compare("trades", String(kline.tradeCount), String(trades.tradeCount))
  sums("taker buy volume", \.takerBuyVolume, quantity)
  sums("taker buy quote volume", \.takerBuyQuoteVolume, quote)
  return found
}
