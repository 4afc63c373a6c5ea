import Binance
import Market
import Testing

/// A symbol of each venue, its writer and values to write.
struct WrittenMarket: Sendable, CustomTestStringConvertible {
  let venue: Venue
  let symbol: String
  let decimals: Decimals
  /// Prices and quantities on the symbol's grid.
  let price: Amount
  let quantity: Amount
  let api: String

  static let all = [
    WrittenMarket(
      venue: .spot, symbol: "BTCUSDT", decimals: Decimals(price: 8, quantity: 8),
      price: Amount("61837.63")!, quantity: Amount("0.02")!, api: "https://api.binance.com/api/v3/"),
    WrittenMarket(
      venue: .usdm, symbol: "BTCUSDT", decimals: Decimals(price: 2, quantity: 3),
      price: Amount("61800.30")!, quantity: Amount("0.006")!,
      api: "https://fapi.binance.com/fapi/v1/"),
    WrittenMarket(
      venue: .coinm, symbol: "BTCUSD_PERP", decimals: Decimals(price: 1, quantity: 0),
      price: Amount("61801.7")!, quantity: Amount("14")!, api: "https://dapi.binance.com/dapi/v1/"),
  ]

  var testDescription: String { venue.rawValue }
  var writer: MessageWriter { MessageWriter(symbol: symbol, venue: venue, decimals: decimals) }

  /// A frame of a stream, read back.
  func read(_ suffix: String, _ write: (MessageWriter, inout [UInt8]) -> Void) -> MessageBatch {
    var bytes: [UInt8] = []
    bytes.appendEnvelope(stream: StreamName(symbol: symbol, suffix: suffix).text) {
      write(writer, &$0)
    }
    return decodeFrame(bytes)
  }

  /// An answer, read back.
  func read(
    answer path: String, _ write: (MessageWriter, inout [UInt8]) -> Void
  ) -> MessageBatch {
    decodeAnswer(api + path, text(write))
  }

  func text(_ write: (MessageWriter, inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    write(writer, &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  func trade(id: Int64 = 3_735_683_259, lastTradeId: Int64? = nil) -> Trade {
    Trade(
      symbol: SymbolID(rawValue: 0), id: id, firstTradeId: lastTradeId.map { $0 - 2 } ?? id,
      lastTradeId: lastTradeId ?? id, price: price, quantity: quantity,
      tradeTimeUs: 1_723_161_255_342_000, isBuyerMaker: true, decimals: decimals)
  }

  /// An hour or any other interval from the middle of 2024-08-08 on.
  func candle(isComplete: Bool, ids: ClosedRange<Int64>?) -> Candle {
    let volume = AmountSum(units: Int128(quantity.units) * 7)
    return Candle(
      symbol: SymbolID(rawValue: 0), interval: .h1,
      decimals: venue == .coinm ? decimals.withCoins : decimals, isComplete: isComplete,
      openTimeMs: 1_723_118_400_000, closeTimeMs: 1_723_121_999_999, open: price, high: price,
      low: price, close: price, volume: volume, quoteVolume: volume,
      takerBuyVolume: AmountSum(quantity), takerBuyQuoteVolume: AmountSum(quantity),
      tradeCount: ids.map { Int64($0.count) } ?? 7, firstTradeId: ids?.lowerBound ?? -1,
      lastTradeId: ids?.upperBound ?? -1)
  }

  /// Two levels, quantity 0 among them.
  var levels: [PriceLevel] {
    [
      PriceLevel(price: price, quantity: quantity),
      PriceLevel(price: Amount(units: price.units + 100_000_000), quantity: .zero),
    ]
  }
}
