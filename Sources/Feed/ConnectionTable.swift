/// The connections that are open, known by their `o` records.
struct ConnectionTable {
  /// Connections remembered at once; Binance allows 300 attempts in 5 minutes.
  private static let openMax = 4096

  private var open: [(connection: UInt32, record: String)] = []

  /// Takes in an `o` record. Gives its URL, or nil if the record only restates an open connection,
  /// as every segment does at its start.
  mutating func open(_ connection: UInt32, _ record: String) -> String? {
    let known = open.firstIndex { $0.connection == connection }
    if let known, open[known].record == record { return nil }
    if let known { open.remove(at: known) }
    if open.count == Self.openMax { open.removeFirst() }
    open.append((connection, record))
    return Self.url(in: record)
  }

  mutating func close(_ connection: UInt32) { open.removeAll { $0.connection == connection } }

  /// The value of `"url"` in an `o` record; the whole record if there is none.
  private static func url(in record: String) -> String {
    guard let match = record.firstMatch(of: #/"url"\s*:\s*"([^"\\]*)"/#) else { return record }
    return String(match.1)
  }
}
