package import Market

/// What to generate.
package struct GeneratorOptions: Sendable {
  /// Upper case, as Binance writes it: `ADABNB`.
  package var symbol: String
  package var seed: UInt64
  /// When the recording begins, ms since the epoch.
  package var startMs: Int64
  package var durationMs: Int64
  package var streams: [GeneratedStream]
  /// Everything happens `rateMilli` thousandths as often as the symbol's profile says.
  package var rateMilli: Int64 = 1000
  package var faults: [GeneratorFault] = []
  /// How many klines the recorder asks of REST for each kline stream, at most: Binance's `limit`.
  package var restKlinesMax = 500
  /// Intervals whose true klines are kept: `MarketGenerator.klines(_:of:)`.
  package var trackedIntervals: [Interval] = []

  /// 2021-05-22 00:00 UTC, the day of the notebook that this product grew from.
  package static let startMsDefault: Int64 = 1_621_641_600_000
  package static let streamsDefault: [GeneratedStream] = [.trade, .kline(.m5), .depth100ms]
  package static let rateMilliMax: Int64 = 1_000_000
  package static let durationMsMax: Int64 = 366 * 86_400_000
  /// Each fault gets a part of the recording of its own, at least this long.
  package static let faultMsMin: Int64 = 60_000
  static let symbolBytesMax = 64

  package init(
    symbol: String, seed: UInt64, startMs: Int64 = startMsDefault, durationMs: Int64,
    streams: [GeneratedStream] = streamsDefault
  ) {
    self.symbol = symbol
    self.seed = seed
    self.startMs = startMs
    self.durationMs = durationMs
    self.streams = streams
  }

  /// Throws if these options make no market.
  package func check() throws(GeneratorError) {
    let isName = symbol.utf8.allSatisfy { byte in
      byte >= 0x80 || byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
        || (0x41...0x5A).contains(byte)
    }
    if !isName || symbol.isEmpty || symbol.utf8.count > Self.symbolBytesMax {
      throw GeneratorError(
        message: "symbol '\(symbol)' is no name of Binance's; expected capital letters and digits, "
          + "at most \(Self.symbolBytesMax) bytes, for example ADABNB")
    }
    try check("duration", durationMs, 1000...Self.durationMsMax, "ms")
    // 2000-01-01 to 2100-01-01: room for a history before and any duration after.
    try check("start", startMs, 946_684_800_000...4_102_444_800_000, "ms since 1970")
    try check("rate", rateMilli, 1...Self.rateMilliMax, "thousandths")
    try check("number of REST klines", Int64(restKlinesMax), 1...1000, "rows")
    if streams.isEmpty {
      throw GeneratorError(message: "no stream to generate; name at least one, for example trade")
    }
    if durationMs < Int64(faults.count) * Self.faultMsMin {
      throw GeneratorError(
        message: "\(faults.count) faults need a duration of at least "
          + "\(Int64(faults.count) * Self.faultMsMin) ms, found \(durationMs) ms; "
          + "generate longer or ask for fewer")
    }
  }

  private func check(
    _ name: String, _ value: Int64, _ range: ClosedRange<Int64>, _ unit: String
  ) throws(GeneratorError) {
    if range.contains(value) { return }
    throw GeneratorError(
      message: "\(name) is \(value) \(unit); expected \(range.lowerBound) to \(range.upperBound)")
  }
}
