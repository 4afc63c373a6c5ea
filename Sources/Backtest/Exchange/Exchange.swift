import Market

/// The exchange as a run knows it: the markets, the account, and the orders that are open between the
/// two. Orders and motions go in; fills and rejections come out.
struct Exchange: Sendable {
  let settings: BacktestSettings
  var markets = Markets()
  var orders: OpenOrders
  private(set) var account: Account
  private(set) var rejections: [Rejection] = []
  private(set) var rejectedCount = 0
  private(set) var expiredCount = 0
  /// Orders that were given during the warm-up, which go nowhere.
  private(set) var warmUpOrderCount = 0
  /// Whether a strategy hears of what it cancels itself the moment that it does, too.
  var reportsOwnCancels = false
  /// What the strategy has not heard of, besides fills.
  private(set) var news: [OrderNews] = []
  /// µs since the epoch.
  private(set) var nowUs: Int64 = 0
  private(set) var liquidity = Liquidity()
  /// Room for slots of orders that a motion reaches.
  private var room: [Int] = []

  init(_ settings: BacktestSettings) {
    self.settings = settings
    orders = OpenOrders(settings)
    account = Account(settings)
  }

  @inline(__always)
  mutating func advance(toUs timeUs: Int64) { nowUs = max(nowUs, timeUs) }

  /// Room for slots, to be given back.
  @inline(__always)
  mutating func takeRoom() -> [Int] {
    var taken: [Int] = []
    swap(&taken, &room)
    return taken
  }

  @inline(__always)
  mutating func giveBack(_ taken: inout [Int]) {
    taken.removeAll(keepingCapacity: true)
    swap(&taken, &room)
  }

  /// A copy to try something out, without what has happened so far.
  func trial() -> Exchange {
    var copy = self
    copy.account = account.trial()
    copy.rejections = []
    copy.news = []
    return copy
  }

  /// A print of the tape moves its market; what orders trade there is bounded by its quantity.
  mutating func move(_ trade: Trade) {
    markets.move(trade)
    let quantity = Int128(trade.quantity.units)
    liquidity.offer(trade.symbol, quantity, left: share(of: quantity, trade.symbol) ?? quantity)
    advance(toUs: trade.tradeTimeUs)
  }

  /// A candle opens its market; how much orders may trade in it is a share of its volume.
  mutating func begin(_ opening: CandleOpening, of symbol: SymbolID, volume: AmountSum) {
    markets.move(symbol, to: opening.price)
    liquidity.offer(symbol, volume.units, left: share(of: volume.units, symbol))
  }

  /// What of a volume orders may trade; nil: there is no bound.
  private func share(of volume: Int128, _ symbol: SymbolID) -> Int128? {
    settings.participation.map { share in
      let (units, overflow) = volume.multipliedReportingOverflow(by: Int128(share.parts))
      let most = overflow ? volume : units / Exact.one
      return markets.rules(symbol).cut(AmountSum(units: most)).units
    }
  }

  mutating func noteWarmUpOrder() { warmUpOrderCount += 1 }

  /// Moves the money of an order's fill; where the account cannot pay, says why, and nothing changes.
  mutating func book(_ fill: borrowing Fill, of slot: Int) -> Refusal? {
    if let refusal = account.book(fill, besides: orders.setAside(besides: slot)) { return refusal }
    liquidity.take(fill)
    return nil
  }

  mutating func reject(_ order: Order, _ refusal: Refusal) { reject(order.id, order, refusal) }

  /// Orders that stand or fall together.
  mutating func reject(_ list: [Order], _ refusal: Refusal) {
    for order in list { reject(order, refusal) }
  }

  /// The same where there may be no order of that number.
  mutating func reject(_ id: OrderID, _ order: Order?, _ refusal: Refusal) {
    let rejection = Rejection(
      id: id, order: order, code: refusal.code, message: refusal.message, timeUs: nowUs)
    rejectedCount += 1
    if rejections.count < Broker.rejectionsKeptMax { rejections.append(rejection) }
    note(.rejected(rejection))
  }

  private mutating func note(_ item: OrderNews) {
    if news.count < OrderNews.unheardMax { news.append(item) }
  }

  /// What has happened since the last time.
  mutating func takeNews() -> [OrderNews] {
    defer { news.removeAll(keepingCapacity: true) }
    return news
  }

  /// Time in force ends an order, or what is left of it.
  mutating func expire(_ slot: Int) {
    expiredCount += 1
    noteEnd(of: slot, .expired)
    finish(slot)
  }

  private mutating func noteEnd(of slot: Int, _ end: OrderEnd) {
    var order = orders[slot]
    order.endedUs = nowUs
    note(.ended(order, end))
  }

  /// The others of an order's list are over, and it goes on alone.
  mutating func endList(of slot: Int) {
    guard orders[slot].list != nil else { return }
    let others = orders.others(of: slot)
    orders.endList(of: slot)
    for other in others { noteEnd(of: other, .cancelled) }
  }

  /// A cancellation ends an order.
  mutating func endCancelled(_ slot: Int) {
    guard !orders[slot].isGone else { return }
    noteEnd(of: slot, .cancelled)
    finish(slot)
  }
}
