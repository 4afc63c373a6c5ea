import Basics

/// What the server really did, as JSON lines, to hold a recorder against: every trade it sent, to
/// which connection, and every fault.
///
///     {"atMs":1…,"connection":1,"opened":"/ws/adabnb@trade"}
///     {"atMs":1…,"connection":1,"symbol":"ADABNB","firstTradeId":71,"lastTradeId":74}
///     {"atMs":1…,"connection":1,"fault":"cut","lengthMs":0}
///     {"atMs":1…,"connection":1,"closed":"cut"}
///
/// `atMs` is the server's wall clock. Trades of consecutive ids share a line. They were handed to the
/// socket: a connection that is cut may take the last ones with it.
struct TruthLog {
  /// Gets whole lines, several at a time.
  private let write: (String) -> Void
  private var lines = ""
  /// Trades sent since the last line, by connection in the order of sending.
  private var runs: [Run] = []

  private struct Run {
    var connection: Int
    var symbol: Int
    var first: Int64
    var last: Int64
  }

  init(_ write: @escaping (String) -> Void) { self.write = write }

  mutating func trade(_ id: Int64, symbol: Int, connection: Int) {
    // The last few runs are enough: symbols of one batch are mixed.
    for index in runs.indices.suffix(8).reversed()
    where runs[index].connection == connection && runs[index].symbol == symbol {
      guard runs[index].last + 1 == id else { break }
      runs[index].last = id
      return
    }
    runs.append(Run(connection: connection, symbol: symbol, first: id, last: id))
  }

  /// Notes the trades sent so far.
  mutating func settle(atMs: Int64, symbols: [String]) {
    for run in runs {
      add(
        #"{"atMs":\#(atMs),"connection":\#(run.connection),"#
          + #""symbol":\#(symbols[run.symbol].inJSONQuotes),"#
          + #""firstTradeId":\#(run.first),"lastTradeId":\#(run.last)}"#)
    }
    runs.removeAll(keepingCapacity: true)
  }

  /// Writes what has been noted.
  mutating func flush() {
    if !lines.isEmpty { write(lines) }
    lines = ""
  }

  private mutating func add(_ line: String) { lines += line + "\n" }

  mutating func opened(_ connection: Int, target: String, atMs: Int64) {
    add("opened", target, connection, atMs: atMs)
  }

  mutating func closed(_ connection: Int, reason: String, atMs: Int64) {
    add("closed", reason, connection, atMs: atMs)
  }

  mutating func fault(_ event: FaultEvent, connection: Int?, atMs: Int64) {
    let member = connection.map { #""connection":\#($0),"# } ?? ""
    add(
      #"{"atMs":\#(atMs),\#(member)"fault":"\#(event.fault.rawValue)","#
        + #""lengthMs":\#(event.lengthMs)}"#)
  }

  private mutating func add(_ key: String, _ text: String, _ connection: Int, atMs: Int64) {
    add(
      #"{"atMs":\#(atMs),"connection":\#(connection),"\#(key)":\#(text.inJSONQuotes)}"#)
  }
}
