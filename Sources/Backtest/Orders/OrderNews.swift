/// What becomes of an order besides fills.
enum OrderNews: Sendable {
  case rejected(Rejection)
  case ended(Order, OrderEnd)

  /// A strategy that answers every rejection with an order that is rejected hears no more of them.
  static let unheardMax = 1000
}

/// Why an order is over that has not traded in full.
public enum OrderEnd: String, Sendable, Hashable {
  /// The strategy has taken it back, or another order of its list has traded, or its stop was reached.
  case cancelled
  /// Its time in force has ended it.
  case expired
}
