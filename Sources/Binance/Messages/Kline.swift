package import Market

/// The exchange's own candle, from `@kline_<i>`, REST `klines` or an archive file.
///
/// Its candle is complete where the source says that the interval is over: by `x:true`, or as an archive
/// row. Times of a µs connection are rounded down to ms.
package struct Kline: Equatable, Sendable {
  package var candle: Candle
  /// `x` of the stream. False for REST and archive rows, which do not say it: an archive's are over, REST's by their end.
  package var isClosed: Bool
  package var origin: MessageOrigin
  /// `E` in µs since the epoch; -1 if the source has none.
  package var eventTimeUs: Int64
  /// Minutes by which interval boundaries are shifted east of UTC: 480 for `@kline_<i>@+08:00`, the
  /// `timeZone` of a REST request, otherwise 0.
  package var zoneMinutes: Int16

  package init(
    candle: Candle, isClosed: Bool, origin: MessageOrigin, eventTimeUs: Int64, zoneMinutes: Int16
  ) {
    self.candle = candle
    self.isClosed = isClosed
    self.origin = origin
    self.eventTimeUs = eventTimeUs
    self.zoneMinutes = zoneMinutes
  }
}
