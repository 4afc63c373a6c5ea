package import Backtest
import Binance
import Feed
import Foundation
import Import
package import Market
package import Recording

/// Candles in CSVs, read straight into a backtest. The run hash is the same as from the recording
/// that `tool import binance-archive` makes of them.
package struct CandleFileMarket: BacktestMarket {
  package let interval: Interval
  package let hasTape = false
  package var symbolNames: [String] { [files.symbol] }
  private let files: CandleFiles
  package let paths: [String]
  package let range: TimeRange
  /// Whether rows are known to stand in no order.
  private var sorts = false
  /// One for each interval, finest first. Empty where only the files' own interval is asked for.
  private var longer: [KlineCandles] = []

  private static let suffixes = [
    ".csv", ".csv.gz", ".tsv", ".txt", ".zip", ".json", ".json.gz", ".parquet", ".feather",
  ]

  /// Whether paths name such files and no recording.
  package static func isMeant(by paths: [String]) -> Bool {
    !paths.isEmpty
      && paths.allSatisfy { path in
        let name = path.lowercased()
        var isFolder: ObjCBool = false
        return Self.suffixes.contains { name.hasSuffix($0) }
          && !(FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue)
      }
  }

  /// - Throws: `RunError` where the request asks for what candles in files do not give.
  package init(
    _ paths: [String], range: TimeRange, request: CandleRequest,
    fills: BacktestSettings.FillSource, skipsBadRows: Bool
  ) throws {
    self.paths = paths
    self.range = range
    let intervals = request.intervals
    let asked = request.instruments.instruments
    if asked.count > 1 {
      throw RunError("\(paths[0]) holds one symbol: name one with --symbol")
    }
    // Where the names do not give the files' own interval, it is the finest that is asked for.
    files = try CandleFiles(
      paths,
      ArchiveOptions(
        symbol: asked.first?.symbol, venue: asked.first?.venue ?? request.instruments.venue,
        intervalElse: intervals.first, skipsBadRows: skipsBadRows))
    interval = intervals.first ?? files.interval
    let needsTrades = request.source == .trades || request.source == .aggTrades
    if fills == .tape || needsTrades {
      throw RunError("\(paths[0]) holds candles and no trades: use --fills candles")
    }
    guard intervals.contains(where: { $0 != files.interval }) else { return }
    for wanted in intervals { try check(wanted, anchorDay: request.anchorDay) }
    let anchors = CandleAnchors(other: request.anchorDay)
    longer = intervals.map {
      KlineCandles(interval: $0, inputs: [files.symbol: files.interval], anchors: anchors)
    }
  }

  private func check(_ wanted: Interval, anchorDay: Int64?) throws {
    guard files.interval.divides(wanted) else {
      throw RunError(
        "no \(wanted.rawValue) candles can be made from those of \(files.interval.rawValue) in "
          + "\(paths[0])")
    }
    if wanted == .d3, wanted != files.interval, anchorDay == nil {
      throw RunError(
        "3d candles are counted from a symbol's first trading day: give it with --anchor, for "
          + "example --anchor 2017-08-17 for BTCUSDT")
    }
  }

  package func sorting() -> any BacktestMarket {
    var sorting = self
    sorting.sorts = true
    return sorting
  }

  package func play(
    _ run: any BacktestRun, observe: @escaping RunObserver
  ) throws -> PlayedBacktest {
    // A row has hardly fewer bytes than 48; room that is not used costs nothing.
    let window = CandleWindow(range, run.broker.settings)
    var reading = CandleFileReading(
      run, longer, window, symbol: files.symbol, candleCount: Int(clamping: files.byteCount / 48))
    if !sorts { for note in files.notes { try observe(.note(note)) } }
    let (findings, coverage) = try read(into: &reading, window, observe)
    for event in findings.events { try observe(event) }
    let missing = coverage.text.map { "\(files.symbol) \(files.interval.rawValue): \($0)" }
    if let missing { try observe(.warning(missing)) }
    let result = try reading.run.finish(symbols: reading.symbols)
    guard result.candleCount > 0 else {
      throw RunError(
        "no candle of the interval closes within the files: choose a shorter --interval, or another "
          + "--from and --to")
    }
    var evidence = RunEvidence(recording: paths)
    evidence.candles = reading.counts
    evidence.candles.missing = missing.map { [$0] } ?? []
    return PlayedBacktest(
      run: reading.run, result: result, history: reading.history, evidence: evidence,
      isWhole: findings.isWhole && missing == nil)
  }

  /// Reads and checks rows on another thread, beside the run.
  private func read(
    into reading: inout CandleFileReading, _ window: CandleWindow, _ observe: RunObserver
  ) throws -> (RowFindings, CandleCoverage) {
    var (findings, coverage) = (RowFindings(), CandleCoverage(files.interval))
    let makesLonger = !longer.isEmpty
    try ReadAhead.run { [files, sorts, symbol = reading.symbol] hand in
      var there = CandleCoverage(files.interval)
      let found = try files.read(as: symbol, sorting: sorts) { candles, bytesRead in
        // What longer candles are made of may lie before the first of them.
        let taken = makesLonger || window.isWhole ? candles : candles.filter(window.takes)
        for candle in taken where window.takes(candle) { there.add(openTimeMs: candle.openTimeMs) }
        try hand(.candles(CandleBatch(taken), bytesRead: bytesRead))
      }
      try hand(.end(found, there))
    } use: { (step: Step) in
      switch step {
      case .candles(let batch, let bytesRead):
        try reading.add(batch)
        try observe(
          .progress(RunProgress("backtest", done: bytesRead, total: files.byteCount)))
      case .end(let found, let there): (findings, coverage) = (found, there)
      }
    }
    return (findings, coverage)
  }

  private enum Step: Sendable {
    case candles(CandleBatch, bytesRead: Int64)
    /// What was found in the rows besides them, and which candles there were.
    case end(RowFindings, CandleCoverage)
  }
}

