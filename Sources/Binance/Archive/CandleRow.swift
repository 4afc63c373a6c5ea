package import Market

/// Reads a kline's row of a CSV as `MessageDecoder` reads it in a recorded archive row: for candles
/// that are used without being recorded.
package struct CandleRow: Sendable {
  private let symbol: SymbolID
  private let interval: Interval
  private let isOhlcv: Bool
  private let decoder = MessageDecoder(wanted: MessageKinds(.kline))

  /// `isOhlcv`: rows are `time,open,high,low,close,volume`, else they have a kline's twelve columns.
  package init(symbol: SymbolID, interval: Interval, isOhlcv: Bool) {
    self.symbol = symbol
    self.interval = interval
    self.isOhlcv = isOhlcv
  }

  /// Reads the row that begins at a position, and moves behind its last column. Where it is no such
  /// row it gives nil, and the position means nothing.
  @inline(__always)
  package func read(_ bytes: borrowing Span<UInt8>, _ at: inout Int) -> Candle? {
    do throws(ScanError) { return try scan(bytes, &at) } catch { return nil }
  }

  /// What is wrong with a row that `read` does not take.
  package func problem(_ row: borrowing Span<UInt8>) -> String? {
    var at = 0
    do throws(ScanError) {
      _ = try scan(row, &at)
      return at == row.count ? nil : ScanProblem.columns.rawValue
    } catch {
      return error.problem.rawValue
    }
  }

  @inline(__always)
  private func scan(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> Candle {
    var row = ArchiveRowReader(at: at)
    let fields =
      isOhlcv
      ? try decoder.ohlcvFields(bytes, &row, interval) : try decoder.klineFields(bytes, &row)
    at = row.at
    let candle = try fields.candle(symbol, interval, isComplete: true, row.at)
    guard candle.hasSanePrices else { throw ScanError(row.at, .candlePrices) }
    return candle
  }
}
