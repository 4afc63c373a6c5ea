import Binance
import JSONDocument
import Market

/// Bodies of REST answers, as the symbol's venue writes them.
extension RecordedSymbol {
  var pricePlaces: Int { Int(places.price) }
  var quantityPlaces: Int { Int(places.quantity) }
  var quotePlaces: Int { Int(places.quote) }

  func price(_ amount: Amount?) -> String { (amount ?? .zero).text(places: pricePlaces) }
  func quantity(_ amount: Amount?) -> String { (amount ?? .zero).text(places: quantityPlaces) }

  /// Cut to the places of prices.
  func average(_ amount: Amount?) -> String {
    guard let amount else { return price(nil) }
    let unit = (0..<max(0, 8 - pricePlaces)).reduce(Int64(1)) { unit, _ in unit * 10 }
    return price(Amount(units: amount.units / unit * unit))
  }

  func priceText(nowMs: Int64) -> String {
    let time =
      venue == .spot ? "" : #","time":\#(lastTrade.map { $0.tradeTimeUs / 1000 } ?? nowMs)"#
    return #"{"symbol":\#(name.inJSONQuotes),"price":"\#(price(lastPrice))"\#(time)}"#
  }

  var bookTickerText: String {
    let more =
      venue == .spot ? "" : #","time":\#(bookTimeMs),"lastUpdateId":\#(best.updateId)"#
    return #"{"symbol":\#(name.inJSONQuotes),\#(bestText)\#(more)}"#
  }

  private var bestText: String {
    let best = best
    return #""bidPrice":"\#(price(best.bid?.price))","bidQty":"\#(quantity(best.bid?.quantity))","#
      + #""askPrice":"\#(price(best.ask?.price))","askQty":"\#(quantity(best.ask?.quantity))""#
  }

  /// `{"lastUpdateId":…,"bids":[["0.00505200","81.10000000"],…],"asks":[…]}`
  func depthText(limit: Int) -> String {
    let times = venue == .spot ? "" : #""E":\#(bookTimeMs),"T":\#(bookTimeMs),"#
    return #"{"lastUpdateId":\#(book.lastUpdateId),\#(times)"#
      + #""bids":[\#(levels(book.bids.prefix(limit)))],"#
      + #""asks":[\#(levels(book.asks.prefix(limit)))]}"#
  }

  func levels(_ levels: some Sequence<PriceLevel>) -> String {
    levels.map { #"["\#(price($0.price))","\#(quantity($0.quantity))"]"# }.joined(separator: ",")
  }

  func dayText(isMini: Bool, nowMs: Int64) -> String {
    let day = day(nowMs: nowMs)
    let isSpotFull = venue == .spot && !isMini
    return windowText(
      day, isMini: isMini, nowMs - DayWindow.lengthMs, nowMs,
      previousClose: isSpotFull ? #""prevClosePrice":"\#(price(day?.previousClose))""# : nil,
      last: isMini
        ? [] : [#""lastQty":"\#(quantity(lastTrade?.quantity))""#] + (isSpotFull ? [bestText] : []))
  }

  /// The figures of a window; `fromMs` and `toMs` are what its ends are called.
  func windowText(
    _ window: DayWindow?, isMini: Bool, _ fromMs: Int64, _ toMs: Int64,
    previousClose: String? = nil, last: [String] = []
  ) -> String {
    let sum = window?.sum
    var members = [#""symbol":\#(name.inJSONQuotes)"#]
    if !isMini {
      members += [
        #""priceChange":"\#((window?.change ?? .zero).text(places: pricePlaces))""#,
        #""priceChangePercent":"\#(window?.changePercent ?? "0.000")""#,
        #""weightedAvgPrice":"\#(average(window?.average))""#,
      ]
    }
    members += [previousClose].compactMap { $0 }
    members.append(#""lastPrice":"\#(price(sum?.close ?? lastPrice))""#)
    members += last
    members += [
      #""openPrice":"\#(price(sum?.open))""#, #""highPrice":"\#(price(sum?.high))""#,
      #""lowPrice":"\#(price(sum?.low))""#,
      #""volume":"\#((sum?.volume ?? .zero).text(places: quantityPlaces))""#,
      #""quoteVolume":"\#((sum?.quoteVolume ?? .zero).text(places: quotePlaces))""#,
      #""openTime":\#(fromMs)"#, #""closeTime":\#(toMs)"#,
      #""firstId":\#(sum?.firstTradeId ?? -1)"#, #""lastId":\#(sum?.lastTradeId ?? -1)"#,
      #""count":\#(sum?.tradeCount ?? 0)"#,
    ]
    return "{" + members.joined(separator: ",") + "}"
  }

  /// A row of `trades`; `quoteQty` is truncated to eight decimals, as the exchange does.
  func restRow(_ trade: Trade) -> String {
    let quote =
      Int128(trade.price.units) * Int128(trade.quantity.units) / Int128(Amount.unitsPerOne)
    return #"{"id":\#(trade.id),"price":"\#(trade.priceText)","qty":"\#(trade.quantityText)","#
      + #""quoteQty":"\#(AmountSum(units: quote).text(places: Int(trade.places.quote)))","#
      + #""time":\#(trade.tradeTimeUs / 1000),"isBuyerMaker":\#(trade.isBuyerMaker),"#
      + (venue == .spot ? #""isBestMatch":true}"# : #""isRPITrade":false}"#)
  }

  /// A row of `aggTrades`.
  func restAggregateRow(_ trade: Trade) -> String {
    #"{"a":\#(trade.id),"p":"\#(trade.priceText)","q":"\#(trade.quantityText)","#
      + #""f":\#(trade.firstTradeId),"l":\#(trade.lastTradeId),"#
      + #""T":\#(trade.tradeTimeUs / 1000),"m":\#(trade.isBuyerMaker)\#(matchText)}"#
  }

  /// `rateLimits` of futures' exchangeInfo.
  static let futuresLimits = JSONValue.array(
    [("REQUEST_WEIGHT", 2400), ("ORDERS", 1200)].map { type, limit in
      .object([
        ("rateLimitType", .string(type)),
        ("interval", .string("MINUTE")),
        ("intervalNum", .integer(1)), ("limit", .integer(limit)),
      ])
    })

  /// A made-up part of exchangeInfo with what futures clients look for, from that of a spot pair.
  func futuresInfo(_ spot: JSONValue) -> JSONValue {
    guard case .object(var members) = spot else { return spot }
    func put(_ key: String, _ value: JSONValue) {
      members.removeAll { $0.key == key }
      members.append((key, value))
    }
    put("pair", .string(name))
    put("contractType", .string("PERPETUAL"))
    put("marginAsset", spot["quoteAsset"] ?? .string(""))
    put("pricePrecision", .integer(Int64(pricePlaces)))
    put("quantityPrecision", .integer(Int64(quantityPlaces)))
    return .object(members)
  }
}

extension Trade {
  fileprivate var priceText: String { price.text(places: Int(places.price)) }
  fileprivate var quantityText: String { quantity.text(places: Int(places.quantity)) }
}
