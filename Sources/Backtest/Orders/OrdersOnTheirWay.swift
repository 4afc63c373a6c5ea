/// Orders and cancellations that have been sent and have not arrived. All travel equally long, so that
/// they arrive in the order in which they were sent.
struct OrdersOnTheirWay: Sendable {
  private struct Item: Sendable {
    let dueUs: Int64
    let id: OrderID
  }

  /// First in, first out, from `head` on.
  private struct Line: Sendable {
    private var items: [Item] = []
    private var head = 0

    var first: Item? { head < items.count ? items[head] : nil }

    mutating func append(_ id: OrderID, dueUs: Int64) { items.append(Item(dueUs: dueUs, id: id)) }

    mutating func removeFirst() {
      head += 1
      guard head * 2 > items.count else { return }
      items.removeFirst(head)
      head = 0
    }
  }

  private var orders = Line()
  private var cancellations = Line()
  /// When the next one arrives, µs since the epoch.
  private(set) var nextUs = Int64.max

  mutating func add(_ id: OrderID, dueUs: Int64) {
    orders.append(id, dueUs: dueUs)
    nextUs = min(nextUs, dueUs)
  }

  mutating func add(cancellationOf id: OrderID, dueUs: Int64) {
    cancellations.append(id, dueUs: dueUs)
    nextUs = min(nextUs, dueUs)
  }

  /// Takes out what arrives next, cancellations before orders.
  mutating func removeFirst() -> (id: OrderID, isCancellation: Bool)? {
    defer { nextUs = min(orders.first?.dueUs ?? .max, cancellations.first?.dueUs ?? .max) }
    if let cancellation = cancellations.first, cancellation.dueUs <= orders.first?.dueUs ?? .max {
      cancellations.removeFirst()
      return (cancellation.id, true)
    }
    guard let order = orders.first else { return nil }
    orders.removeFirst()
    return (order.id, false)
  }
}
