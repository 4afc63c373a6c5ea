import Binance
package import Market

/// Candles in CSVs of one symbol and interval, read without making a recording of them: the same
/// candles that the imported recording has, in the order of the files.
package struct CandleFiles: Sendable {
  /// Rows handed over at a time, at most.
  package static let rowsMax = 512

  package let symbol: String
  package let interval: Interval
  /// Bytes of all files on disk, to measure progress against.
  package let byteCount: Int64
  let plans: [ArchivePlan]

  /// Looks into every file. Throws what `tool import binance-archive` would throw, and where the
  /// files hold anything but klines of one symbol and interval.
  package init(_ paths: [String], _ options: ArchiveOptions) throws {
    let inputs = try ImportJob.inputs(paths)
    var plans: [ArchivePlan] = []
    for input in inputs {
      _ = try Checksum.verify(input.path)
      for part in try input.parts() { plans.append(try ArchivePlan(part, options)) }
    }
    for plan in plans {
      guard let interval = plan.interval else {
        throw ImportError(
          plan.part.label, found: "rows of \(plan.layout.data)", expected: "rows of klines",
          advice: "make a recording of it: tool import binance-archive")
      }
      let (instrument, first) = (plan.instrument, plans[0].instrument)
      if instrument != first || interval != plans[0].interval {
        let areNamesakes = instrument.symbol == first.symbol && instrument != first
        func name(_ plan: ArchivePlan) -> String {
          let name = areNamesakes ? plan.instrument.text : plan.symbol
          return "\(name) \(plan.interval?.rawValue ?? "")"
        }
        throw ImportError(
          plan.part.label, found: "candles of \(name(plan))",
          expected: "\(name(plans[0])), as in the first file",
          advice: "make a recording of them: tool import binance-archive")
      }
    }
    guard let first = plans.first, let interval = first.interval else {
      throw ImportError("", found: "no files", expected: "at least one", advice: "name a CSV")
    }
    symbol = first.symbol
    self.interval = interval
    self.plans = plans
    byteCount = inputs.reduce(0) { $0 + $1.byteCount }
  }

  /// Hands over the candles in the order of their rows, up to `rowsMax` at a time.
  ///
  /// - Parameters:
  ///   - keepsLate: whether candles that do not come after the one before them are handed over, for
  ///     longer candles to be made of them; otherwise they are skipped, as for a live strategy.
  ///   - body: also gets the bytes read so far, of `byteCount`; what it throws ends the reading.
  /// - Returns: how many rows came late.
  package func read(
    as symbol: SymbolID, keepsLate: Bool = false,
    _ body: (_ candles: [Candle], _ bytesRead: Int64) throws -> Void
  ) throws -> Int {
    let meter = ImportMeter()
    var lastOpenMs = Int64.min
    var lateCount = 0
    for plan in plans {
      let row = CandleRow(symbol: symbol, interval: interval, isOhlcv: plan.layout == .ohlcv)
      let reader = try CandleFileReader(
        plan, row, CandleSequence(interval, after: lastOpenMs), keepsLate: keepsLate, meter: meter)
      while let candles = try reader.next() { try body(candles, meter.bytesRead) }
      lastOpenMs = reader.lastOpenMs
      lateCount += reader.lateCount
    }
    return lateCount
  }
}
