import Binance
import Market
import Recording

/// Which fields of a shape are a trade's values.
///
/// The decoder says so: it is given texts of the shape with values made up for each field, and each
/// value of the trade that it finds is looked for among them. Further texts must then give what the
/// plan foretells; a shape whose trades depend on anything else has no plan.
struct TradePlan {
  let kind: MessageKind
  let symbol: String
  private let isAggregate: Bool
  private let id: Int
  private let first: Int
  private let last: Int
  private let price: Int
  private let quantity: Int
  private let time: Int
  private let isBuyerMaker: Int
  /// Nil for messages without an event time.
  private let eventTime: Int?
  private let pricePower: Int64
  private let quantityPower: Int64
  private let places: DecimalPlaces

  init?(_ shape: Shape, _ decoder: FrameDecoder) {
    let probes = TradeProbes(shape)
    guard probes.isUsable, let found = TradeProbes.decode(shape, probes.first, decoder),
      let isBuyerMaker = probes.flags.first(where: { flag in
        TradeProbes.decode(shape, probes.row(flag: flag), decoder)?.trade.isBuyerMaker == true
      })
    else { return nil }
    let trade = found.trade
    let numbers = probes.numbers
    let row = probes.first
    func amount(_ units: Int64, _ decimals: UInt8) -> Int? {
      numbers.first {
        probes.decimals[$0] == Int(decimals)
          && row[$0].multipliedReportingOverflow(by: amountPowers[Int(decimals)])
            == (units, false)
      }
    }
    func time(_ us: Int64) -> Int? {
      numbers.first { ExchangeTime.microseconds(row[$0]) == us }
    }
    func field(_ value: Int64) -> Int? { numbers.first { row[$0] == value } }
    guard let price = amount(trade.price.units, trade.places.price),
      let quantity = amount(trade.quantity.units, trade.places.quantity),
      let tradeTime = time(trade.tradeTimeUs), let id = field(trade.id),
      let first = field(trade.firstTradeId), let last = field(trade.lastTradeId)
    else { return nil }
    kind = found.entry.kind
    symbol = found.symbol
    isAggregate = kind == .aggTrade
    (self.id, self.first, self.last, self.price, self.quantity) = (id, first, last, price, quantity)
    self.time = tradeTime
    self.isBuyerMaker = isBuyerMaker
    eventTime = time(found.entry.eventTimeUs)
    guard found.entry.eventTimeUs < 0 || eventTime != nil else { return nil }
    places = trade.places
    pricePower = amountPowers[Int(trade.places.price)]
    quantityPower = amountPowers[Int(trade.places.quantity)]
    let used = [id, first, last, price, quantity, tradeTime, eventTime ?? id]
    guard probes.rows(using: used).allSatisfy({ isRight($0, shape, decoder) }) else { return nil }
  }

  /// Whether the decoder finds in a text what the plan foretells.
  private func isRight(_ row: [Int64], _ shape: Shape, _ decoder: FrameDecoder) -> Bool {
    guard let found = TradeProbes.decode(shape, row, decoder) else { return false }
    let predicted = trade(found.trade.symbol) { row[$0] }
    let eventTime = eventTimeUs { row[$0] }
    return predicted == found.trade && found.symbol == symbol && found.entry.kind == kind
      && eventTime == found.entry.eventTimeUs
  }

  /// The trade that a record's fields make; nil where the decoder has to see the text: it may be no
  /// trade, or none on the book.
  @inline(__always)
  func trade(_ symbol: SymbolID, _ field: (Int) -> Int64) -> Trade? {
    let (priceUnits, overflow) = field(price).multipliedReportingOverflow(by: pricePower)
    let (quantityUnits, overflow2) = field(quantity).multipliedReportingOverflow(by: quantityPower)
    let (firstId, lastId) = (field(first), field(last))
    guard !overflow, !overflow2, priceUnits > 0, quantityUnits > 0, firstId <= lastId,
      let timeUs = ExchangeTime.microseconds(field(time))
    else { return nil }
    return Trade(
      symbol: symbol, id: field(id), firstTradeId: firstId, lastTradeId: lastId,
      price: Amount(units: priceUnits), quantity: Amount(units: quantityUnits),
      tradeTimeUs: timeUs, isBuyerMaker: field(isBuyerMaker) != 0, places: places)
  }

  /// The exchange's event time; -1 if there is none, nil if it is no time.
  @inline(__always)
  func eventTimeUs(_ field: (Int) -> Int64) -> Int64? {
    guard let eventTime else { return -1 }
    return ExchangeTime.microseconds(field(eventTime))
  }
}

/// What a number with so many decimals is multiplied by, to be an amount's units.
private let amountPowers: [Int64] = [
  100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1,
]
