public import Market

extension Order {
  /// Orders that close what an order opened: one list, sent the moment that it has traded in full
  /// (or in part, where the rest expired or was cancelled).
  public struct Exits: Sendable, Hashable {
    /// A limit order: takes the profit.
    public var takeProfit: Amount?
    /// A stop, a stop-limit or a trailing stop: bounds the loss.
    public var stop: Kind?
    /// Instead of a price: how far the profit is from the mean price of the entry's fills.
    public var takeProfitShare: Ratio?
    /// Instead of a price: how far a stop is from it.
    public var stopLossShare: Ratio?

    public init(
      takeProfit: Amount? = nil, stop: Kind? = nil, takeProfitShare: Ratio? = nil,
      stopLossShare: Ratio? = nil
    ) {
      self.takeProfit = takeProfit
      self.stop = stop
      self.takeProfitShare = takeProfitShare
      self.stopLossShare = stopLossShare
    }

    /// A bracket of two prices.
    public init(takeProfit: Amount? = nil, stopLoss: Amount) {
      self.init(takeProfit: takeProfit, stop: .stop(stopLoss))
    }

    /// The numbers of the orders to come.
    private var (stopID, profitID): (OrderID?, OrderID?) = (nil, nil)
    private var hasStop: Bool { stop != nil || stopLossShare != nil }
    private var hasProfit: Bool { takeProfit != nil || takeProfitShare != nil }

    var count: Int { (hasStop ? 1 : 0) + (hasProfit ? 1 : 0) }

    /// Their numbers and kinds, as far as prices are known, in the order in which they are placed.
    var legs: [(id: OrderID, kind: Kind)] {
      [(stopID, stop), (profitID, takeProfit.map { Kind.limit($0) })].compactMap { id, kind in
        if let id, let kind { (id, kind) } else { nil }
      }
    }

    /// Those of another bracket where this one names none.
    func orElse(_ other: Exits?) -> Exits {
      guard let other else { return self }
      var exits = self
      if !hasStop { (exits.stop, exits.stopLossShare) = (other.stop, other.stopLossShare) }
      if !hasProfit {
        (exits.takeProfit, exits.takeProfitShare) = (other.takeProfit, other.takeProfitShare)
      }
      return exits
    }

    func contains(_ id: OrderID) -> Bool { id == stopID || id == profitID }

    /// Gives them the numbers after their entry's, stop first.
    mutating func number(after id: OrderID) {
      stopID = hasStop ? OrderID(rawValue: id.rawValue + 1) : nil
      profitID = hasProfit ? OrderID(rawValue: id.rawValue + (hasStop ? 2 : 1)) : nil
    }

    /// Another kind for one of them, or none; false where that is no kind for it.
    mutating func change(_ id: OrderID, to kind: Kind?) -> Bool {
      switch kind {
      case nil where id == stopID: (stop, stopLossShare, stopID) = (nil, nil, nil)
      case nil where id == profitID: (takeProfit, takeProfitShare, profitID) = (nil, nil, nil)
      case .limit(let price) where id == profitID: (takeProfit, takeProfitShare) = (price, nil)
      case .stop where id == stopID, .stopLimit where id == stopID,
        .trailingStop where id == stopID:
        (stop, stopLossShare) = (kind, nil)
      default: return false
      }
      return true
    }

    /// Shares become prices on the symbol's ticks, the stop rounded away and the profit, too.
    mutating func settle(_ side: Side, at price: Amount, _ rules: SymbolRules) {
      if let share = stopLossShare {
        let stop = Trail(share).stop(price, side.opposite, rules.tickSize)
        (self.stop, stopLossShare) = (.stop(stop), nil)
      }
      if let share = takeProfitShare {
        // As far as a stop of the other way would be.
        takeProfit = Trail(share).stop(price, side, rules.tickSize)
        takeProfitShare = nil
      }
    }

    /// Why shares are none; nil if they are.
    var badShare: String? {
      if stop != nil && stopLossShare != nil || takeProfit != nil && takeProfitShare != nil {
        return "an exit has a price or a share, not both"
      }
      if let share = stopLossShare, share <= .zero || share >= .one {
        return "a stop's distance stopLossShare \(share.text) is not between 0 and 1"
      }
      if let share = takeProfitShare, share <= .zero {
        return "a profit's distance takeProfitShare \(share.text) is not above 0"
      }
      return nil
    }
  }

  /// The orders that close what this one has opened, stop first. They have the numbers after its own.
  func exitOrders(_ quantity: AmountSum, atUs timeUs: Int64) -> [Order] {
    guard let legs = exits?.legs, let side else { return [] }
    return legs.map { leg in
      var exit = Order(
        id: leg.id, symbol: symbol, intent: .quantity(side.opposite, quantity), kind: leg.kind,
        placedUs: timeUs, effectiveUs: timeUs)
      (exit.isExit, exit.isLeg) = (true, true)
      if legs.count > 1 { exit.list = legs[0].id }
      return exit
    }
  }
}
