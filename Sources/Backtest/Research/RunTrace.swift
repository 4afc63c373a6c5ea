import Market

/// What a run did, instant by instant, so that two runs can be compared.
struct RunTrace {
  /// Something that happened at an instant, without the numbers of orders: two runs may count
  /// differently and still do the same.
  struct Event: Hashable, Comparable {
    /// `order`, `fill` or `rejection`.
    let what: String
    /// In full.
    let text: String
    /// Which way and how, without amounts.
    let decision: String

    static func < (a: Event, b: Event) -> Bool { a.text < b.text }
  }

  struct Mark: Hashable {
    /// End of the instant's candles, ms since the epoch.
    let endMs: Int64
    let cash: Amount
    let equity: AmountSum
    let openOrderCount: Int
    let events: [Event]
  }

  private(set) var marks: [Mark] = []
  /// The account at the end.
  private(set) var broker: Broker
  private let symbols: SymbolTable
  private var fillCount = 0
  private var rejectionCount = 0
  private var lastOrder = 0

  /// Plays a market, stopping to look after each instant.
  init(_ market: RecordedMarket, _ run: any BacktestRun) throws(BacktestError) {
    symbols = market.symbols
    broker = run.broker
    var run = run
    try market.begin(&run)
    for instant in market.parts({ _ in true }) {
      try instant.feed(&run)
      // A trade's instant is over when the next one comes: its candles close after it.
      try run.endInstant()
      if let endMs = instant.lastEndMs { note(run.broker, endMs) }
    }
    broker = run.broker
  }

  private mutating func note(_ broker: Broker, _ endMs: Int64) {
    var events: [Event] = []
    for fill in broker.fills[fillCount...] { events.append(Event(fill, name)) }
    for rejection in broker.rejections[rejectionCount...] { events.append(Event(rejection, name)) }
    let last = lastOrder
    for order in broker.openOrders where order.id.rawValue > last {
      events.append(Event("order", order, name))
      lastOrder = max(lastOrder, order.id.rawValue)
    }
    fillCount = broker.fills.count
    rejectionCount = broker.rejections.count
    marks.append(Mark(broker, endMs, events.sorted()))
  }

  func name(_ symbol: SymbolID) -> String {
    Int(symbol.rawValue) < symbols.count ? symbols.name(symbol) : "#\(symbol.rawValue)"
  }
}

extension RunTrace.Mark {
  init(_ broker: Broker, _ endMs: Int64, _ events: [RunTrace.Event] = []) {
    self.init(
      endMs: endMs, cash: broker.cash, equity: broker.equity,
      openOrderCount: broker.openOrders.count, events: events)
  }
}

extension RunTrace.Event {
  init(_ fill: Fill, _ name: (SymbolID) -> String) {
    what = "fill"
    decision = "\(fill.side) \(name(fill.symbol))"
    text =
      "\(fill.side) \(fill.quantity) \(name(fill.symbol)) at \(fill.price) (fee \(fill.fee),"
      + " \(fill.timeUs) µs)"
  }

  init(_ rejection: Rejection, _ name: (SymbolID) -> String) {
    what = "rejection"
    let order = rejection.order.map { RunTrace.Event("rejection", $0, name) }
    decision = order?.decision ?? "a change of no order"
    text = "\(order?.text ?? "a change of no order"): \(rejection.message)"
  }

  init(_ what: String, _ order: Order, _ name: (SymbolID) -> String) {
    self.what = what
    let (intent, amount) =
      switch order.intent {
      case .quantity(let side, let quantity): ("\(side)", "\(quantity)")
      case .quote(let side, let quote): ("\(side)", "for \(quote) quote")
      case .target(let share): ("target", share.percentText)
      }
    let (kind, prices) =
      switch order.kind {
      case .market: ("market", "")
      case .limit(let limit): ("limit", " \(limit)")
      case .limitMaker(let limit): ("limit-maker", " \(limit)")
      case .stop(let stop): ("stop", " \(stop)")
      case .stopLimit(let stop, let limit): ("stop-limit", " \(stop) \(limit)")
      case .trailingStop(let trail): ("trailing stop", " \(trail.text)")
      }
    decision = "\(intent) \(name(order.symbol)) \(kind)"
    text =
      "\(intent) \(amount) \(name(order.symbol)), \(kind)\(prices), \(order.timeInForce.rawValue),"
      + " placed \(order.placedUs) µs"
  }
}

extension RecordedMarket {
  /// Where the last candle ends; nil where there is none.
  var lastEndMs: Int64? {
    for case .candles(let batch) in pieces.reversed() { return batch.candles.last?.closeTimeMs }
    return nil
  }

  /// The same market with the symbols numbered the other way round, so that at one instant the last
  /// symbol comes first.
  func withSymbolsReversed() -> RecordedMarket {
    let count = UInt32(symbols.count)
    func reversed(_ symbol: SymbolID) -> SymbolID {
      SymbolID(rawValue: count - 1 - symbol.rawValue)
    }
    var market = RecordedMarket(interval: interval, fills: fills)
    for number in (0..<count).reversed() {
      _ = market.symbols.id(symbols.name(SymbolID(rawValue: number)))
    }
    market.rulesBefore = rulesBefore.map { (reversed($0.symbol), $0.rules) }
    for piece in pieces {
      switch piece {
      case .candles(let batch):
        for var candle in batch.candles {
          candle.symbol = reversed(candle.symbol)
          market.add(candle)
        }
      case .trades(let trades):
        for var trade in trades {
          trade.symbol = reversed(trade.symbol)
          market.add(trade)
        }
      case .rules(let rules, let symbol): market.add(rules, reversed(symbol))
      }
    }
    return market
  }
}
