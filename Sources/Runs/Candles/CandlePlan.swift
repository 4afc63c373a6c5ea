import Binance
package import Feed
package import Market
package import Recording

/// What candles are built from.
package enum CandleSource: String, CaseIterable, Sendable {
  /// Trades if there are any, then aggTrades, then klines.
  case auto
  case trades, aggTrades, klines
}

/// Which candles are asked for.
package struct CandleRequest: Sendable {
  package var source = CandleSource.auto
  /// Finest first. If empty: `usualInterval` or, where candles are made from klines, the finest
  /// interval that the recording holds.
  package var intervals: [Interval] = []
  package var usualInterval = Interval.m1
  package var instruments = InstrumentRequest()
  /// The first trading day, which 3d candles are counted from, as an epoch day. Nil: as the
  /// recording says.
  package var anchorDay: Int64?

  package init(
    _ source: CandleSource = .auto, _ intervals: [Interval] = [],
    of instruments: InstrumentRequest = InstrumentRequest(), anchorDay: Int64? = nil
  ) {
    self.source = source
    self.intervals = intervals
    self.instruments = instruments
    self.anchorDay = anchorDay
  }

  fileprivate var asksForAnchor: Bool { intervals.contains(.d3) && anchorDay == nil }
  fileprivate var anchors: CandleAnchors { CandleAnchors(other: anchorDay) }
}

/// How a recording's candles are to be made: interval, source, anchors, klines to use.
package struct CandlePlan {
  /// The intervals asked for; else the usual one or, from klines, the finest that the recording
  /// holds.
  package let interval: Interval
  /// As asked for, or what `auto` came to.
  package let source: CandleSource
  package let anchors: CandleAnchors
  private let instruments: InstrumentNames
  /// Those that candles will be made of, by name, as far as that was found out; else empty.
  package let symbolNames: [String]
  /// Those that are left out, because the recording holds nothing of them that candles are made from.
  package let leftOutNames: [String]
  /// Besides `interval`.
  private let otherIntervals: [Interval]
  /// Where candles are made from klines, by interval: which interval's klines each instrument uses, by name.
  private var klineInputs: [(interval: Interval, inputs: [String: Interval])] = []

  /// Looks through the recording for what the request leaves open: in the range asked for, but for first
  /// trading days, which may be said outside of it.
  ///
  /// - Parameter meansAll: all instruments there are is what is meant, so that none may go by unseen.
  package init(
    _ request: CandleRequest, of recording: Recording, range: TimeRange = .all,
    meansAll: Bool = false
  ) throws {
    otherIntervals = Array(request.intervals.dropFirst())
    let asked = request.intervals.first
    let asksForAnchor = request.asksForAnchor
    let isMixed = try request.instruments.meetsSeveralVenues(in: recording, range: range)
    guard
      isMixed || meansAll || request.source == .auto || request.source == .klines || asksForAnchor
        || !request.instruments.names.isEmpty
    else {
      interval = asked ?? request.usualInterval
      source = request.source
      anchors = request.anchors
      instruments = InstrumentNames()
      symbolNames = []
      leftOutNames = []
      return
    }
    let untilTrade = !isMixed && !meansAll && request.source != .klines && !asksForAnchor
    let contents = try RecordingContents(
      recording, .messages(of: request.instruments.instruments, untilTrade: untilTrade),
      range: range)
    let absence = CandleAbsence(contents: contents, recording: recording, range: range)
    instruments = try request.instruments.choose(contents, absence)
    let holdings = Holdings(
      contents, instruments, areNamed: !request.instruments.names.isEmpty)
    source =
      request.source == .auto
      ? try holdings.source(absence, ofMost: meansAll) : request.source
    symbolNames = holdings.names(source, untilTrade: untilTrade)
    leftOutNames = untilTrade ? [] : holdings.leftOut(source)
    let said =
      asksForAnchor && range != .all
      ? try RecordingContents(recording, .messages(of: request.instruments.instruments)) : contents
    let saidAnchors = said.anchors(instruments)
    if asksForAnchor { try holdings.check(saidAnchors) }
    let has3dAlone = source == .klines && asked == nil && holdings.finestKlines == .d3
    anchors =
      request.anchorDay == nil && (asksForAnchor || has3dAlone) ? saidAnchors : request.anchors
    guard source == .klines else {
      interval = asked ?? request.usualInterval
      return
    }
    guard let finest = holdings.finestKlines else {
      throw try absence.error(
        "the recording holds no closed klines; use --source trades or --source aggTrades")
    }
    interval = asked ?? finest
    klineInputs = try ([interval] + otherIntervals).map { ($0, try holdings.klineInputs($0)) }
  }
}

extension CandlePlan {
  /// Throws if there are no trades that orders could be filled from.
  package func checkTape() throws {
    guard source == .klines else { return }
    throw RunError(
      "found klines and no trades to fill orders from, which --fills tape asks for: use --fills "
        + "candles, or a recording with trades")
  }

  /// What the feed needs to know to make the plan's candles.
  package func options() -> FeedProcessor.Options {
    var options = FeedProcessor.Options()
    options.instruments = instruments
    options.intervals = [interval] + otherIntervals
    options.anchors = anchors
    switch source {
    case .auto, .trades: options.source = .trades
    case .aggTrades: options.source = .aggTrades
    case .klines:
      options.source = nil
      options.klineCandles = klineInputs.map {
        KlineCandles(interval: $0.interval, inputs: $0.inputs, anchors: anchors)
      }
    }
    return options
  }
}
