import Market

/// The orders that are not done, in placing order; one that replaces another stands behind it.
///
/// An order that is over stays in the list until the next `sweep`, so that whoever walks over it
/// can go on by index.
struct OpenOrders: Sendable {
  private(set) var list: [Order] = []
  /// When the next order or cancellation that is on its way arrives, or earlier, µs since the epoch.
  private var nextDueUs = Int64.max
  /// Some are over and still in the list.
  private var needsSweep = false

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

  mutating func append(_ order: Order) {
    list.append(order)
    nextDueUs = min(nextDueUs, order.effectiveUs)
  }

  /// Puts an order behind the one that it replaces, and takes that one back when it arrives.
  mutating func insert(_ order: Order, inPlaceOf index: Int) {
    leave(index, fromUs: order.effectiveUs)
    list.insert(order, at: index + 1)
  }

  /// What arrives next, be it an order or a cancellation, and when; nil where nothing does until then.
  mutating func firstDue(untilUs timeUs: Int64) -> (index: Int, dueUs: Int64)? {
    guard nextDueUs <= timeUs else { return nil }
    var first: (index: Int, dueUs: Int64, isOrder: Bool)?
    for index in list.indices where !list[index].isGone {
      let order = list[index]
      let isOrder = order.stance.stage == .sent && order.effectiveUs < order.cancelledUs
      let dueUs = isOrder ? order.effectiveUs : order.cancelledUs
      if let first, (first.dueUs, first.isOrder ? 1 : 0) <= (dueUs, isOrder ? 1 : 0) { continue }
      first = (index, dueUs, isOrder)
    }
    nextDueUs = first?.dueUs ?? .max
    return nextDueUs <= timeUs ? first.map { ($0.index, $0.dueUs) } : nil
  }

  /// From a time on, an order and the others of its list are cancelled.
  mutating func cancel(_ index: Int, fromUs: Int64) {
    let (id, ofList) = (list[index].id, list[index].list)
    for other in list.indices
    where list[other].id == id || ofList != nil && list[other].list == ofList {
      leave(other, fromUs: fromUs)
    }
  }

  private mutating func leave(_ index: Int, fromUs: Int64) {
    list[index].cancelledUs = min(list[index].cancelledUs, fromUs)
    nextDueUs = min(nextDueUs, fromUs)
  }

  /// An order is over.
  mutating func end(_ index: Int) {
    list[index].isGone = true
    needsSweep = true
  }

  /// The others of an order's list are over.
  mutating func endList(of index: Int) {
    guard let ofList = list[index].list else { return }
    for other in list.indices where other != index && list[other].list == ofList { end(other) }
    list[index].list = nil
  }

  /// Drops the orders that are over.
  mutating func sweep() {
    guard needsSweep else { return }
    needsSweep = false
    if list.count == 1 {
      list.removeAll(keepingCapacity: true)
    } else {
      list.removeAll(where: \.isGone)
    }
  }

  /// Drops the orders of other symbols.
  mutating func keep(_ symbol: SymbolID) { list.removeAll { $0.symbol != symbol } }
}
