/// The JSON line that comes before the body of a recorded HTTP answer.
struct ResponseHead {
  var url = ""
  var status = 0
  /// The recorder asked again, because this was no whole answer.
  var isRepeated = false
  /// Where the body begins: behind the line feed.
  var body = 0

  init(
    _ payload: borrowing Span<UInt8>, _ batch: inout MessageBatch
  ) throws(ScanError) {
    var at = 0
    var key = try JSON.firstKey(payload, &at)
    while key.letter != JSONKey.end {
      switch key.name(payload) {
      case Word("url"): url = try batch.text(payload, &at)
      case Word("status"): status = Int(try JSON.integer(payload, &at))
      case Word("again"): isRepeated = try JSON.bool(payload, &at)
      default: try JSON.skip(payload, &at)
      }
      key = try JSON.nextKey(payload, &at)
    }
    body = try JSON.endOfHead(payload, at, .response)
    guard !url.isEmpty else { throw ScanError(0, .response) }
  }
}

extension JSON {
  /// Reads past the line feed behind a record's JSON line.
  static func endOfHead(
    _ bytes: borrowing Span<UInt8>, _ start: Int, _ problem: ScanProblem
  ) throws(ScanError) -> Int {
    let at = byte(bytes, start) == 0x0D ? start + 1 : start
    guard byte(bytes, at) == 0x0A else { throw ScanError(at, problem) }
    return at + 1
  }
}
