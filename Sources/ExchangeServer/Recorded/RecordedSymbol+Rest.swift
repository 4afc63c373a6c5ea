import Basics
import Binance
import Market
import Simulation

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
    let unit = Self.unit(pricePlaces)
    return price(Amount(units: amount.units / unit * unit))
  }

  func priceText(nowMs: Int64) -> String {
    let time =
      venue == .spot ? "" : #","time":\#(lastTrade.map { $0.tradeTimeUs / 1000 } ?? nowMs)"#
    let pair = contract == nil ? "" : #","ps":\#(pair.inJSONQuotes)"#
    return #"{"symbol":\#(name.inJSONQuotes)\#(pair),"price":"\#(price(lastPrice))"\#(time)}"#
  }

  var bookTickerText: String {
    let more =
      venue == .spot ? "" : #","time":\#(bookTimeMs),"lastUpdateId":\#(best.updateId)"#
    return #"{"symbol":\#(name.inJSONQuotes)\#(pairMember),\#(bestText)\#(more)}"#
  }

  /// `BTCUSD` of `BTCUSD_PERP`.
  var pair: String { String(name.prefix { $0 != "_" }) }

  /// COIN-M names the pair beside the symbol.
  private var pairMember: String { contract == nil ? "" : #","pair":\#(pair.inJSONQuotes)"# }

  private var bestText: String {
    let best = best
    return #""bidPrice":"\#(price(best.bid?.price))","bidQty":"\#(quantity(best.bid?.quantity))","#
      + #""askPrice":"\#(price(best.ask?.price))","askQty":"\#(quantity(best.ask?.quantity))""#
  }

  /// `{"lastUpdateId":…,"bids":[["0.00505200","81.10000000"],…],"asks":[…]}`
  func depthText(limit: Int) -> String {
    let names = contract == nil ? "" : #""symbol":\#(name.inJSONQuotes)\#(pairMember),"#
    let times = venue == .spot ? "" : names + #""E":\#(bookTimeMs),"T":\#(bookTimeMs),"#
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
    var members = [#""symbol":\#(name.inJSONQuotes)\#(pairMember)"#]
    if !isMini {
      members += [
        #""priceChange":"\#((window?.change ?? .zero).text(places: pricePlaces))""#,
        #""priceChangePercent":"\#(window?.changePercent ?? "0.000")""#,
        #""weightedAvgPrice":"\#(average(window?.average(contract)))""#,
      ]
    }
    members += [previousClose].compactMap { $0 }
    members.append(#""lastPrice":"\#(price(sum?.close ?? lastPrice))""#)
    members += last
    members += [
      #""openPrice":"\#(price(sum?.open))""#, #""highPrice":"\#(price(sum?.high))""#,
      #""lowPrice":"\#(price(sum?.low))""#,
      #""volume":"\#((sum?.volume ?? .zero).text(places: quantityPlaces))""#,
      #""\#(contract == nil ? "quoteVolume" : "baseVolume")":"#
        + #""\#((sum?.quoteVolume ?? .zero).text(places: quotePlaces))""#,
      #""openTime":\#(fromMs)"#, #""closeTime":\#(toMs)"#,
      #""firstId":\#(sum?.firstTradeId ?? -1)"#, #""lastId":\#(sum?.lastTradeId ?? -1)"#,
      #""count":\#(sum?.tradeCount ?? 0)"#,
    ]
    return "{" + members.joined(separator: ",") + "}"
  }

  /// A row of `trades`.
  func restRow(_ trade: Trade) -> String {
    #"{"id":\#(trade.id),"price":"\#(trade.priceText)","qty":"\#(trade.quantityText)","#
      + #"\#(worthMember(trade)),"time":\#(trade.tradeTimeUs / 1000),"#
      + #""isBuyerMaker":\#(trade.isBuyerMaker)"#
      + (venue == .spot
        ? #","isBestMatch":true}"# : contract == nil ? #","isRPITrade":false}"# : "}")
  }

  /// What a trade is worth as the exchange tells it: cut off after eight decimals, or after two on
  /// USD-M; in coins, rounded, on COIN-M.
  private func worthMember(_ trade: Trade) -> String {
    if let contract {
      let coins = contract.fineCoins(price: trade.price, contracts: trade.quantity)
      return #""baseQty":"\#(InverseContract.rounded(fine: coins).text(places: 8))""#
    }
    let quote = AmountSum(price: trade.price, times: trade.quantity).units
    let unit = Int128(venue == .usdm ? 1_000_000 : 1)
    let places = venue == .usdm ? 2 : Int(trade.places.quote)
    return #""quoteQty":"\#(AmountSum(units: quote / unit * unit).text(places: places))""#
  }

  /// A row of `aggTrades`.
  func restAggregateRow(_ trade: Trade) -> String {
    #"{"a":\#(trade.id),"p":"\#(trade.priceText)","q":"\#(trade.quantityText)","#
      + #""f":\#(trade.firstTradeId),"l":\#(trade.lastTradeId),"#
      + #""T":\#(trade.tradeTimeUs / 1000),"m":\#(trade.isBuyerMaker)\#(matchText)}"#
  }

  /// Filters as Binance has them for the better known symbols, with ticks as fine as the recorded ones.
  var profile: SymbolProfile {
    var profile = SymbolProfile.of(name, venue)
    guard venue != .spot, places.price < 8 || places.quantity < 8 else { return profile }
    profile.tickUnits = Self.unit(pricePlaces)
    profile.stepUnits = Self.unit(quantityPlaces)
    return profile
  }

  /// The smallest step of so many decimals, in units of 10⁻⁸.
  private static func unit(_ places: Int) -> Int64 {
    (0..<max(0, 8 - places)).reduce(1) { unit, _ in unit * 10 }
  }
}

extension Trade {
  fileprivate var priceText: String { price.text(places: Int(places.price)) }
  fileprivate var quantityText: String { quantity.text(places: Int(places.quantity)) }
}
