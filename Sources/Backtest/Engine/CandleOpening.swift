import Market

/// A candle's first price, and the candle's time: what an order that trades at an open meets.
struct CandleOpening: Sendable {
  let openTimeMs: Int64
  /// The first instant after the candle.
  let endUs: Int64
  let price: Amount

  init(_ candle: borrowing Candle) {
    openTimeMs = candle.openTimeMs
    endUs = candle.endUs
    price = candle.open
  }

  var openUs: Int64 { openTimeMs &* 1000 }

  /// How an order meets the open.
  @inline(__always)
  var meeting: Meeting {
    Meeting(
      motion: .jump(to: price), timeUs: openUs,
      evidence: .candle(openTimeMs: openTimeMs, step: 0))
  }
}
