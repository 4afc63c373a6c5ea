/// What has been sent and has not arrived. All of it travels equally long, so that it arrives in the order
/// in which it was sent.
struct OrdersOnTheirWay: Sendable {
  enum Item: Sendable {
    case order(OrderID)
    case cancellation(OrderID)
    /// Another kind for an exit that waits for its entry; nil: none.
    case exitChange(OrderID, Order.Kind?)
    /// The time of an order is over: not sent, but due like the others.
    case expiry(OrderID)
  }

  /// First in, first out, from `head` on.
  private struct Line: Sendable {
    private var items: [(dueUs: Int64, item: Item)] = []
    private var head = 0

    var firstUs: Int64 { head < items.count ? items[head].dueUs : .max }

    mutating func append(_ item: Item, dueUs: Int64) { items.append((dueUs, item)) }

    mutating func removeFirst() -> Item {
      let item = items[head].item
      head += 1
      if head * 2 > items.count {
        items.removeFirst(head)
        head = 0
      }
      return item
    }
  }

  /// Cancellations and changes come before orders of the same time.
  private var orders = Line()
  private var changes = Line()
  /// The next one last.
  private var expiries: [(dueUs: Int64, item: Item)] = []
  /// When the next one arrives, µs since the epoch.
  private(set) var nextUs = Int64.max

  mutating func add(_ item: Item, dueUs: Int64) {
    switch item {
    case .order: orders.append(item, dueUs: dueUs)
    case .cancellation, .exitChange: changes.append(item, dueUs: dueUs)
    case .expiry:
      let index = expiries.lastIndex { $0.dueUs > dueUs }.map { $0 + 1 } ?? 0
      expiries.insert((dueUs, item), at: index)
    }
    nextUs = min(nextUs, dueUs)
  }

  /// Takes out what arrives next, at `nextUs`.
  mutating func removeFirst() -> Item? {
    guard nextUs < .max else { return nil }
    defer { nextUs = min(orders.firstUs, changes.firstUs, expiries.last?.dueUs ?? .max) }
    if let expiry = expiries.last, expiry.dueUs == nextUs { return expiries.removeLast().item }
    return changes.firstUs <= orders.firstUs ? changes.removeFirst() : orders.removeFirst()
  }
}
