import Basics
import Binance
package import Market

/// The simulated exchange behind a simulated wire, recorded as we would have recorded it:
/// connections that open, delay, fail and come back, and REST answers.
///
/// The same options give the same frames on every machine: whole numbers only, seeded dice, no
/// clock. Frames are made as they are asked for, so a recording of any length needs little memory.
///
///     var recording = try GeneratedRecording(options)
///     var frame = GeneratedFrame()
///     while recording.next(into: &frame) { … }
///
/// The market depends on symbol, seed, start and rate only, not on streams, faults or duration.
package struct GeneratedRecording: Sendable {
  package let options: GeneratorOptions
  package internal(set) var exchange: ExchangeMarket
  /// The exchange is heard up to here, µs since the epoch.
  private let endUs: Int64
  /// The last moment of the recording, ns since the epoch.
  private let endNs: Int64
  private var isFinished = false
  private var sent = MarketFrame()

  /// What the recorder does and suffers, by the number of the alarm; what is done is forgotten.
  private var plan: [Int: Event] = [:]
  private var alarmCount = 0
  /// Frames by the time we receive them, ns.
  private var inbox = TimeQueue<Arriving>()
  var connections: [WireConnection] = []
  var rest: RestState
  var faults: FaultState
  var wireDice: Dice

  /// Frames of the trade stream handed out so far, those of a second connection too.
  package private(set) var tradeFrameCount: Int64 = 0
  private var expected: [ExpectedCandles]

  enum Event: Sendable {
    case open
    case ping(UInt32)
    case request(RecorderRequest)
    case respond(RecorderRequest, sentNs: Int64)
    case fault(index: Int, step: Int)
  }

  private struct Arriving: Sendable {
    var frame: GeneratedFrame
    var trade: Trade?
  }

  package init(_ options: GeneratorOptions) throws(GeneratorError) {
    try options.check()
    self.options = options
    var wireDice = Dice(seed: options.seed, purpose: 0x5749_5245)
    exchange = ExchangeMarket(checked: options.exchange(&wireDice))
    self.wireDice = wireDice
    // The last record, too, lies within the duration.
    let lastUs = (options.startMs + options.durationMs) * 1000
    endNs = lastUs * 1000 - 1
    endUs = lastUs - WireConnection.delayUsMin
    rest = RestState(seed: options.seed)
    faults = FaultState(options: options)
    let anchorDay = exchange.anchorDay
    expected = options.trackedIntervals.map { ExpectedCandles($0, anchorDay: anchorDay) }
    for stream in options.streams { exchange.setWanted(stream.index, true) }
    planRecording()
  }

  package var profile: SymbolProfile { exchange.profile }
  var clockUs: Int64 { exchange.clockUs }

  /// The next frame in the order of receipt.
  /// - Returns: false, and `frame` is what it was, when the recording is over.
  package mutating func next(into frame: inout GeneratedFrame) -> Bool {
    while true {
      // Nothing that is still to be sent can arrive sooner than the shortest way allows.
      let safeNs =
        isFinished ? endNs : min(endNs, (clockUs + WireConnection.delayUsMin) * 1000)
      if let firstNs = inbox.firstTime, firstNs <= safeNs, let (_, arriving) = inbox.popFirst() {
        frame = arriving.frame
        frame.receivedNs = firstNs
        if let trade = arriving.trade { count(trade) }
        return true
      }
      if isFinished { return false }
      advance()
    }
  }

  /// Takes the next frame of the exchange, or does what is due.
  private mutating func advance() {
    switch exchange.next(untilUs: endUs, into: &sent) {
    case .frame: route(sent)
    case .alarm(let number): if let event = plan.removeValue(forKey: number) { perform(event) }
    case nil: finish()
    }
  }

  private mutating func perform(_ event: Event) {
    switch event {
    case .open: openConnection()
    case .ping(let number): ping(number)
    case .request(let request): ask(request)
    case .respond(let request, let sentNs): answer(request, sentNs: sentNs)
    case .fault(let index, let step): runFault(index, step: step)
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

  // MARK: Plan

  var plannedCount: Int { plan.count }

  mutating func at(_ timeUs: Int64, _ event: Event) {
    exchange.setAlarm(alarmCount, atUs: timeUs)
    plan[alarmCount] = event
    alarmCount += 1
  }

  /// The socket first, then the REST answers that join what it brings.
  private mutating func planRecording() {
    let startUs = clockUs
    at(startUs + 5000, .request(.exchangeInfo))
    at(startUs + 100_000, .open)
    for (index, interval) in exchange.options.intervals.enumerated() {
      at(
        startUs + 400_000 + Int64(index) * 150_000,
        .request(.klines(interval, limit: options.restKlinesMax)))
    }
    if options.hasDepth { at(startUs + 1_500_000, .request(.depth)) }
    for index in options.faults.indices {
      at(faults.startsUs[index], .fault(index: index, step: 0))
    }
  }

  // MARK: Receipt

  /// Puts a frame into the recording: what arrives, and what the recorder does itself.
  mutating func arrive(
    _ kind: GeneratedFrame.Kind, on connection: UInt32, atNs: Int64, trade: Trade? = nil,
    _ write: (inout [UInt8]) -> Void
  ) {
    var frame = GeneratedFrame()
    frame.kind = kind
    frame.connection = connection
    write(&frame.payload)
    inbox.push(Arriving(frame: frame, trade: trade), at: atNs)
  }

  private mutating func count(_ trade: Trade) {
    tradeFrameCount += 1
    for index in expected.indices { expected[index].add(trade) }
  }

  /// Candles of a tracked interval from the trades that were recorded so far, each once; oldest
  /// first, those without a trade left out.
  package func candles(_ interval: Interval) -> [Candle] {
    expected.first { $0.interval == interval }?.candles ?? []
  }
}
