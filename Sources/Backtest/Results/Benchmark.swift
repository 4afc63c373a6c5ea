import Market

/// What the account is held against: one that bought at the start and held.
///
/// One symbol is the buyer of `BuyAndHoldYardstick`. Of several, each gets an equal share of the cash at
/// its first open, with the taker's fee and without slippage; a share whose symbol has not come yet
/// waits as cash.
struct Benchmark {
  /// Of how many symbols.
  let symbolCount: Int
  private let settings: BacktestSettings
  private let shareFine: Int128
  /// In units of 10⁻¹⁶.
  private var cash: Int128
  /// By `SymbolID.rawValue`: base held in units of 10⁻⁸, nil before the purchase; last close.
  private var base: [Int128?] = []
  private var price: [Int64] = []

  /// Nil where nothing could be bought.
  init?(_ result: BacktestResult) {
    guard let first = result.buyAndHold else { return nil }
    settings = result.settings
    symbolCount = result.symbols.count
    let start = Int128(settings.cash.units) * Exact.one
    shareFine = start / Int128(max(1, symbolCount))
    cash = start
    guard symbolCount == 1 else { return }
    makeRoom(for: first.symbol)
    base[Int(first.symbol.rawValue)] = first.base
    cash = first.cash * Exact.one
  }

  /// The worth once these candles have closed; nil where it leaves 128 bits.
  mutating func mark(_ bars: ArraySlice<MarketHistory.Bar>) -> Int128? {
    for bar in bars {
      makeRoom(for: bar.symbol)
      let index = Int(bar.symbol.rawValue)
      if base[index] == nil { buy(index, at: bar.open) }
      price[index] = bar.close
    }
    var worth = cash
    for index in base.indices {
      guard let held = base[index], held != 0 else { continue }
      guard let sum = Exact.sum(worth, held, times: Int128(price[index])) else { return nil }
      worth = sum
    }
    return worth
  }

  /// A fee in base is taken from what was bought, one in quote is paid out of the share.
  private mutating func buy(_ index: Int, at open: Int64) {
    let (one, fee) = (Int128(Ratio.partsPerOne), Int128(settings.fee.parts))
    let bought: Int128 =
      settings.feeAsset == .quote
      ? shareFine * one / (one + fee) / Int128(open)
      : shareFine / Int128(open) * (one - fee) / one
    base[index] = bought
    cash -= shareFine
  }

  private mutating func makeRoom(for symbol: SymbolID) {
    let missing = Int(symbol.rawValue) + 1 - base.count
    guard missing > 0 else { return }
    base.append(contentsOf: repeatElement(nil, count: missing))
    price.append(contentsOf: repeatElement(0, count: missing))
  }
}

extension Benchmark {
  /// What it is called.
  var name: String {
    symbolCount == 1 ? "buy and hold" : "buy and hold, \(symbolCount) symbols in equal parts"
  }
}
