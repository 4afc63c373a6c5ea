#if SQLite
  import Basics
  import Foundation
  import GRDB
  import Glibc
  package import Market

  /// A table `candles` in an SQLite database. Prices and quantities are text, so that they stay
  /// exact.
  ///
  /// All of it is one transaction, and if anything fails the file stays as it was. A new file gets
  /// its name when it is whole. In one that exists, candles of the same symbol, interval and open
  /// time are replaced.
  package struct SQLiteCandleOutput: CandleOutput {
    private let path: String
    /// Where a new database is written until it is whole; nil where there was one.
    private let part: PartFile?
    private let database: DatabaseQueue

    package init(path: String) throws {
      self.path = path
      let part = FileManager.default.fileExists(atPath: path) ? nil : PartFile(path: path)
      self.part = part
      database = try Self.wrapping(path) {
        var configuration = Configuration()
        // The transaction stays open from candle to candle.
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: part?.path ?? path, configuration: configuration)
      }
      try access { database in
        try database.beginTransaction(.immediate)
        try database.execute(sql: Self.schema)
      }
    }

    package mutating func write(_ candle: Candle, symbol: String) throws {
      let values = CandleColumns.all.values(of: candle, clock: nil).dropLast()
      let columns: [any DatabaseValueConvertible] = zip(CandleColumns.all.names, values).map {
        if CandleJSON.wholeColumns.contains($0), let whole = Int64($1) { whole } else { $1 }
      }
      try access { database in
        try database.cachedStatement(sql: Self.insert).execute(
          arguments: StatementArguments(
            [symbol, candle.interval.rawValue] + columns + [
              candle.firstTradeId, candle.lastTradeId, candle.isComplete,
            ]))
      }
    }

    package mutating func finish() throws {
      try access { try $0.commit() }
      try Self.wrapping(path) { try database.close() }
      try part?.rename()
    }

    private func access(_ body: (Database) throws -> Void) throws {
      try Self.wrapping(path) { try database.writeWithoutTransaction(body) }
    }

    private static func wrapping<Value>(_ path: String, _ body: () throws -> Value) throws -> Value
    {
      do { return try body() } catch let error as DatabaseError {
        throw RunError(
          "cannot write the candles into \(path): \(error.message ?? error.description); if it is no "
            + "SQLite database, or has another table `candles`, name another file with --output")
      }
    }

    private static let insert =
      "INSERT OR REPLACE INTO candles VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
    private static let schema = """
      CREATE TABLE IF NOT EXISTS candles (
        symbol TEXT NOT NULL, interval TEXT NOT NULL, open_time INTEGER NOT NULL,
        open TEXT NOT NULL, high TEXT NOT NULL, low TEXT NOT NULL, close TEXT NOT NULL,
        volume TEXT NOT NULL, close_time INTEGER NOT NULL, quote_volume TEXT NOT NULL,
        trades INTEGER NOT NULL, taker_buy_base TEXT NOT NULL, taker_buy_quote TEXT NOT NULL,
        first_trade_id INTEGER NOT NULL, last_trade_id INTEGER NOT NULL,
        complete INTEGER NOT NULL, PRIMARY KEY (symbol, interval, open_time)
      ) WITHOUT ROWID
      """
  }

  /// A file under a name of its own until it is whole; gone if it never is.
  private final class PartFile {
    let path: String
    private let finalPath: String
    private var isRenamed = false

    init(path finalPath: String) {
      self.finalPath = finalPath
      path = "\(finalPath).\(getpid()).part"
    }

    deinit {
      guard !isRenamed else { return }
      for suffix in ["", "-journal"] { unlink(path + suffix) }
    }

    func rename() throws {
      guard Glibc.rename(path, finalPath) == 0 else {
        throw RunError("cannot create \(finalPath): \(errnoText())")
      }
      isRenamed = true
    }
  }
#endif
