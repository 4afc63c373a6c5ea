/// Binance lets a client send five messages a second, pings and pongs among them; more means
/// disconnection.
struct MessageBudget: Sendable {
  private let messagesMax: Int
  /// When the last ones came, oldest first.
  private var recentNs: [Int64] = []

  static let windowNs: Int64 = 1_000_000_000

  init(messagesMax: Int) { self.messagesMax = messagesMax }

  /// Counts a message; false if it is one too many.
  mutating func allows(atNs nowNs: Int64) -> Bool {
    recentNs.removeAll { $0 <= nowNs - Self.windowNs }
    recentNs.append(nowNs)
    return recentNs.count <= messagesMax
  }
}
