import Market
import Testing

@Suite struct InverseContractTests {
  @Test(
    arguments: [
      ("BTCUSD_PERP", 100), ("BTCUSD_200925", 100), ("ETHUSD_PERP", 10), ("1INCHUSD_251226", 10),
    ])
  func `a contract of COIN-M is known by its name`(symbol: String, dollars: Int64) {
    #expect(InverseContract(symbol: symbol)?.dollars == dollars)
  }

  @Test(
    arguments: [
      "", "BTCUSDT", "BTCUSDT_210326", "BTCUSDC_PERP", "BTCUSD", "USD_PERP", "BTCUSD_",
      "BTCUSD_PER",
      "BTCUSD_20092", "BTCUSD_2009255", "BTCUSD_20O925", "BTCUSD_PERP_PERP", "btcusd_perp",
    ])
  func `other names are none`(symbol: String) {
    #expect(InverseContract(symbol: symbol) == nil)
  }

  /// The worked examples of the exchange's documents: `/dapi/v1/trades` and `historicalTrades`.
  @Test(arguments: [("9635.0", "0.01037883"), ("9642.2", "0.01037108")])
  func `a contract's coins are rounded to eight decimals`(price: String, coins: String) throws {
    let contract = try #require(InverseContract(symbol: "BTCUSD_PERP"))
    let fine = contract.fineCoins(
      price: try #require(Amount(price)), contracts: Amount(units: 100_000_000))
    #expect(InverseContract.rounded(fine: fine).text(decimals: 8) == coins)
  }

  @Test func `halves go up, and what is below them down`() {
    #expect(InverseContract.rounded(fine: 4_999_999_999).units == 0)
    #expect(InverseContract.rounded(fine: 5_000_000_000).units == 1)
    #expect(InverseContract.rounded(fine: 14_999_999_999).units == 1)
    #expect(InverseContract.rounded(fine: 15_000_000_000).units == 2)
  }

  @Test func `no amount is too large or too small`() throws {
    let contract = try #require(InverseContract(symbol: "BTCUSD_PERP"))
    for price in [0, 1, -1, Int64.min, .max].map({ Amount(units: $0) }) {
      for contracts in [0, 1, -1, Int64.min, .max].map({ Amount(units: $0) }) {
        let fine = contract.fineCoins(price: price, contracts: contracts)
        #expect(fine.magnitude <= 1_000_000_000_000_000_000_000_000_000_000)
        // A hundred million of them fit into a sum.
        #expect(!fine.multipliedReportingOverflow(by: 100_000_000).overflow)
      }
    }
  }

  /// 1 contract at 9600.0 and 2 at 9601.4: 0.010416666… + 0.020830295… = 0.031246962… Rounded each,
  /// they would come to …97, and cut off to …95.
  @Test func `coins of a candle are summed up exactly and rounded once`() throws {
    let contract = try #require(InverseContract(symbol: "BTCUSD_PERP"))
    let symbol = SymbolID(rawValue: 0)
    var builder = CandleBuilder(symbol: symbol, interval: .m1, contract: contract)
    for (id, price, quantity) in [(1, 960_000_000_000, 1), (2, 960_140_000_000, 2)]
      as [(Int64, Int64, Int64)]
    {
      _ = builder.add(
        Trade(
          symbol: symbol, id: id, firstTradeId: id, lastTradeId: id, price: Amount(units: price),
          quantity: Amount(units: quantity * 100_000_000), tradeTimeUs: 1_000_000,
          isBuyerMaker: id == 1, decimals: Decimals(price: 1, quantity: 0)))
    }
    let candle = try #require(builder.openCandle)
    #expect(
      KlineText.line(candle)
        == "0,9600.0,9601.4,9600.0,9601.4,3,59999,0.03124696,2,2,0.02083030,0")
  }
}
