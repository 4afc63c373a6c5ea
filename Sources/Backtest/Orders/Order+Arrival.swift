import Market

/// What becomes of an order when it arrives at the exchange.
enum Arrival: Hashable {
  case stands
  /// Its stop is reached already.
  case triggers
  case refused(Refusal)
  /// An IOC or FOK order that finds nothing to take.
  case expires
}

extension Order {
  /// The order arrives: it is compared with the market as it is known at that moment, never with the
  /// price that comes next.
  ///
  /// A limit order at or beyond what the other side is known to offer takes from the motions that
  /// follow; any other rests from now on. A limit-maker that would take is refused, and so is a stop
  /// that is reached already, as on the exchange; but an exit's stop is then a market order, since it
  /// was given before the price was known.
  ///
  /// - Parameters:
  ///   - quote: what is known of the two sides.
  ///   - price: the last one, which decides about stops.
  mutating func arrive(_ quote: Quote, price: Amount) -> Arrival {
    switch kind {
    case .market: stance.stage = .takes
    case .limit(let limit): return arrive(limit, quote)
    case .limitMaker(let limit):
      guard case .stands = arrive(limit, quote), stance.stage == .takes else { break }
      return .refused(Refusal(.newOrderRejected, "Order would immediately match and take."))
    case .stop(let stop), .stopLimit(let stop, _): return arrive(stop: stop, quote, price: price)
    case .trailingStop(let trail):
      stance.stage = .waits
      stance.extreme = side.flatMap { trail.isActive(at: price, $0) ? price : nil }
    }
    return .stands
  }

  private mutating func arrive(_ limit: Amount, _ quote: Quote) -> Arrival {
    guard let side else { return .stands }
    stance.stage = side.isBetter(limit, than: quote.opposite(side)) ? .rests : .takes
    return stance.stage == .takes || timeInForce == .goodTillCancelled ? .stands : .expires
  }

  private mutating func arrive(stop: Amount, _ quote: Quote, price: Amount) -> Arrival {
    stance.stage = .waits
    guard let side, !side.isBetter(price, than: stop) else { return .stands }
    guard isExit else {
      return .refused(
        Refusal(.newOrderRejected, "Stop price would trigger immediately: \(stop) at \(price)"))
    }
    guard let limit else {
      stance.stage = .takes
      return .triggers
    }
    return arrive(limit, quote) == .expires ? .expires : .triggers
  }
}
