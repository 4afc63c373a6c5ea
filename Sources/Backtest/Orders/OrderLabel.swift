import Basics

/// What a strategy calls an order: for itself, and for whoever reads the report.
public struct OrderLabel: Sendable, Hashable {
  /// The strategy's own id, by which it can cancel or replace the order. No two open orders have the
  /// same.
  public var clientId: String?
  /// Why it was given: `breakout`. Its exits have it too.
  public var tag: String?

  public init(clientId: String? = nil, tag: String? = nil) {
    self.clientId = clientId
    self.tag = tag
  }
}

/// The labels of a run's orders; looked up by number or id, never listed.
struct OrderLabels: Sendable, Hashable {
  private var labels: [OrderID: OrderLabel] = [:]
  private var numbers: [String: Range<Int>] = [:]

  subscript(id: OrderID) -> OrderLabel? { labels.isEmpty ? nil : labels[id] }

  /// Numbers of the order, or the list of orders, that was given an id last.
  func orders(_ clientId: String) -> Range<Int>? { numbers[clientId] }

  /// - Parameter exitCount: exits have the numbers after their entry's.
  mutating func add(_ label: OrderLabel?, to id: OrderID, exitCount: Int) {
    guard let label, label != OrderLabel() else { return }
    labels[id] = label
    if let clientId = label.clientId { numbers[clientId] = id.rawValue..<id.rawValue + 1 }
    guard label.tag != nil else { return }
    for number in id.rawValue..<id.rawValue + exitCount {
      labels[OrderID(rawValue: number + 1)] = OrderLabel(tag: label.tag)
    }
  }

  /// Orders of a list have one label. Their numbers follow each other.
  mutating func add(_ label: OrderLabel?, to list: [OrderID]) {
    for id in list { add(label, to: id, exitCount: 0) }
    guard let clientId = label?.clientId, let first = list.first else { return }
    numbers[clientId] = first.rawValue..<first.rawValue + list.count
  }
}

extension OrderLabel {
  /// The members that there are.
  func write(_ writer: inout JSONWriter) {
    if let clientId { writer.string("clientId", clientId) }
    if let tag { writer.string("tag", tag) }
  }
}
