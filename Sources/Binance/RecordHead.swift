/// The JSON line that comes before the body of a recorded HTTP answer or before archive rows.
struct RecordHead {
  var url = ""
  var status = 0
  var data = ""
  var venue = ""
  var symbol = ""
  var interval = ""
  /// Of klines that are not the exchange's own: `ohlcv`.
  var columns = ""
  /// Where the body begins: behind the line feed.
  var body = 0

  /// Reads the line; lines without a line feed or with other keys are refused as `problem`.
  init(
    _ payload: borrowing Span<UInt8>, _ batch: inout MessageBatch, _ problem: ScanProblem
  ) throws(ScanError) {
    var at = 0
    var key = try JSON.firstKey(payload, &at)
    while key.letter != JSONKey.end {
      switch key.name {
      case Word("url"): url = try batch.text(payload, &at)
      case Word("data"): data = try batch.text(payload, &at)
      case Word("venue"): venue = try batch.text(payload, &at)
      case Word("symbol"): symbol = try batch.text(payload, &at)
      case Word("interval"): interval = try batch.text(payload, &at)
      case Word("columns"): columns = try batch.text(payload, &at)
      case Word("status"): status = Int(try JSON.integer(payload, &at))
      default: try JSON.skip(payload, &at)
      }
      key = try JSON.nextKey(payload, &at)
    }
    if JSON.byte(payload, at) == 0x0D { at += 1 }
    guard JSON.byte(payload, at) == 0x0A else { throw ScanError(at, problem) }
    body = at + 1
  }
}
