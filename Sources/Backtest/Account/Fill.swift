public import Market

/// From which asset a fill's fee is taken.
public enum FeeAsset: String, Sendable, Hashable, CaseIterable {
  /// The fee is taken from what the fill brings: base on a purchase, quote on a sale. This is
  /// Binance's own rule.
  case received
  /// Always from quote.
  case quote
}

/// A trade of ours.
public struct Fill: Sendable, Hashable {
  /// What in the recording proves that the market was there.
  public enum Evidence: Sendable, Hashable {
    /// The trade with this id.
    case trade(id: Int64)
    /// A candle: its open time, and the step of the walk through it (0 = open, 1…3 = glides).
    case candle(openTimeMs: Int64, step: Int)
  }

  /// What made an order trade.
  public enum Reason: String, Sendable, Hashable {
    /// The strategy asked for it: at market, or at a limit.
    case signal
    case stop
    /// The limit order of a bracket or a list.
    case target
    case trail
  }

  /// 1 for the first fill of a run.
  public let number: Int
  public let order: OrderID
  public let symbol: SymbolID
  public let side: Side
  /// After slippage.
  public let price: Amount
  /// Base bought or sold, before a fee taken in base.
  public let quantity: AmountSum
  /// price × quantity in quote: rounded up on a purchase, down on a sale.
  public let value: Amount
  /// Rounded up; in base if `isFeeInBase`, else in quote.
  public let fee: AmountSum
  public let isFeeInBase: Bool
  public let isMaker: Bool
  /// When the order met the market, µs since the epoch. Inside a candle: the walk's own time.
  public let timeUs: Int64
  public let evidence: Evidence
  public internal(set) var reason = Reason.signal
}

extension Order {
  /// What makes it trade.
  var reason: Fill.Reason {
    switch kind {
    case .market: .signal
    case .limit, .limitMaker: isLeg ? .target : .signal
    case .stop, .stopLimit: .stop
    case .trailingStop: .trail
    }
  }
}

extension Fill {
  /// What the fill did to the quote balance; negative on a purchase.
  var cashChange: Int128 {
    let quoteFee = isFeeInBase ? 0 : fee.units
    return side == .buy ? -Int128(value.units) - quoteFee : Int128(value.units) - quoteFee
  }

  /// What the fill did to the base balance; negative on a sale.
  var baseChange: Int128 {
    let baseFee = isFeeInBase ? fee.units : 0
    return side == .buy ? quantity.units - baseFee : -quantity.units - baseFee
  }

  /// The fee in quote: one taken in base counts at the fill's price, rounded up.
  var feeInQuote: Int128 {
    isFeeInBase ? Exact.product(price.units, fee.units, .up) ?? .max : fee.units
  }
}
