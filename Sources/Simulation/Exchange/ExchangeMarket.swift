/// A market made here, from the exchange's side: every stream of one symbol, and what REST knows.
///
/// `MarketGenerator` writes down what one recorder received of such a market; this hands out what
/// the exchange sends, at the time it sends it, to whoever asked. Of the same symbol, seed, start
/// and rate both are the same market, and no stream depends on which others are wanted.
///
///     var market = try ExchangeMarket(options)
///     market.setWanted(.trade, true)
///     while market.next(untilUs: headUs, into: &frame) { … }
package struct ExchangeMarket: Sendable {
  package let options: ExchangeMarketOptions
  package let profile: SymbolProfile

  var market: MarketSimulation
  /// Everything before this has happened, µs since the epoch.
  package internal(set) var clockUs: Int64
  var agenda = TimeQueue<Action>()
  /// Frames of `pool` by the time they are sent.
  private var outbox = TimeQueue<Int>()
  private var pool: [MarketFrame] = []
  private var freeFrames: [Int] = []
  /// By the streams' indices.
  private var isWanted = Array(repeating: false, count: MarketStream.all.count)

  let format: StreamFormat
  var trades: TradeStreams
  var tape: TradeTape
  var klines: [KlineStream]
  var depths: [DepthStream]
  var bookTicker = BookTickerStream(isAsked: true)
  var sentTickerUs: Int64 = 0

  enum Action: Sendable {
    case depthSlot(MarketStream.Slot)
    case klineSlot(Int)
    case klineClose(Int)
    case tickerSlot
  }

  package init(_ options: ExchangeMarketOptions) throws(GeneratorError) {
    try options.check()
    self.options = options
    let origin = MarketOrigin(
      symbol: options.symbol, venue: options.venue, seed: options.seed, startMs: options.startMs,
      rateMilli: options.rateMilli)
    profile = origin.profile
    clockUs = origin.startUs
    market = origin.simulation()
    market.forgetChanges()
    format = StreamFormat(profile: origin.profile)
    trades = TradeStreams(
      seed: options.seed, firstTradeId: origin.firstTradeId, isAsked: true, isAggregateAsked: true)
    tape = TradeTape(capacity: options.tradesKept, nextId: origin.firstTradeId)
    klines = KlineStream.all(
      anchorDay: origin.anchorDay, limit: options.klinesKept, venue: options.venue)
    let book = market.book
    depths = MarketStream.Slot.all(of: options.venue).map {
      DepthStream(name: MarketStream.depth($0).suffix, slotUs: $0.us, book: book)
    }
    walkHistory(origin)
    planStreams()
  }

  /// Frames of unwanted streams are not made.
  package mutating func setWanted(_ stream: Int, _ wanted: Bool) { isWanted[stream] = wanted }

  func wants(_ stream: MarketStream) -> Bool { isWanted[stream.index] }

  /// The next frame sent before `untilUs`.
  /// - Returns: false, and `frame` is what it was, when everything before `untilUs` has happened.
  package mutating func next(untilUs: Int64, into frame: inout MarketFrame) -> Bool {
    while true {
      let eventUs = market.pulse.nextEventUs
      let agendaUs = agenda.firstTime ?? .max
      let sendUs = outbox.firstTime ?? .max
      let nextUs = min(eventUs, agendaUs, sendUs)
      if nextUs >= untilUs {
        clockUs = max(clockUs, untilUs)
        return false
      }
      if agendaUs == nextUs, let (timeUs, action) = agenda.popFirst() {
        clockUs = max(clockUs, timeUs)
        perform(action)
      } else if sendUs == nextUs, let (timeUs, place) = outbox.popFirst() {
        clockUs = max(clockUs, timeUs)
        swap(&frame, &pool[place])
        frame.sentUs = timeUs
        freeFrames.append(place)
        return true
      } else {
        clockUs = eventUs
        market.runEvent()
        publishEvent()
      }
    }
  }

  /// When something happens next, µs.
  package var nextUs: Int64 {
    min(market.pulse.nextEventUs, agenda.firstTime ?? .max, outbox.firstTime ?? .max)
  }

  /// Puts a frame in the queue, not to be sent before now.
  mutating func send(
    _ stream: MarketStream, atUs sentUs: Int64, tradeId: Int64? = nil,
    _ write: (inout [UInt8]) -> Void
  ) {
    let place = freeFrames.popLast() ?? pool.count
    if place == pool.count { pool.append(MarketFrame()) }
    pool[place].stream = stream.index
    pool[place].tradeId = tradeId
    pool[place].text.removeAll(keepingCapacity: true)
    write(&pool[place].text)
    outbox.push(place, at: sentUs)
  }
}
