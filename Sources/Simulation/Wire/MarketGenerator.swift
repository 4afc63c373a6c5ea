import Basics

/// A market made here, sent as Binance would have sent it, recorded as we would have recorded it.
///
/// The same options give the same frames on every machine: whole numbers only, seeded dice, no
/// clock. Frames are made as they are asked for, so a generator of any length needs little memory.
///
///     var generator = try MarketGenerator(options)
///     var frame = GeneratedFrame()
///     while generator.next(into: &frame) { … }
///
/// What is sent is consistent: klines equal the trades, trades take from the book, bookTickers are
/// its best prices, diffs chain (`U` = previous `u` + 1) and join the snapshot. The market itself
/// depends on symbol, seed, start and rate only, not on streams, faults or duration.
package struct MarketGenerator: Sendable {
  package let options: GeneratorOptions
  package let profile: SymbolProfile
  /// Epoch day of the symbol's first trade, on which its 3d klines are anchored.
  package let anchorDay: Int64

  var market: MarketSimulation
  /// µs since the epoch, on the exchange's clock, which here is the recorder's too.
  var clockUs: Int64
  let startUs: Int64
  let endNs: Int64
  var isFinished = false

  var agenda = TimeQueue<Action>()
  /// Frames by the time the exchange sends them, µs.
  var outbox = TimeQueue<Outgoing>()
  /// Frames by the time we receive them, ns.
  var inbox = TimeQueue<Arriving>()
  var pool = FramePool()
  var connections: [Connection] = []

  /// Frames of the trade stream handed out so far, those of a second connection too.
  package private(set) var tradeFrameCount: Int64 = 0

  let format: StreamFormat
  var trades: TradeStreams
  var klines: [KlineStream] = []
  var depths: [DepthStream] = []
  var bookTicker: BookTickerStream
  var rest: RestState
  var faults: FaultState
  var truth: KlineTruth
  var wireDice: Dice

  /// A frame on its way to the recorder.
  struct Outgoing: Sendable {
    var frame: Int
    /// nil: to every open connection.
    var connection: UInt32?
  }

  struct Arriving: Sendable {
    var frame: Int
    var connection: UInt32
  }

  package init(_ options: GeneratorOptions) throws(GeneratorError) {
    try options.check()
    self.options = options
    let origin = MarketOrigin(
      symbol: options.symbol, seed: options.seed, startMs: options.startMs,
      rateMilli: options.rateMilli)
    profile = origin.profile
    startUs = origin.startUs
    clockUs = startUs
    // The last record, too, lies within the duration.
    endNs = (options.startMs + options.durationMs) * 1_000_000 - 1
    anchorDay = origin.anchorDay
    market = origin.simulation()
    format = StreamFormat(profile: profile)
    trades = TradeStreams(options: options, firstTradeId: origin.firstTradeId)
    bookTicker = BookTickerStream(isAsked: options.streams.contains(.bookTicker))
    rest = RestState(seed: options.seed)
    faults = FaultState(options: options)
    truth = KlineTruth(options: options, anchorDay: anchorDay)
    wireDice = Dice(seed: options.seed, purpose: 0x5749_5245)
    openStreams(pulse: origin.pulse, firstTradeId: origin.firstTradeId)
    planRecording()
  }

  /// The next frame in the order of receipt.
  /// - Returns: false, and `frame` is what it was, when the recording is over.
  package mutating func next(into frame: inout GeneratedFrame) -> Bool {
    while true {
      // Nothing that is still to be sent can arrive sooner than the shortest way allows.
      let safeNs = isFinished ? endNs : min(endNs, (clockUs + Connection.delayUsMin) * 1000)
      if let firstNs = inbox.firstTime, firstNs <= safeNs, let (_, arriving) = inbox.popFirst() {
        frame.receivedNs = firstNs
        frame.connection = arriving.connection
        frame.kind = pool.frames[arriving.frame].kind
        if let trade = pool.frames[arriving.frame].trade {
          tradeFrameCount += 1
          truth.recorded(trade, profile: profile)
        }
        pool.release(arriving.frame, payload: &frame.payload)
        return true
      }
      if isFinished { return false }
      advance()
    }
  }

  /// One step of time: an item of the agenda, a frame to route, or an event of the market.
  private mutating func advance() {
    let eventUs = market.pulse.nextEventUs
    let agendaUs = agenda.firstTime ?? .max
    let sendUs = outbox.firstTime ?? .max
    let nextUs = min(eventUs, agendaUs, sendUs)
    if (nextUs + Connection.delayUsMin) * 1000 > endNs {
      finish()
    } else if agendaUs == nextUs, let (timeUs, action) = agenda.popFirst() {
      clockUs = max(clockUs, timeUs)
      perform(action)
    } else if sendUs == nextUs, let (timeUs, outgoing) = outbox.popFirst() {
      clockUs = max(clockUs, timeUs)
      route(outgoing)
    } else {
      clockUs = eventUs
      market.runEvent()
      publishEvent()
    }
  }

  /// The end of the recording: what is open is closed.
  private mutating func finish() {
    isFinished = true
    for connection in connections where connection.isOpen {
      arrive(.lost, on: connection.number, atNs: endNs) {
        $0.append(#"{"reason":"the recording's duration is over"}"#)
      }
    }
  }
}
