import Capture
import Testing

/// Symbols that are chosen from what the exchange lists.
@Suite struct SymbolChoiceTests {
  private static let listed: [SymbolChoice.Listed] = [
    .init("ETHBTC", isTrading: true, tradeCount: 50),
    .init("BTCUSDT", isTrading: true, tradeCount: 900),
    .init("OLDUSDT", isTrading: false, tradeCount: 1000),
    .init("ETHUSDT", isTrading: true, tradeCount: 700),
    .init("1000SHIBUSDC", isTrading: true, tradeCount: 700),
    .init("币安人生USDT", isTrading: true, tradeCount: 1),
  ]

  @Test(
    arguments: [
      (["all"], nil, ["ETHBTC", "BTCUSDT", "ETHUSDT", "1000SHIBUSDC", "币安人生USDT"]),
      (["*USDT"], nil, ["BTCUSDT", "ETHUSDT", "币安人生USDT"]),
      (["*usdt"], nil, ["BTCUSDT", "ETHUSDT", "币安人生USDT"]),
      (["ETH*", "NEWUSDT"], nil, ["NEWUSDT", "ETHBTC", "ETHUSDT"]),
      (["1000*SHIB*USDC"], nil, ["1000SHIBUSDC"]),
      (["*U*T"], 1, ["BTCUSDT"]),
      ([], 2, ["BTCUSDT", "1000SHIBUSDC"]),
      (["OLDUSDT", "*BTC"], nil, ["OLDUSDT", "ETHBTC"]),
      (["*EUR"], nil, []),
      (["BTCUSDT", "BTC*"], 9, ["BTCUSDT"]),
    ] as [([String], Int?, [String])])
  func `patterns choose of what is traded, names need not be listed`(
    names: [String], top: Int?, symbols: [String]
  ) throws {
    let choice = try #require(SymbolChoice(names, top: top))
    #expect(choice.symbols(among: Self.listed) == symbols)
  }

  @Test func `names alone are no choice`() {
    #expect(SymbolChoice(["BTCUSDT", "ETHUSDT"], top: nil) == nil)
    #expect(SymbolChoice([], top: nil) == nil)
  }

  @Test func `parts of a pattern do not overlap`() throws {
    let choice = try #require(SymbolChoice(["AB*BA"], top: nil))
    #expect(choice.isChosen("ABBA"))
    #expect(!choice.isChosen("ABA"))
  }

  @Test func `answers of all venues are read`() {
    let spot = #"{"symbols":[{"symbol":"A","status":"TRADING"},{"symbol":"B","status":"BREAK"}]}"#
    let tickers = #"[{"symbol":"A","count":7},{"symbol":"C","count":9}]"#
    #expect(
      MarketListing.symbols(info: Array(spot.utf8), tickers: Array(tickers.utf8))
        == [.init("A", isTrading: true, tradeCount: 7), .init("B", isTrading: false)])
    let coins = #"{"symbols":[{"symbol":"BTCUSD_PERP","contractStatus":"TRADING"}]}"#
    #expect(
      MarketListing.symbols(info: Array(coins.utf8), tickers: nil)
        == [.init("BTCUSD_PERP", isTrading: true)])
    for body in ["", "[]", "{}", "<html>", #"{"symbols":7}"#] {
      #expect(MarketListing.symbols(info: Array(body.utf8), tickers: nil) == nil)
    }
    #expect(MarketListing.symbols(info: Array(spot.utf8), tickers: Array("{}".utf8)) == nil)
  }

  @Test func `of symbols that are all named the most traded are taken`() throws {
    let listed = [
      SymbolChoice.Listed("A", isTrading: true, tradeCount: 1),
      SymbolChoice.Listed("B", isTrading: true, tradeCount: 3),
      SymbolChoice.Listed("C", isTrading: true, tradeCount: 2),
    ]
    #expect(try #require(SymbolChoice(["a", "C"], top: 1)).symbols(among: listed) == ["C"])
    // Beside a pattern they are taken in any case.
    #expect(try #require(SymbolChoice(["A", "*"], top: 1)).symbols(among: listed) == ["A", "B"])
  }
}
