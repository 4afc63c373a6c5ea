import Market

/// The orders that are not done: by number, by price, and with what they set aside. Every change of an
/// order goes through here, so that none of the three can drift from it, and none needs a look at all
/// orders.
///
/// An order that is over keeps its slot until the next `sweep`, so that whoever walks over slots is not
/// handed another order there.
struct OpenOrders: Sendable {
  private let fees: Fees
  private let touchFills: Bool
  private var slots: [Order] = []
  private var freeSlots: [Int] = []
  private var endedSlots: [Int] = []
  private var numbers = OrderNumbers()
  /// By `SymbolID.rawValue`.
  private var symbols: [SymbolOrders] = []
  private var lists: [OrderID: OrderList] = [:]
  var onTheirWay = OrdersOnTheirWay()
  /// Quote that is set aside.
  private var reservedQuote: Int128 = 0
  private(set) var count = 0
  private var placedCount = 0

  init(_ settings: BacktestSettings) {
    fees = Fees(settings)
    touchFills = settings.limitFills == .touch
  }

  var isEmpty: Bool { count == 0 }

  subscript(slot: Int) -> Order {
    @inline(__always) _read { yield slots[slot] }
  }

  /// Slot of an order that is not over.
  @inline(__always)
  func slot(of id: OrderID) -> Int? { numbers.slot(of: id) }

  /// Slot of the entry that an exit waits for. Its number is one of the two before.
  func entry(ofExit id: OrderID) -> Int? {
    (1...2).lazy.compactMap { slot(of: OrderID(rawValue: id.rawValue &- $0)) }
      .first { slots[$0].exits?.contains(id) == true }
  }

  /// Orders on their way that replace another.
  func replacements(of id: OrderID) -> [Int] {
    slots.indices.filter { slots[$0].replaces == id && !slots[$0].isGone }
  }

  /// In placing order; one that replaces another stands where that stood.
  var list: [Order] {
    slots.filter { !$0.isGone }.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }
  }

  /// Takes an order in.
  ///
  /// - Parameter travels: it arrives later, by itself.
  /// - Returns: its slot.
  mutating func insert(_ order: borrowing Order, travels: Bool = false) -> Int {
    let slot: Int
    if let free = freeSlots.popLast() {
      slot = free
      slots[slot] = copy order
    } else {
      slot = slots.count
      slots.append(copy order)
    }
    if order.rank == 0 {
      placedCount += 1
      slots[slot].rank = placedCount
    }
    count += 1
    numbers.insert(order.id, slot)
    if let list = order.list { lists[list, default: OrderList()].slots.append(slot) }
    note(slot)
    if travels { onTheirWay.add(.order(order.id), dueUs: order.effectiveUs) }
    if let expiresUs = order.expiresUs { onTheirWay.add(.expiry(order.id), dueUs: expiresUs) }
    return slot
  }

  mutating func update(_ slot: Int, _ order: borrowing Order) {
    forget(slot)
    slots[slot] = copy order
    note(slot)
  }

  /// Changes an order where it lies. (It is large: to copy it out and back costs more than the change.)
  @inline(__always)
  mutating func change(_ slot: Int, _ body: (inout Order) -> Void) {
    forget(slot)
    body(&slots[slot])
    note(slot)
  }

  /// From a time on, an order is cancelled.
  mutating func leave(_ slot: Int, fromUs: Int64) {
    guard fromUs < slots[slot].cancelledUs else { return }
    change(slot) { $0.cancelledUs = fromUs }
    onTheirWay.add(.cancellation(slots[slot].id), dueUs: fromUs)
  }

  /// An order is over.
  mutating func end(_ slot: Int) {
    forget(slot)
    numbers.remove(slots[slot].id)
    leaveList(slot)
    slots[slot].isGone = true
    count -= 1
    endedSlots.append(slot)
  }

  /// Gives the slots of orders that are over to others.
  @inline(__always)
  mutating func sweep() {
    while let slot = endedSlots.popLast() { freeSlots.append(slot) }
  }
}

/// By price.
extension OpenOrders {
  /// Where a symbol's market can go without anything happening to an order.
  @inline(__always)
  func calm(_ symbol: SymbolID) -> Calm {
    let index = Int(symbol.rawValue)
    return index < symbols.count ? symbols[index].calm : .all
  }

  /// The orders to which something happens where the market goes from one price to the other, in
  /// placing order.
  func reached(_ symbol: SymbolID, low: Amount, high: Amount) -> [Int] {
    var found: [Int] = []
    addReached(symbol, low: low, high: high, to: &found)
    return found
  }

  /// Adds them to others, behind these.
  @inline(__always)
  func addReached(_ symbol: SymbolID, low: Amount, high: Amount, to found: inout [Int]) {
    guard !calm(symbol).holds(low: low, high: high) else { return }
    let (first, index) = (found.count, Int(symbol.rawValue))
    // Each by itself: a symbol's orders as a whole would be copied.
    for slot in symbols[index].restless { found.append(slot) }
    if symbols[index].falling.top > low.units {
      symbols[index].falling.forEach(above: low.units) { found.append($0) }
    }
    if symbols[index].rising.top > -high.units {
      symbols[index].rising.forEach(above: -high.units) { found.append($0) }
    }
    if found.count - first > 1 { found[first...].sort { isBefore($0, $1) } }
  }

