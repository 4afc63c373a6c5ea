import Binance
package import Market
package import Simulation

/// Several generated markets as one exchange.
///
/// Within a millisecond symbols follow each other in their order, whatever the steps in which the
/// play head moves: the frames are the same at any speed.
package struct GeneratedExchange: MarketSource, Sendable {
  package let symbols: [String]
  package let venue: Venue
  private var markets: [ExchangeMarket]
  private let streamNames: [String: Int]
  private var frame = MarketFrame()
  /// The markets have reached this moment; those before `cursor` its end.
  private var sliceEndUs: Int64
  private var cursor = 0

  package static let symbolsMax = 200

  /// - Throws: what is wrong with the first market that cannot be made.
  package init(_ options: [ExchangeMarketOptions]) throws(GeneratorError) {
    guard let first = options.first, options.count <= Self.symbolsMax else {
      throw GeneratorError(
        message: "\(options.count) symbols; expected 1 to \(Self.symbolsMax)")
    }
    venue = first.venue
    if let other = options.first(where: { $0.venue != first.venue }) {
      throw GeneratorError(
        message: "\(first.symbol) of \(first.venue.rawValue) beside \(other.symbol) of "
          + "\(other.venue.rawValue); one exchange has one venue")
    }
    markets = []
    for option in options { markets.append(try ExchangeMarket(option)) }
    let symbols = options.map(\.symbol)
    if let twice = symbols.indices.first(where: { symbols[..<$0].contains(symbols[$0]) }) {
      throw GeneratorError(message: "symbol \(symbols[twice]) is asked for twice; name it once")
    }
    self.symbols = symbols
    sliceEndUs = first.startMs * 1000
    var names: [String: Int] = [:]
    for (index, market) in markets.enumerated() {
      for (stream, kind) in MarketStream.all.enumerated() where kind.isOffered(by: venue) {
        names[market.profile.streamName + "@" + kind.suffix] =
          index * MarketStream.all.count + stream
      }
    }
    streamNames = names
  }

  package var headUs: Int64 { sliceEndUs }

  package func stream(named name: String) -> Int? { streamNames[name] }

  package mutating func setWanted(_ stream: Int, _ isWanted: Bool) {
    let (market, kind) = stream.quotientAndRemainder(dividingBy: MarketStream.all.count)
    markets[market].setWanted(kind, isWanted)
  }

  package mutating func next(untilUs: Int64, into frame: inout SourceFrame) -> Bool {
    // Slices end on full milliseconds.
    let endUs = untilUs / 1000 * 1000
    while true {
      while cursor < markets.count {
        switch markets[cursor].next(untilUs: sliceEndUs, into: &self.frame) {
        case .frame:
          fill(&frame)
          return true
        case .alarm: break
        case nil: cursor += 1
        }
      }
      guard sliceEndUs < endUs else { return false }
      let nextUs = markets.reduce(Int64.max) { min($0, $1.nextUs) }
      let next = nextUs < endUs ? (nextUs / 1000 + 1) * 1000 : endUs
      sliceEndUs = min(max(next, sliceEndUs + 1000), endUs)
      cursor = 0
    }
  }

  private mutating func fill(_ frame: inout SourceFrame) {
    swap(&frame.text, &self.frame.text)
    frame.stream = cursor * MarketStream.all.count + self.frame.stream
    frame.symbol = cursor
    frame.tradeId = self.frame.trade?.id
    frame.data = self.frame.data
  }
}

extension GeneratedExchange {
  package func canAnswer(_ query: MarketQuery) -> Bool {
    switch query {
    case .rollingTickers, .tradingDayTickers: false
    default: true
    }
  }

  package func appendAnswer(to query: MarketQuery, serverMs: Int64, to body: inout [UInt8]) {
    switch query {
    case .exchangeInfo(let symbols):
      ExchangeMarket.appendExchangeInfo(
        symbols.all.map { markets[$0].profile }, serverMs: serverMs, to: &body)
    case .klines(let symbol, let interval, let startMs, let endMs, let limit):
      markets[symbol].appendKlines(
        interval, startMs: startMs, endMs: endMs, limit: limit, to: &body)
    case .depth(let symbol, let limit): markets[symbol].appendDepth(limit: limit, to: &body)
    case .trades(let symbol, let fromId, let limit):
      markets[symbol].appendTrades(fromId: fromId, limit: limit, to: &body)
    case .aggTrades(let symbol, let fromId, let startMs, let endMs, let limit):
      markets[symbol].appendAggTrades(
        fromId: fromId, startMs: startMs, endMs: endMs, limit: limit, to: &body)
    case .averagePrice(let symbol): markets[symbol].appendAveragePrice(to: &body)
    case .prices(let symbols): append(symbols, to: &body) { $0.appendPriceTicker(to: &$1) }
    case .bookTickers(let symbols): append(symbols, to: &body) { $0.appendBookTicker(to: &$1) }
    case .dayTickers(let symbols, let isMini):
      append(symbols, to: &body) { $0.appendDayTicker(isMini: isMini, to: &$1) }
    case .rollingTickers, .tradingDayTickers: break
    }
  }

  private func append(
    _ symbols: MarketQuery.Symbols, to body: inout [UInt8],
    _ append: (ExchangeMarket, inout [UInt8]) -> Void
  ) {
    if case .one(let symbol) = symbols { return append(markets[symbol], &body) }
    body.appendArray(symbols.all) { append(markets[$0], &$1) }
  }
}
