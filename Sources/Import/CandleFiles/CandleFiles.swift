import Binance
import Glibc
package import Market

/// Candles in CSVs of one instrument and interval, read without making a recording of them: the same
/// candles that the imported recording has, in the order of time.
package struct CandleFiles: Sendable {
  /// Rows handed over at a time, at most.
  package static let rowsMax = 512

  package let symbol: String
  package let interval: Interval
  /// Bytes of all files on disk, to measure progress against.
  package let byteCount: Int64
  let plans: [ArchivePlan]
  /// Files in ZIPs that are no CSVs.
  private let passedOver: [String]

  /// Looks into every file. Throws what `tool import binance-archive` would throw, and where the
  /// files hold anything but klines of one symbol and interval.
  package init(_ paths: [String], _ options: ArchiveOptions) throws {
    let inputs = try ImportJob.inputs(paths)
    var (plans, passedOver): ([ArchivePlan], [String]) = ([], [])
    for input in inputs {
      _ = try Checksum.verify(input.path)
      let (parts, others) = try input.contents()
      for part in parts { plans.append(try ArchivePlan(part, options)) }
      passedOver += others
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
    self.plans = plans.enumerated().sorted {
      ($0.element.firstKey, $0.offset) < ($1.element.firstKey, $1.offset)
    }.map(\.element)
    self.passedOver = passedOver
    byteCount = inputs.reduce(0) { $0 + $1.byteCount }
  }

  /// Hands over the candles in the order of time, up to `rowsMax` at a time.
  ///
  /// - Parameters:
  ///   - sorting: reads rows in whatever order they stand. Else `RowDisorder` is thrown where a row does
  ///     not come after the one before it.
  ///   - body: also gets the bytes read so far, of `byteCount`; what it throws ends the reading.
  /// - Returns: what was found in the rows besides them, but for candles that are missing: not all may be
  ///   asked for.
  package func read(
    as symbol: SymbolID, sorting: Bool = false,
    _ body: (_ candles: [Candle], _ bytesRead: Int64) throws -> Void
  ) throws -> RowFindings {
    let meter = ImportMeter()
    if sorting { return try read(try sortedRows(meter), as: symbol, meter, body) }
    if plans.contains(where: { $0.note != nil }) {
      return try read(orderedRows(meter), as: symbol, meter, body)
    }
    do {
      return try readQuickly(as: symbol, body)
    } catch is CandleFileReader.Irregularity {
      // What is wrong is thrown here; what is only unusual can be read row by row, from the beginning.
      let rows = orderedRows()
      while try rows.next() != nil {}
      throw RowDisorder(stream: 0)
    }
  }

  private func readQuickly(
    as symbol: SymbolID, _ body: ([Candle], Int64) throws -> Void
  ) throws -> RowFindings {
    let meter = ImportMeter()
    var findings = RowFindings()
    var sequence = CandleSequence(
      interval, isOfArchive: plans.allSatisfy { $0.layout == .klines })
    for plan in plans {
      let reader = try CandleFileReader(plan, row(plan, symbol), sequence, meter: meter)
      while let candles = try reader.next() { try body(candles, meter.bytesRead) }
      sequence = reader.sequence
      findings += reader.findings
    }
    return findings
  }

  private func read(
    _ rows: OrderedRows, as symbol: SymbolID, _ meter: ImportMeter,
    _ body: ([Candle], Int64) throws -> Void
  ) throws -> RowFindings {
    let readers = plans.map { row($0, symbol) }
    var candles: [Candle] = []
    while let row = try rows.next() {
      var at = 0
      guard let next = rows.withText({ readers[Int(row.file)].read($0, &at)?.onGrid }) else {
        continue
      }
      // A halt may leave two candles of one interval.
      if row.isOffGrid, let last = candles.last, last.openTimeMs == next.openTimeMs {
        candles[candles.count - 1] = last.joined(with: next)
        continue
      }
      if candles.count == Self.rowsMax {
        try body(candles, meter.bytesRead)
        candles.removeAll(keepingCapacity: true)
      }
      candles.append(next)
    }
    if !candles.isEmpty { try body(candles, meter.bytesRead) }
    var findings = rows.findings
    findings.missing = []
    return findings
  }

  /// How files of other programs are read, one line each.
  package var notes: [String] {
    passedOver.map { "\($0) is no CSV and was passed over" } + plans.compactMap(\.note)
  }

  func orderedRows(_ meter: ImportMeter? = nil) -> OrderedRows {
    OrderedRows(0, plans, meter: meter)
  }

  func sortedRows(_ meter: ImportMeter? = nil) throws -> OrderedRows {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    return try OrderedRows(sorting: plans, stream: 0, folder: folder, meter: meter)
  }

  private func row(_ plan: ArchivePlan, _ symbol: SymbolID) -> CandleRow {
    CandleRow(symbol: symbol, interval: interval, isOhlcv: plan.layout == .ohlcv)
  }
}
