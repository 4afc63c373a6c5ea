/// What a column of an archive file holds.
enum ArchiveColumn: Equatable {
  /// ms or µs since the epoch.
  case time
  /// A decimal that fits `Amount`: at most 8 decimals and 92233720368.54775807.
  case amount
  /// A decimal with at most 8 decimals, a sum of many amounts.
  case sum
  /// The same, or empty where nobody knows it.
  case sumIfKnown
  /// A whole number; ids of trades that the exchange repaired are -1.
  case id
  /// `True`, `False`, `true` or `false`.
  case flag
  /// Anything short.
  case ignored
}

/// The kinds of CSV that Binance's archive holds, recognised by the number of columns and by trailing flags.
/// (BINANCE public data pages; spot files of trades have one flag more than futures files.)
package enum ArchiveLayout: String, CaseIterable, Sendable {
  case klines
  /// Candles of other sources: `time,open,high,low,close,volume`.
  case ohlcv
  case spotTrades
  case futuresTrades
  case spotAggTrades
  case futuresAggTrades

  /// The value of "data" in an `a` record.
  package var data: String {
    switch self {
    case .klines, .ohlcv: "klines"
    case .spotTrades, .futuresTrades: "trades"
    case .spotAggTrades, .futuresAggTrades: "aggTrades"
    }
  }

  var isKlines: Bool { self == .klines || self == .ohlcv }

  var columns: [ArchiveColumn] {
    switch self {
    case .klines:
      [
        .time, .amount, .amount, .amount, .amount, .sum, .time, .sum, .id, .sum, .sum, .ignored,
      ]
    case .ohlcv: [.time, .amount, .amount, .amount, .amount, .sumIfKnown]
    case .spotTrades: [.id, .amount, .amount, .sum, .time, .flag, .flag]
    case .futuresTrades: [.id, .amount, .amount, .sum, .time, .flag]
    case .spotAggTrades: [.id, .amount, .amount, .id, .id, .time, .flag, .flag]
    case .futuresAggTrades: [.id, .amount, .amount, .id, .id, .time, .flag]
    }
  }

  /// The columns by name, for errors.
  var columnNames: String {
    switch self {
    case .klines:
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,"
        + "taker_buy_volume,taker_buy_quote_volume,ignore"
    case .ohlcv: "time,open,high,low,close,volume"
    case .spotTrades: "id,price,qty,quote_qty,time,is_buyer_maker,is_best_match"
    case .futuresTrades: "id,price,qty,quote_qty,time,is_buyer_maker"
    case .spotAggTrades:
      "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker,"
        + "is_best_match"
    case .futuresAggTrades:
      "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker"
    }
  }

  /// The layout of a row by its columns; nil if there is none such.
  init?(row: borrowing Span<UInt8>) {
    var starts = [0]
    for index in 0..<row.count where row[index] == 0x2c { starts.append(index + 1) }
    let flags = starts.reversed().prefix { start in
      start < row.count && [0x54, 0x46, 0x74, 0x66].contains(row[start])
    }
    let layout = ArchiveLayout.allCases.first {
      $0.columns.count == starts.count && $0.columns.filter { $0 == .flag }.count == flags.count
    }
    guard let layout else { return nil }
    self = layout
  }

  /// True if a header's column names fit this layout: as many, prices and quantities where they must be,
  /// of candles also the time of opening and the base asset's volume. Only the letters of a name count
  /// (`Open`, `quote_asset_…`).
  func accepts(header: borrowing Span<UInt8>) -> Bool {
    let text = [UInt8](header)
    let names = text.split(separator: 0x2c, omittingEmptySubsequences: false)
      .map { ColumnRole.letters($0) }
    let wanted = isKlines ? ["open", "high", "low", "close"] : ["price", "q"]
    guard names.count == columns.count,
      zip(names.dropFirst(), wanted).allSatisfy({ $0.hasPrefix($1) })
    else { return false }
    return !isKlines || ColumnRole.isOpenTime(names[0]) && ColumnRole.isVolume(names[5])
  }
}
