#if SQLite
  import GRDB
  import Market

  /// A table `candles` in an SQLite database. Prices and quantities are text, so that they stay exact;
  /// a candle that is there already is replaced.
  struct SQLiteCandleOutput: CandleOutput {
    /// Candles written in one transaction.
    private static let transactionCandles = 10_000

    private let database: DatabaseQueue
    private var waiting: [(candle: Candle, symbol: String)] = []

    init(path: String) throws {
      database = try DatabaseQueue(path: path)
      try database.write { database in
        try database.execute(
          sql: """
            CREATE TABLE IF NOT EXISTS candles (
              symbol TEXT NOT NULL, interval TEXT NOT NULL, open_time INTEGER NOT NULL,
              open TEXT NOT NULL, high TEXT NOT NULL, low TEXT NOT NULL, close TEXT NOT NULL,
              volume TEXT NOT NULL, close_time INTEGER NOT NULL, quote_volume TEXT NOT NULL,
              trades INTEGER NOT NULL, taker_buy_base TEXT NOT NULL, taker_buy_quote TEXT NOT NULL,
              first_trade_id INTEGER NOT NULL, last_trade_id INTEGER NOT NULL,
              complete INTEGER NOT NULL, PRIMARY KEY (symbol, interval, open_time)
            ) WITHOUT ROWID
            """)
      }
    }

    mutating func write(_ candle: Candle, symbol: String) throws {
      waiting.append((candle, symbol))
      if waiting.count == Self.transactionCandles { try store() }
    }

    mutating func finish() throws { try store() }

    private mutating func store() throws {
      try database.write { database in
        let insert = try database.makeStatement(
          sql: "INSERT OR REPLACE INTO candles VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        for (candle, symbol) in waiting {
          let values = CandleColumns.all.values(of: candle, clock: nil).dropLast()
          let times: Set<Int> = [0, 6, 8]
          let columns: [any DatabaseValueConvertible] = values.enumerated().map { index, value in
            times.contains(index) ? Int64(value) ?? 0 : value
          }
          try insert.execute(
            arguments: StatementArguments(
              [symbol, candle.interval.rawValue] + columns + [
                candle.firstTradeId, candle.lastTradeId, candle.isComplete,
              ]))
        }
      }
      waiting.removeAll(keepingCapacity: true)
    }
  }
#endif
