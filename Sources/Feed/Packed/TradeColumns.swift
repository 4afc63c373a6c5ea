import Binance
import Market

/// Where a trade's values lie: for each, the number of its field in a template or, once `located`,
/// where that field's column begins among the values of a block.
struct TradeColumns {
  private var id: Int
  private var first: Int
  private var last: Int
  private var price: Int
  private var quantity: Int
  private var time: Int
  private var isBuyerMaker: Int
  /// -1 for messages without an event time.
  private var eventTime = -1
  private let pricePower: Int64
  private let quantityPower: Int64
  /// The least units of a price and a quantity. Trades off the book may have 0.
  private let unitsMin: Int64
  private let decimals: Decimals

  /// Finds out which field is which value: `found` was decoded from a text with known values in its
  /// fields.
  init?(_ found: MessageBatch, _ probes: TemplateProbes, _ decoder: FrameDecoder) {
    let trade = found.trades[0]
    let eventTimeUs = found.entries[0].eventTimeUs
    guard let (price, pricePower) = probes.field(units: Int128(trade.price.units)),
      let (quantity, quantityPower) = probes.field(units: Int128(trade.quantity.units)),
      let time = probes.field(timeUs: trade.tradeTimeUs), let id = probes.field(trade.id),
      let first = probes.field(trade.firstTradeId), let last = probes.field(trade.lastTradeId),
      let isBuyerMaker = probes.flags.first(where: { flag in
        probes.decode(probes.row(flag: flag), decoder)?.trades.first?.isBuyerMaker == true
      })
    else { return nil }
    if eventTimeUs >= 0 {
      guard let eventTime = probes.field(timeUs: eventTimeUs) else { return nil }
      self.eventTime = eventTime
    }
    (self.id, self.first, self.last, self.time) = (id, first, last, time)
    (self.price, self.quantity, self.isBuyerMaker) = (price, quantity, isBuyerMaker)
    (self.pricePower, self.quantityPower) = (pricePower, quantityPower)
    decimals = trade.decimals
    unitsMin = found.entries[0].kind == .offBookTrade ? 0 : 1
  }

  /// The fields, each once for each value that it is.
  var fields: [Int] {
    [id, first, last, price, quantity, time, isBuyerMaker] + (eventTime < 0 ? [] : [eventTime])
  }

  /// The same values where `offset` says that their fields begin.
  func located(_ offset: (Int) -> Int) -> TradeColumns {
    var located = self
    (located.id, located.first, located.last) = (offset(id), offset(first), offset(last))
    (located.price, located.quantity, located.time) = (
      offset(price), offset(quantity), offset(time)
    )
    located.isBuyerMaker = offset(isBuyerMaker)
    if eventTime >= 0 { located.eventTime = offset(eventTime) }
    return located
  }

  /// The trade that a row's values make; nil where only the text can show what the record is: no
  /// trade, or none on the book.
  @inline(__always)
  func trade(_ symbol: SymbolID, _ values: borrowing Span<Int64>, _ row: Int) -> Trade? {
    let (priceUnits, overflow) = values[price &+ row].multipliedReportingOverflow(by: pricePower)
    let (quantityUnits, overflow2) =
      values[quantity &+ row].multipliedReportingOverflow(by: quantityPower)
    let (firstId, lastId) = (values[first &+ row], values[last &+ row])
    guard !overflow, !overflow2, priceUnits >= unitsMin, quantityUnits >= unitsMin,
      firstId <= lastId,
      let timeUs = ExchangeTime.microseconds(values[time &+ row])
    else { return nil }
    return Trade(
      symbol: symbol, id: values[id &+ row], firstTradeId: firstId, lastTradeId: lastId,
      price: Amount(units: priceUnits), quantity: Amount(units: quantityUnits),
      tradeTimeUs: timeUs, isBuyerMaker: values[isBuyerMaker &+ row] != 0, decimals: decimals)
  }

  /// The exchange's event time; -1 if there is none, nil if it is no time.
  @inline(__always)
  func eventTimeUs(_ values: borrowing Span<Int64>, _ row: Int) -> Int64? {
    if eventTime < 0 { return -1 }
    return ExchangeTime.microseconds(values[eventTime &+ row])
  }
}
