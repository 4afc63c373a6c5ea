public import Market

/// A quantity of either width, since a position in a cheap coin exceeds 92 billion.
public protocol ExactAmount: Sendable {
  var sum: AmountSum { get }
}

extension Amount: ExactAmount {
  public var sum: AmountSum { AmountSum(self) }
}

extension AmountSum: ExactAmount {
  public var sum: AmountSum { self }
}
