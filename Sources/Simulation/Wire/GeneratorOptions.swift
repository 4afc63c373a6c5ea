import Basics
import Binance
package import Market

/// What to generate.
package struct GeneratorOptions: Sendable {
  /// Upper case, as Binance writes it: `ADABNB`.
  package var symbol: String
  package var seed: UInt64
  /// When the recording begins, ms since the epoch.
  package var startMs: Int64
  package var durationMs: Int64
  package var streams: [MarketStream]
  /// Everything happens `rateMilli` thousandths as often as the symbol's profile says.
  package var rateMilli: Int64 = 1000
  package var faults: [GeneratorFault] = []
  /// How many klines the recorder asks of REST for each kline stream, at most: Binance's `limit`.
  package var restKlinesMax = 500
  /// Intervals whose candles are kept: `GeneratedRecording.candles(_:)`.
  package var trackedIntervals: [Interval] = []

  /// 2021-05-22 00:00 UTC, the day of the notebook that this product grew from.
  package static let startMsDefault: Int64 = 1_621_641_600_000
  package static let streamsDefault: [MarketStream] = [
    .trade, .kline(.m5), .depth(.ms100),
  ]
  package static let rateMilliMax: Int64 = 1_000_000
  package static let durationMsMax: Int64 = 366 * 86_400_000
  /// Each fault gets a part of the recording of its own, at least this long.
  package static let faultMsMin: Int64 = 60_000
  static let symbolBytesMax = 64

  package init(
    symbol: String, seed: UInt64, startMs: Int64 = startMsDefault, durationMs: Int64,
    streams: [MarketStream] = streamsDefault
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
    try check("duration", durationMs, in: 1000...Self.durationMsMax, unit: "ms")
    // 2000-01-01 to 2100-01-01: room for a history before and any duration after.
    try check("start", startMs, in: 946_684_800_000...4_102_444_800_000, unit: "ms since 1970")
    try check("rate", rateMilli, in: 1...Self.rateMilliMax, unit: "thousandths")
    try check("number of REST klines", Int64(restKlinesMax), in: 1...1000, unit: "rows")
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
    _ name: String, _ value: Int64, in range: ClosedRange<Int64>, unit: String
  ) throws(GeneratorError) {
    if range.contains(value) { return }
    throw GeneratorError(
      message: "\(name) is \(value) \(unit); expected \(range.lowerBound) to \(range.upperBound)")
  }
}

extension GeneratorOptions {
  var hasDepth: Bool {
    streams.contains { if case .depth = $0 { true } else { false } }
  }

  /// The exchange whose frames are recorded: its streams begin their slots when the dice say.
  func exchange(_ dice: inout Dice) -> ExchangeMarketOptions {
    var exchange = ExchangeMarketOptions(symbol: symbol, seed: seed, startMs: startMs)
    exchange.rateMilli = rateMilli
    exchange.klinesKept = restKlinesMax
    exchange.historyKlinesMax = restKlinesMax
    // The recorder asks for none.
    exchange.tradesKept = 1 << 16
    exchange.intervals = []
    for case .kline(let interval) in streams where !exchange.intervals.contains(interval) {
      exchange.intervals.append(interval)
      exchange.firstSlotsUs[.kline(interval)] = dice.pick(0...1_999) * 1000
    }
    for slot in MarketStream.Slot.all(of: .spot) where streams.contains(.depth(slot)) {
      exchange.firstSlotsUs[.depth(slot)] = dice.pick(1...99) * 1000
    }
    let anchorDay = MarketOrigin.anchorDay(startMs: startMs)
    let oldestMs = exchange.intervals.map { exchange.oldestKlineMs($0, anchorDay: anchorDay) }
    exchange.historyMs = startMs - min(startMs, oldestMs.min() ?? startMs)
    return exchange
  }
}

/// Something that goes wrong in a generated recording, at a moment that the seed decides.
package enum GeneratorFault: String, CaseIterable, Sendable {
  /// The connection is lost and a new one opened: trades are missing in between.
  case reconnect
  /// A second connection delivers everything twice for a while.
  case duplicate
  /// Some trades arrive after trades with higher ids.
  case outOfOrder = "out-of-order"
  /// The message `{"e":"error",…}`, then the connection is lost.
  case error
  /// The exchange announces a shutdown, a new connection takes over, the old one is closed.
  case serverShutdown = "server-shutdown"
}

/// What a user asked of the generator and cannot have: the message says what was found, what is
/// expected and what to do.
package struct GeneratorError: Error, Equatable, CustomStringConvertible {
  package var message: String

  package init(message: String) { self.message = message }

  package var description: String { message }
}