  /// Whether one order was placed before another.
  func isBefore(_ a: Int, _ b: Int) -> Bool {
    (slots[a].rank, slots[a].id) < (slots[b].rank, slots[b].id)
  }

  private mutating func note(_ slot: Int) {
    let index = Int(slots[slot].symbol.rawValue)
    while symbols.count <= index { symbols.append(SymbolOrders()) }
    symbols[index].note(
      slot, slots[slot].reach(touchFills: touchFills), SymbolOrders.Tally(slots[slot]),
      isLeaving: slots[slot].cancelledUs != .max)
    setAside(slot, isIn: true)
  }

  private mutating func forget(_ slot: Int) {
    setAside(slot, isIn: false)
    let index = Int(slots[slot].symbol.rawValue)
    symbols[index].forget(
      slot, slots[slot].reach(touchFills: touchFills), SymbolOrders.Tally(slots[slot]),
      isLeaving: slots[slot].cancelledUs != .max)
  }
}

/// Lists, of which the first order that trades or whose stop is reached ends the others.
private struct OrderList: Sendable {
  var slots: [Int] = []
  /// What the list sets aside.
  var reserve = Reserve()
}

extension OpenOrders {
  /// The others of an order's list, in placing order.
  @inline(__always)
  func others(of slot: Int) -> [Int] {
    guard let list = slots[slot].list else { return [] }
    return lists[list]?.slots.filter { $0 != slot } ?? []
  }

  /// An open order and the others of its list.
  func withList(_ id: OrderID) -> [Int] { slot(of: id).map { [$0] + others(of: $0) } ?? [] }

  /// The others of an order's list are over, and it goes on alone.
  mutating func endList(of slot: Int) {
    guard slots[slot].list != nil else { return }
    for other in others(of: slot) { end(other) }
    forget(slot)
    leaveList(slot)
    note(slot)
  }

  /// An order that is forgotten belongs to its list no more.
  private mutating func leaveList(_ slot: Int) {
    guard let list = slots[slot].list else { return }
    lists[list]?.slots.removeAll { $0 == slot }
    if lists[list]?.slots.isEmpty == true { lists[list] = nil }
    slots[slot].list = nil
  }
}

/// What standing orders set aside, as Binance locks it: the orders of one list stand side by side, and
/// only the dearest of them counts.
extension OpenOrders {
  /// Quote, and base of an order's symbol, that other orders than this one and its list have set aside.
  @inline(__always)
  func setAside(besides order: borrowing Order) -> Reserve {
    if let slot = slot(of: order.id) { return setAside(besides: slot) }
    let index = Int(order.symbol.rawValue)
    return Reserve(
      quote: reservedQuote, base: index < symbols.count ? symbols[index].reserved : 0)
  }

  /// The same of an order that is open.
  @inline(__always)
  func setAside(besides slot: Int) -> Reserve {
    let index = Int(slots[slot].symbol.rawValue)
    var rest = Reserve(quote: reservedQuote, base: symbols[index].reserved)
    guard rest.quote != 0 || rest.base != 0 else { return rest }
    let own = slots[slot].list.flatMap { lists[$0]?.reserve } ?? reserve(slot)
    rest.quote -= own.quote
    rest.base -= own.base
    return rest
  }

  /// Whether the account holds all that is set aside, so that it holds what this order needs, too.
  @inline(__always)
  func isCovered(_ slot: Int, by account: borrowing Account) -> Bool {
    let symbol = slots[slot].symbol
    return reservedQuote <= Int128(account.cash.units)
      && symbols[Int(symbol.rawValue)].reserved <= account.position(symbol).units
  }

  @inline(__always)
  private func reserve(_ slot: Int) -> Reserve {
    slots[slot].stance.stage == .sent ? Reserve() : fees.reserve(for: slots[slot])
  }

  /// Takes an order in, or out.
  @inline(__always)
  private mutating func setAside(_ slot: Int, isIn: Bool) {
    if let list = slots[slot].list { return setAside(ofList: list, slot, isIn: isIn) }
    let reserve = reserve(slot)
    if reserve.quote != 0 { reservedQuote += isIn ? reserve.quote : -reserve.quote }
    guard reserve.base != 0 else { return }
    symbols[Int(slots[slot].symbol.rawValue)].reserved += isIn ? reserve.base : -reserve.base
  }

  private mutating func setAside(ofList list: OrderID, _ changed: Int, isIn: Bool) {
    guard let before = lists[list] else { return }
    var dearest = Reserve()
    for slot in before.slots where slot != changed || isIn {
      let reserve = reserve(slot)
      dearest.quote = max(dearest.quote, reserve.quote)
      dearest.base = max(dearest.base, reserve.base)
    }
    reservedQuote += dearest.quote - before.reserve.quote
    symbols[Int(slots[changed].symbol.rawValue)].reserved += dearest.base - before.reserve.base
    lists[list]?.reserve = dearest
  }
}

/// What the exchange's filters count.
extension OpenOrders {
  /// The orders of a symbol that stand when another comes.
  ///
  /// - Parameter isLater: what is being cancelled will be gone by then.
  func tally(_ symbol: SymbolID, isLater: Bool) -> SymbolOrders.Tally {
    let index = Int(symbol.rawValue)
    guard index < symbols.count else { return SymbolOrders.Tally() }
    var tally = symbols[index].staying
    if !isLater { tally += symbols[index].leaving }
    return tally
  }
}
