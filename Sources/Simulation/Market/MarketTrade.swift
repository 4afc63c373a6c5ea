package import Binance
import Market

/// A trade of the simulated market, in its own whole numbers.
struct MarketTrade: Sendable {
  var id: Int64
  var priceTicks: Int64
  var steps: Int64
  /// µs since the epoch; the wire shows ms.
  var timeUs: Int64
  /// True: the taker sold.
  var isBuyerMaker: Bool

  var timeMs: Int64 { timeUs / 1000 }
}

/// From ticks and steps to the amounts that Binance writes.
extension SymbolProfile {
  var writer: MessageWriter { MessageWriter(symbol: symbol, venue: venue, decimals: decimals) }

  func price(ticks: Int64) -> Amount { Amount(units: ticks * tickUnits) }
  func quantity(steps: Int64) -> Amount { Amount(units: steps * stepUnits) }

  func level(_ level: BookLevel, _ side: OrderBook.Side) -> PriceLevel {
    PriceLevel(
      price: price(ticks: OrderBook.ticks(side, key: level.key)),
      quantity: quantity(steps: level.steps))
  }

  func trade(_ trade: MarketTrade) -> Trade {
    Trade(
      symbol: SymbolID(rawValue: 0), id: trade.id, firstTradeId: trade.id, lastTradeId: trade.id,
      price: price(ticks: trade.priceTicks), quantity: quantity(steps: trade.steps),
      tradeTimeUs: trade.timeMs * 1000, isBuyerMaker: trade.isBuyerMaker, decimals: decimals)
  }

  /// The trades of one order at one price as one.
  func aggregate(_ trades: ArraySlice<MarketTrade>, _ first: MarketTrade, id: Int64) -> Trade {
    var aggregate = trade(first)
    aggregate.id = id
    aggregate.lastTradeId = first.id + Int64(trades.count) - 1
    aggregate.quantity = quantity(steps: trades.reduce(0) { $0 + $1.steps })
    return aggregate
  }

  /// `nq`, which only USD-M has: the quantity without retail price improvement, which does not
  /// exist in this market.
  func normalQuantity(_ aggregate: Trade) -> Amount? {
    venue == .usdm ? aggregate.quantity : nil
  }

  /// As exchangeInfo lists it.
  package var listing: SymbolListing {
    var info = SymbolInfo()
    info.baseAsset = baseAsset
    info.quoteAsset = quoteAsset
    info.tickSize = price(ticks: 1)
    info.priceMin = info.tickSize
    info.priceMax = price(ticks: 100_000_000)
    info.stepSize = quantity(steps: 1)
    info.quantityMin = info.stepSize
    info.quantityMax = Amount(units: maxQuantityUnits)
    info.marketQuantityMax = Amount(units: maxQuantityUnits / 50)
    info.notionalMin = Amount(units: minNotionalUnits)
    if venue != .spot {
      info.marketQuantityMin = info.stepSize
      info.marketStepSize = info.stepSize
      info.contractType = delivery == nil ? "PERPETUAL" : "CURRENT_QUARTER"
      info.onboardTimeMs = listedMs ?? -1
    }
    return SymbolListing(name: symbol, venue: venue, info: info, deliveryMs: delivery)
  }
}
