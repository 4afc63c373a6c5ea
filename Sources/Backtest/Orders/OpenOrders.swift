import Market

/// The orders that are not done, in placing order; one that replaces another stands behind it.
///
/// An order that is over stays in the list until the next `sweep`, so that whoever walks over it
/// can go on by index.
struct OpenOrders: Sendable {
  private(set) var list: [Order] = []

  var isEmpty: Bool { list.isEmpty }
  var count: Int { list.count }
  var indices: Range<Int> { list.indices }

  subscript(index: Int) -> Order {
    @inline(__always) get { list[index] }
    @inline(__always) _modify { yield &list[index] }
  }

  /// Index of an order that is not over.
  func index(of id: OrderID) -> Int? { list.firstIndex { $0.id == id && !$0.isGone } }

  /// The orders of a symbol that stand at a time to come, as far as is known now.
  func standing(in symbol: SymbolID, atUs timeUs: Int64) -> [Order] {
    list.filter { $0.symbol == symbol && $0.isOpen(atUs: timeUs) }
  }

  mutating func append(_ order: Order) { list.append(order) }

  /// Puts an order behind the one that it replaces.
  mutating func insert(_ order: Order, behind index: Int) { list.insert(order, at: index + 1) }

  /// From a time on, an order and the others of its list are cancelled.
  mutating func cancel(_ index: Int, fromUs: Int64) {
    let (id, ofList) = (list[index].id, list[index].list)
    for other in list.indices
    where list[other].id == id || ofList != nil && list[other].list == ofList {
      list[other].cancelledUs = min(list[other].cancelledUs, fromUs)
    }
  }

  /// The others of an order's list are over.
  mutating func endList(of index: Int) {
    guard let ofList = list[index].list else { return }
    for other in list.indices where other != index && list[other].list == ofList {
      list[other].isGone = true
    }
    list[index].list = nil
  }

  /// Drops the orders that are over.
  mutating func sweep() {
    if list.count == 1 {
      if list[0].isGone { list.removeAll(keepingCapacity: true) }
    } else {
      list.removeAll(where: \.isGone)
    }
  }

  /// Drops the orders of other symbols.
  mutating func keep(_ symbol: SymbolID) { list.removeAll { $0.symbol != symbol } }
}
