import Basics
import Market

/// What happens at times of its own, whatever the market does.
extension MarketGenerator {
  enum Action: Sendable {
    case open
    case ping(UInt32)
    case depthSlot(Int)
    case klineSlot(Int)
    case klineClose(Int)
    case request(RestRequest)
    case respond(RestRequest, sentNs: Int64)
    case fault(index: Int, step: Int)
  }

  /// Puts streams, history and REST answers in their first state.
  mutating func openStreams(pulse: MarketPulse, firstTradeId: Int64) {
    for case .kline(let interval) in options.streams
    where !klines.contains(where: { $0.interval == interval }) {
      klines.append(
        KlineStream(
          interval: interval, anchorDay: anchorDay, limit: options.restKlinesMax))
    }
    for stream in [GeneratedStream.depth100ms, .depth1000ms] where options.streams.contains(stream)
    {
      depths.append(DepthStream(stream, book: market.book))
    }
    market.forgetChanges()
    walkHistory(pulse: pulse, firstTradeId: firstTradeId)
  }

  private mutating func walkHistory(pulse: MarketPulse, firstTradeId: Int64) {
    let startMs = options.startMs
    var listingMs = min(startMs, truth.oldestOpenMs)
    for index in klines.indices {
      listingMs = min(listingMs, klines[index].beginHistory(startMs: startMs))
    }
    listingMs = max(listingMs, anchorDay * KlineCalendar.dayMs)
    let profile = profile
    HistoryWalk.run(
      profile: profile, seed: options.seed, fair: pulse.fair, startUs: startUs,
      listingUs: listingMs * 1000, firstLiveTradeId: firstTradeId, rateMilli: options.rateMilli
    ) { trade in
      for index in klines.indices { klines[index].addHistory(trade, profile: profile) }
      truth.traded(trade, profile: profile)
    }
    for index in klines.indices { klines[index].endHistory(startMs: startMs) }
  }

  /// The recorder's plan: the socket first, then the REST answers that join what it brings.
  mutating func planRecording() {
    agenda.push(.request(.exchangeInfo), at: startUs + 5000)
    agenda.push(.open, at: startUs + 100_000)
    var requestUs = startUs + 400_000
    for index in klines.indices {
      agenda.push(
        .request(.klines(klines[index].interval, limit: options.restKlinesMax)), at: requestUs)
      requestUs += 150_000
      let openMs = klines[index].ledger.klines.last?.closeTimeMs ?? options.startMs
      agenda.push(.klineClose(index), at: (openMs + 1) * 1000)
      agenda.push(.klineSlot(index), at: startUs + wireDice.pick(0...1_999) * 1000)
    }
    for index in depths.indices {
      agenda.push(.depthSlot(index), at: startUs + wireDice.pick(1...99) * 1000)
    }
    if !depths.isEmpty { agenda.push(.request(.depth), at: startUs + 1_500_000) }
    for index in options.faults.indices {
      agenda.push(.fault(index: index, step: 0), at: faults.startsUs[index])
    }
  }

  mutating func perform(_ action: Action) {
    switch action {
    case .open: openConnection()
    case .ping(let number): ping(number)
    case .depthSlot(let index): sendDepth(index)
    case .klineSlot(let index): sendKline(index)
    case .klineClose(let index): closeKline(index)
    case .request(let request): ask(request)
    case .respond(let request, let sentNs): answer(request, sentNs: sentNs)
    case .fault(let index, let step): runFault(index, step: step)
    }
  }
}