/// Candles on their way from files to a run.
private struct CandleFileReading {
  var run: any BacktestRun
  private(set) var history: MarketHistory
  private(set) var symbols = SymbolTable()
  let symbol: SymbolID
  private(set) var counts = CandleCounts()
  private var longer: [KlineCandles]
  private let window: CandleWindow

  init(
    _ run: any BacktestRun, _ longer: [KlineCandles], _ window: CandleWindow, symbol name: String,
    candleCount: Int
  ) {
    self.window = window
    self.run = run
    self.longer = longer
    history = MarketHistory(interval: run.broker.interval)
    history.reserve(candleCount)
    symbol = symbols.id(name)
  }

  mutating func add(_ batch: CandleBatch) throws {
    if counts.used == 0 { try run.setName(symbols.name(symbol), for: symbol) }
    try hand(longer.isEmpty ? batch : CandleBatch(made(of: batch.candles)))
  }

  private mutating func made(of candles: [Candle]) -> [Candle] {
    var made: [Candle] = []
    for candle in candles {
      let kline = Kline(
        candle: candle, isClosed: true, origin: .archive, eventTimeUs: -1, zoneMinutes: 0)
      for index in longer.indices {
        let events = longer[index].add(kline, name: symbols.name(symbol), receivedNs: .max)
        for case .closed(let candle) in events where window.takes(candle) { made.append(candle) }
      }
    }
    return made
  }

  private mutating func hand(_ batch: CandleBatch) throws {
    guard !batch.candles.isEmpty else { return }
    try run.add(batch)
    for candle in batch.candles {
      history.add(candle)
      if !candle.isComplete { counts.incomplete += 1 }
      if candle.isSilent { counts.silent += 1 }
      if candle.isUnmeasured { counts.unmeasured += 1 }
    }
    counts.used += batch.candles.count
  }
}
