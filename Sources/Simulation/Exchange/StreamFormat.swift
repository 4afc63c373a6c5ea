import Binance
import Market

/// Writes the payloads of one symbol's streams as a combined connection of Binance sends them: the key
/// order of real frames, eight decimals on spot and as many as needed on futures, no spaces.
///
/// What never changes in a frame is kept as bytes, one piece per gap between its numbers.
struct StreamFormat: Sendable {
  let venue: Venue
  let tickUnits: Int64
  let stepUnits: Int64
  let places: DecimalPlaces
  let contract: InverseContract?
  private let streamHead: [UInt8]
  let symbolKey: [UInt8]
  /// COIN-M names the pair besides; else empty.
  let pairKey: [UInt8]
  /// The same in REST: `,"symbol":"BTCUSD_PERP","pair":"BTCUSD"`, where COIN-M has both.
  let restPairKeys: [UInt8]
  private let tradeHead: [UInt8]
  private let tradeSymbol: [UInt8]
  private let bookTickerHead: [UInt8]
  private let bookTickerSymbol: [UInt8]

  init(profile: SymbolProfile) {
    venue = profile.venue
    tickUnits = profile.tickUnits
    stepUnits = profile.stepUnits
    places = profile.places
    contract = profile.contract
    pairKey = [UInt8](profile.venue == .coinm ? #","ps":"\#(profile.pair)""#.utf8 : "".utf8)
    restPairKeys = [UInt8](
      profile.venue == .coinm
        ? #","symbol":"\#(profile.symbol)","pair":"\#(profile.pair)""#.utf8 : "".utf8)
    let name = profile.streamName
    streamHead = [UInt8](#"{"stream":"\#(name)@"#.utf8)
    symbolKey = [UInt8](#","s":"\#(profile.symbol)""#.utf8)
    tradeHead = [UInt8](#"{"stream":"\#(name)@trade","data":{"e":"trade","E":"#.utf8)
    tradeSymbol = [UInt8](#","s":"\#(profile.symbol)","t":"#.utf8)
    bookTickerHead = [UInt8](#"{"stream":"\#(name)@bookTicker","data":{"u":"#.utf8)
    bookTickerSymbol = [UInt8](#","s":"\#(profile.symbol)","b":""#.utf8)
  }

  /// `{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT",`
  /// `"t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}`
  func writeTrade(_ trade: MarketTrade, eventMs: Int64, into bytes: inout [UInt8]) {
    guard venue == .spot else {
      return writeFuturesTrade(trade, eventMs: eventMs, into: &bytes)
    }
    bytes.append(contentsOf: tradeHead)
    bytes.append(number: eventMs)
    bytes.append(contentsOf: tradeSymbol)
    bytes.append(number: trade.id)
    bytes.append(",\"p\":\"")
    bytes.append(amount: trade.priceTicks * tickUnits)
    bytes.append("\",\"q\":\"")
    bytes.append(amount: trade.steps * stepUnits)
    bytes.append("\",\"T\":")
    bytes.append(number: trade.timeMs)
    bytes.append(trade.isBuyerMaker ? ",\"m\":true,\"M\":true}}" : ",\"m\":false,\"M\":true}}")
  }

  /// `"data":{"e":"aggTrade","E":…,"s":…,"a":425086,"p":…,"q":…,"f":439578,"l":439578,"T":…,"m":…`
  ///
  /// - Parameter trade: the first trade of the aggregate, with the quantity of all.
  func writeAggTrade(
    _ trade: MarketTrade, aggregateId: Int64, lastTradeId: Int64, eventMs: Int64,
    into bytes: inout [UInt8]
  ) {
    guard venue == .spot else {
      return writeFuturesAggTrade(
        trade, aggregateId: aggregateId, lastTradeId: lastTradeId, eventMs: eventMs, into: &bytes)
    }
    writeHead("aggTrade", event: "aggTrade", eventMs: eventMs, into: &bytes)
    bytes.append(",\"a\":")
    bytes.append(number: aggregateId)
    bytes.append(",\"p\":\"")
    bytes.append(amount: trade.priceTicks * tickUnits)
    bytes.append("\",\"q\":\"")
    bytes.append(amount: trade.steps * stepUnits)
    bytes.append("\",\"f\":")
    bytes.append(number: trade.id)
    bytes.append(",\"l\":")
    bytes.append(number: lastTradeId)
    bytes.append(",\"T\":")
    bytes.append(number: trade.timeMs)
    bytes.append(trade.isBuyerMaker ? ",\"m\":true,\"M\":true}}" : ",\"m\":false,\"M\":true}}")
  }

  /// `{"stream":"btcusdt@bookTicker","data":{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000",`
  /// `"B":"3.78826000","a":"61837.64000000","A":"1.54698000"}}`: neither `e` nor a time.
  ///
  /// - Parameter timeMs: when the book changed; futures tell.
  func writeBookTicker(
    updateId: Int64, bid: BookLevel, ask: BookLevel, timeMs: Int64, into bytes: inout [UInt8]
  ) {
    guard venue == .spot else {
      return writeFuturesBookTicker(
        updateId: updateId, bid: bid, ask: ask, timeMs: timeMs, into: &bytes)
    }
    bytes.append(contentsOf: bookTickerHead)
    bytes.append(number: updateId)
    bytes.append(contentsOf: bookTickerSymbol)
    bytes.append(amount: bid.key * tickUnits)
    bytes.append("\",\"B\":\"")
    bytes.append(amount: bid.steps * stepUnits)
    bytes.append("\",\"a\":\"")
    bytes.append(amount: -ask.key * tickUnits)
    bytes.append("\",\"A\":\"")
    bytes.append(amount: ask.steps * stepUnits)
    bytes.append("\"}}")
  }

  func writeHead(
    _ stream: String, event: StaticString, eventMs: Int64, into bytes: inout [UInt8]
  ) {
    writeHead(stream, into: &bytes)
    bytes.append("{\"e\":\"")
    bytes.append(event)
    bytes.append("\",\"E\":")
    bytes.append(number: eventMs)
    bytes.append(contentsOf: symbolKey)
  }

  /// `{"stream":"btcusdt@depth5","data":`
  func writeHead(_ stream: String, into bytes: inout [UInt8]) {
    bytes.append(contentsOf: streamHead)
    bytes.append(string: stream)
    bytes.append("\",\"data\":")
  }
}
