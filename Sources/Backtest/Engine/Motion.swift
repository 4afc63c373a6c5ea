public import Market

/// How a market gets from one price to the next. A recorded trade is one jump to its price; a
/// candle is a jump to its open and three glides.
public enum Motion: Hashable, Sendable {
  /// The price is there at once; what lies between was never traded.
  case jump(to: Amount)
  /// The price passes every level from one to the other.
  case glide(from: Amount, to: Amount)

  /// The first price of the motion at which anyone can trade.
  public var start: Amount {
    switch self {
    case .jump(let to): to
    case .glide(let from, _): from
    }
  }

  /// The price that the motion leaves behind.
  public var end: Amount {
    switch self {
    case .jump(let to): to
    case .glide(_, let to): to
    }
  }

  /// What is left of the motion once it has come to a price on its way.
  func rest(from price: Amount) -> Motion {
    switch self {
    case .jump: .jump(to: price)
    case .glide(_, let to): .glide(from: price, to: to)
    }
  }
}
