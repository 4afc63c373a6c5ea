public import Market

/// What a backtest assumes. All of it is part of the run hash.
public struct BacktestSettings: Sendable, Hashable {
  /// What moves the market.
  public enum FillSource: String, Sendable, Hashable, CaseIterable {
    /// The candles of `interval`: each a jump to its open and three glides.
    case candles
    /// The recorded trades: each a jump to its price.
    case tape
  }

  /// When a resting limit order trades.
  public enum LimitFills: String, Sendable, Hashable, CaseIterable {
    /// When the market trades beyond its price: then everyone in the queue was served.
    case through
    /// When the market trades at its price: as if the order stood first in the queue.
    case touch
  }

  /// Which purchases a sale ends, where several are open.
  public enum TripMatching: String, Sendable, Hashable, CaseIterable {
    /// The oldest.
    case fifo
    /// The newest: what a grid sells, it has just bought.
    case lifo
    /// All of them, at their mean price.
    case average
  }

  /// What becomes of a candle in which nothing was traded. It fills nothing either way, and it marks
  /// the account.
  public enum SilentCandles: String, Sendable, Hashable, CaseIterable {
    /// The strategy is handed it: flat, of volume 0, as the exchange shows it.
    case flat
    /// The strategy does not hear of it.
    case skip
  }

  /// The candles that mark the account; with `.candles`, those that move the market.
  public var interval: Interval
  public var fills: FillSource
  public var limitFills: LimitFills
  /// Quote at the start.
  public var cash: Amount
  /// Taken from each fill.
  public var fee: Ratio
  /// Taken from a fill of an order that rested; nil: `fee` too.
  public var makerFee: Ratio?
  public var feeAsset: FeeAsset
  public var slippage: Slippage
  /// From a decision to the moment its order can meet the market, µs.
  public var latencyUs: Int64
  /// Instants at which a candle of `interval` closed before the account opens: the strategy is
  /// handed their candles, and what it orders goes nowhere.
  public var warmUp: Int
  /// The account opens with the first candle of `interval` that opens then or later, ms since the
  /// epoch, and all candles before it are warm-up; nil: `warmUp` alone decides.
  public var fromMs: Int64?
  public var silentCandles = SilentCandles.flat
  public var trips = TripMatching.fifo
  /// The share of a candle's volume that orders may trade in it, the rest of an order waiting for the
  /// next one; nil: as much as they like, and fills for more than the volume are counted. On the tape
  /// a print bounds them.
  public var participation: Ratio?
  /// The run's symbols by name, those included that have not traded yet; empty where nobody knows them
  /// before. No part of the run hash.
  public var symbolNames: [String] = []

  /// Binance's spot fee of 0.1 %, taken from the asset received, unless given otherwise.
  public init(
    interval: Interval, fills: FillSource = .candles,
    cash: Amount = Amount(units: 10_000 * Amount.unitsPerOne),
    fee: Ratio = Ratio(parts: 100_000), feeAsset: FeeAsset = .received,
    slippage: Slippage = .none, latencyUs: Int64 = 0, makerFee: Ratio? = nil,
    limitFills: LimitFills = .through, warmUp: Int = 0
  ) {
    self.interval = interval
    self.fills = fills
    self.cash = cash
    self.fee = fee
    self.feeAsset = feeAsset
    self.slippage = slippage
    self.latencyUs = latencyUs
    self.makerFee = makerFee
    self.limitFills = limitFills
    self.warmUp = warmUp
  }

  /// The fee of a fill.
  func fee(isMaker: Bool) -> Ratio { isMaker ? makerFee ?? fee : fee }

  /// A day: no order travels longer.
  public static let latencyUsMax: Int64 = 86_400_000_000

  /// Throws `BacktestError.settings` with what was found and what is possible.
  func validate() throws(BacktestError) {
    if cash.units <= 0 { throw .settings("cash is \(cash): it must be positive") }
    for fee in [fee, makerFee ?? fee] where fee < .zero || fee >= .one {
      throw .settings("fee is \(fee.percentText): it must be from 0 % to below 100 %")
    }
    if warmUp < 0 { throw .settings("warm-up is \(warmUp) candles: it must not be negative") }
    if latencyUs < 0 || latencyUs > Self.latencyUsMax {
      throw .settings("latency is \(latencyUs) µs: it must be from 0 to one day")
    }
    if let share = participation, share <= .zero || share > .one {
      throw .settings(
        "participation is \(share.percentText): it must be from above 0 % to 100 %")
    }
    switch slippage {
    case .none: break
    case .ticks(let count) where count < 0:
      throw .settings("slippage is \(count) ticks: it must not be negative")
    case .share(let ratio) where ratio < .zero || ratio >= .one:
      throw .settings("slippage is \(ratio.percentText): it must be from 0 % to below 100 %")
    case .ticks, .share: break
    }
  }
}
