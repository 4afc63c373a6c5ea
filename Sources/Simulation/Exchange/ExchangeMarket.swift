import Binance
import Market

/// The simulated exchange, for one symbol: every stream, and what REST knows, as of its clock.
///
/// It hands out what it sends at the time it sends it, to whoever asked: `ExchangeServer` passes it
/// on to clients, `GeneratedRecording` writes down what one recorder received. Symbol, venue, seed,
/// start and rate alone decide the market; no stream depends on which others are wanted.
///
///     var market = try ExchangeMarket(options)
///     market.setWanted(.trade, true)
///     while market.next(untilUs: headUs, into: &frame) != nil { … }
///
/// What is sent is consistent: klines equal the trades, trades take from the book, bookTickers are
/// its best prices, diffs chain (`U` = previous `u` + 1) and join the snapshot.
package struct ExchangeMarket: Sendable {
  package let options: ExchangeMarketOptions
  package let profile: SymbolProfile
  /// Epoch day of the symbol's first trade, on which its 3d klines are anchored.
  package let anchorDay: Int64

  var market: MarketSimulation
  /// Everything before this has happened, µs since the epoch.
  package private(set) var clockUs: Int64
  private var agenda = TimeQueue<Action>()
  private var outbox = FrameQueue()
  /// By the streams' indices.
  private var isWanted = Array(repeating: false, count: MarketStream.all.count)
  /// What stands before a stream's data, by index: `{"stream":"btcusdt@trade","data":`.
  private let heads: [[UInt8]]

  let writer: MessageWriter
  var trades: TradeTimes
  var tape: TradeTape
  var klines: [KlineStream]
  var depths: [DepthStream]
  /// The best prices that were sent last.
  var sentBest: (bid: BookLevel, ask: BookLevel)?

  /// What happens at times of its own, whatever the market does.
  private enum Action: Sendable {
    case depthSlot(Int)
    case klineSlot(Int)
    case klineClose(Int)
    case tickerSlot
    case alarm(Int)
  }

  package init(_ options: ExchangeMarketOptions) throws(GeneratorError) {
    try options.check()
    self.init(checked: options)
  }

  init(checked options: ExchangeMarketOptions) {
    self.options = options
    let origin = MarketOrigin(
      symbol: options.symbol, venue: options.venue, seed: options.seed, startMs: options.startMs,
      rateMilli: options.rateMilli)
    let profile = origin.profile
    self.profile = profile
    anchorDay = origin.anchorDay
    clockUs = origin.startUs
    market = origin.simulation()
    market.forgetChanges()
    writer = profile.writer
    heads = MarketStream.all.map { stream in
      var head: [UInt8] = []
      head.openEnvelope(stream: "\(profile.streamName)@\(stream.suffix)")
      return head
    }
    trades = TradeTimes(seed: options.seed, firstTradeId: origin.firstTradeId)
    tape = TradeTape(capacity: options.tradesKept, nextId: origin.firstTradeId)
    klines = options.intervals.map {
      KlineStream($0, profile, anchorDay: origin.anchorDay, limit: options.klinesKept)
    }
    let book = market.book
    depths = MarketStream.Slot.all(of: options.venue).map { DepthStream($0, book: book) }
    walkHistory(origin)
    planStreams()
  }

  // MARK: Time

  /// What `next` stops for.
  package enum Step: Equatable, Sendable {
    /// A frame goes out.
    case frame
    /// The moment has come that `setAlarm` named.
    case alarm(Int)
  }

  /// Goes on to the next frame or alarm before `untilUs`.
  /// - Returns: nil, and `frame` is what it was, when everything before `untilUs` has happened.
  package mutating func next(untilUs: Int64, into frame: inout MarketFrame) -> Step? {
    while true {
      let eventUs = market.pulse.nextEventUs
      let agendaUs = agenda.firstTime ?? .max
      let sendUs = outbox.firstTime ?? .max
      let nextUs = min(eventUs, agendaUs, sendUs)
      if nextUs >= untilUs {
        clockUs = max(clockUs, untilUs)
        return nil
      }
      clockUs = max(clockUs, nextUs)
      if agendaUs == nextUs, let (_, action) = agenda.popFirst() {
        if case .alarm(let number) = action { return .alarm(number) }
        perform(action)
      } else if sendUs == nextUs, outbox.popFirst(into: &frame) {
        return .frame
      } else {
        market.runEvent()
        publishEvent()
      }
    }
  }

  /// When something happens next, µs.
  package var nextUs: Int64 {
    min(market.pulse.nextEventUs, agenda.firstTime ?? .max, outbox.firstTime ?? .max)
  }

  /// Makes `next` stop at a moment, before what is sent then.
  mutating func setAlarm(_ number: Int, atUs: Int64) { agenda.push(.alarm(number), at: atUs) }

  private mutating func perform(_ action: Action) {
    switch action {
    case .depthSlot(let index):
      agenda.push(action, at: clockUs + depths[index].slot.us)
      sendDepth(index)
    case .klineSlot(let index):
      agenda.push(action, at: clockUs + klines[index].slotUs)
      sendKline(index)
    case .klineClose(let index):
      closeKline(index)
      pushClose(index)
    case .tickerSlot:
      agenda.push(action, at: clockUs + Self.tickerSlotUs)
      sendTickers()
    case .alarm: break
    }
  }

  static let tickerSlotUs: Int64 = 1_000_000

  /// Puts every stream's first moment into the agenda.
  private mutating func planStreams() {
    func firstUs(_ stream: MarketStream, _ slotUs: Int64) -> Int64 {
      clockUs + (options.firstSlotsUs[stream] ?? slotUs)
    }
    for (index, depth) in depths.enumerated() {
      agenda.push(.depthSlot(index), at: firstUs(.depth(depth.slot), depth.slot.us))
    }
    for (index, kline) in klines.enumerated() {
      agenda.push(.klineSlot(index), at: firstUs(.kline(kline.interval), kline.slotUs))
      pushClose(index)
    }
    agenda.push(.tickerSlot, at: clockUs + Self.tickerSlotUs)
  }

  private mutating func pushClose(_ index: Int) {
    agenda.push(
      .klineClose(index), at: klines[index].nextCloseMs(nowMs: clockUs / 1000) * 1000)
  }
}

extension ExchangeMarket {
  /// Frames of unwanted streams are not made.
  package mutating func setWanted(_ stream: Int, _ wanted: Bool) { isWanted[stream] = wanted }

  func wants(_ stream: MarketStream) -> Bool { isWanted[stream.index] }

  /// Frames of trades that wait to be sent.
  var waitingTrades: Int { outbox.tradeCount }

  /// Puts a stream's frame in the queue, not to be sent before now.
  mutating func send(
    _ stream: MarketStream, atUs sentUs: Int64, trade: Trade? = nil,
    _ writeData: (inout [UInt8]) -> Void
  ) {
    let head = heads[stream.index]
    outbox.push(at: sentUs) { frame in
      frame.stream = stream.index
      frame.trade = trade
      frame.text.append(contentsOf: head)
      writeData(&frame.text)
      frame.data = head.count..<frame.text.count
      frame.text.append("}")
    }
  }

  /// Puts a frame for one connection in the queue, to be sent now.
  mutating func send(
    _ kind: MarketFrame.Kind = .text, to connection: UInt32, _ write: (inout [UInt8]) -> Void
  ) {
    outbox.push(at: clockUs) { frame in
      frame.kind = kind
      frame.connection = connection
      write(&frame.text)
    }
  }
}
