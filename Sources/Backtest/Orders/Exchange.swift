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
  /// What the strategy has not been told, besides fills.
  private(set) var news: [OrderNews] = []
  /// µs since the epoch.
  private(set) var nowUs: Int64 = 0
  /// What is left of the print that the orders meet, in base; nil where candles move the market.
  private(set) var printLeft: Int128?

  init(_ settings: BacktestSettings) {
    self.settings = settings
    orders = OpenOrders(settings)
    account = Account(settings)
  }

  @inline(__always)
  mutating func advance(toUs timeUs: Int64) { nowUs = max(nowUs, timeUs) }

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
    printLeft = Int128(max(0, trade.quantity.units))
    advance(toUs: trade.tradeTimeUs)
  }

  /// Moves the money of an order's fill; where the account cannot pay, says why, and nothing changes.
  mutating func book(_ fill: Fill, of order: Order) -> Refusal? {
    if let refusal = account.book(fill, besides: orders.setAside(besides: order)) { return refusal }
    if let left = printLeft { printLeft = left - fill.quantity.units }
    return nil
  }

  mutating func reject(_ order: Order, _ refusal: Refusal) { reject(order.id, order, refusal) }

  /// The same where there may be no order of that number.
  mutating func reject(_ id: OrderID, _ order: Order?, _ refusal: Refusal) {
    let rejection = Rejection(
      id: id, order: order, code: refusal.code, message: refusal.message, timeUs: nowUs)
    rejectedCount += 1
    if rejections.count < Broker.rejectionsKeptMax { rejections.append(rejection) }
    tell(.rejected(rejection))
  }

  private mutating func tell(_ item: OrderNews) {
    if news.count < OrderNews.untoldMax { news.append(item) }
  }

  /// What has happened since the last time.
  mutating func takeNews() -> [OrderNews] {
    defer { news.removeAll(keepingCapacity: true) }
    return news
  }

  /// Time in force ends an order, or what is left of it.
  mutating func expire(_ slot: Int) {
    expiredCount += 1
    tell(.ended(orders[slot], .expired))
    finish(slot)
  }

  /// A cancellation ends an order.
  mutating func endCancelled(_ slot: Int) {
    guard !orders[slot].isGone else { return }
    tell(.ended(orders[slot], .cancelled))
    finish(slot)
  }
}
