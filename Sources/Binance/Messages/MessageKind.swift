/// What a message is, as the exchange's stream or endpoint defines it.
///
/// Kinds down to `depthSnapshot`, and `exchangeInfo`, are decoded; the others are recognised and
/// counted. Raw values are not stored anywhere.
package enum MessageKind: UInt8, CaseIterable, Sendable {
  /// A single trade: `@trade`, REST `trades` and `historicalTrades`, archive `trades`.
  case trade
  /// Trades of one taker order at one price (USD-M: within 100 ms): `@aggTrade` and its kin.
  case aggTrade
  /// A negotiated trade off the book, with ids of its own: `@blockTrade`.
  case blockTrade
  /// A USD-M `@trade` message whose `X` is not `MARKET`: insurance fund and ADL moves. It takes an
  /// id of the trade sequence but is no trade on the book and may have price 0.
  case offBookTrade
  /// A trade row with price or quantity 0: the mark of Binance's repairs of 2022-04.
  case repairedTrade
  case kline
  /// `@continuousKline_<i>`: the kline of a pair and a contract type, not of a symbol.
  case continuousKline
  /// REST `uiKlines`: written like klines, altered for charts.
  case uiKline
  case bookTicker
  /// Changes of an order book: `@depth`. USD-M partial depth on a raw connection looks the same.
  case depthUpdate
  /// The best 5, 10 or 20 levels: `@depth<N>`.
  case partialDepth
  /// USD-M `@rpiDepth`: another book, which includes RPI orders.
  case rpiDepth
  /// REST `depth`.
  case depthSnapshot
  case exchangeInfo

  /// Klines of mark, index or premium prices: no trades lie behind them.
  case priceKline
  case bookTickerSnapshot
  case miniTicker
  case ticker
  case rollingTicker
  case tradingDayTicker
  case priceTicker
  case avgPrice
  case referencePrice
  case markPrice
  /// COIN-M: the index price of a pair.
  case indexPrice
  case fundingRate
  case forceOrder
  case compositeIndex
  case contractInfo
  case assetIndex
  case tradingSession
  /// REST: open interest, ratios, funds and the like.
  case statistic
  case executionRules
  case serverTime
  case ping

  /// The answer to a control request, or to a request of the websocket API.
  case reply
  /// A refusal: `{"code","msg"}`, `{"error":{…}}`, an HTTP status from 400 on, or a client library's
  /// own `{"e":"error"}`.
  case error
  /// The exchange announces that it will close the connection.
  case serverShutdown
  /// Well-formed, and of no kind known here.
  case unknown
  /// Not what the exchange could have sent; see `Notice`.
  case malformed
}

/// A set of kinds.
package struct MessageKinds: OptionSet, Sendable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  package init(_ kind: MessageKind) { self.init(rawValue: 1 << UInt64(kind.rawValue)) }

  package init(_ kinds: [MessageKind]) {
    self.init(rawValue: kinds.reduce(0) { $0 | 1 << UInt64($1.rawValue) })
  }

  /// Every kind of trade, with the messages that take ids of the trade sequences.
  package static let trades = MessageKinds([
    .trade, .aggTrade, .blockTrade, .offBookTrade, .repairedTrade,
  ])
  /// What trades look like before they are read.
  static let streamedTrades = MessageKinds([.trade, .aggTrade, .blockTrade])
  /// Kinds that become entries whether wanted or not.
  static let notices = MessageKinds([.reply, .error, .serverShutdown, .malformed])
  package static let klines = MessageKinds([.kline, .continuousKline, .uiKline])
  package static let books = MessageKinds([
    .bookTicker, .depthUpdate, .partialDepth, .rpiDepth, .depthSnapshot,
  ])
  package static let everything: MessageKinds = [
    .trades, .klines, .books, MessageKinds(.exchangeInfo),
  ]

  @inline(__always)
  package func contains(_ kind: MessageKind) -> Bool {
    rawValue & (1 << UInt64(kind.rawValue)) != 0
  }
}
