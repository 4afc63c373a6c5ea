import Backtest
import Market
import Testing

struct RunHashTests {
  /// With room on all sides, so that any price can change by a unit.
  private static let candles = [
    candle(0, "100 102 98 101"), candle(1, "103 106 101 104"), candle(2, "104 105 88 90"),
  ]

  private static func hash(
    _ candles: [Candle] = candles, settings: BacktestSettings = settings(),
    names: SymbolTable = names, label: StrategyLabel = StrategyLabel(name: "idle")
  ) throws -> String? {
    var run = try Backtester(strategy: Scripted(), settings: settings, label: label)
    try run.add(candles)
    return try run.finish(symbols: names).runHash
  }

  @Test func `The golden case keeps its hash`() throws {
    let result = try GoldenCaseTests.result()
    #expect(
      result.manifest?.lines.dropLast(2) == [
        "tapedeck run 3", "strategy by-hand", "set size 3", "interval 1m",
        "fills candles through",
        "cash 1000", "fee 0.001", "maker-fee 0.001", "fee-asset received", "slippage none",
        "latency-us 0",
        "warm-up 0", "from-ms none", "silent flat", "trips fifo", "symbol COINUSDT",
      ])
    #expect(result.runHash == "ab058a722552883e4a82f2c353c244012b6c2a7d5997c2eccfaff6b3be0de826")
    #expect(try GoldenCaseTests.result().runHash == result.runHash)
  }

  @Test func `Any changed field of any candle changes the hash`() throws {
    let changes: [(String, (inout Candle) -> Void)] = [
      ("open", { $0.open.units += 1 }), ("high", { $0.high.units += 1 }),
      ("low", { $0.low.units -= 1 }), ("close", { $0.close.units += 1 }),
      ("closeTimeMs", { $0.closeTimeMs -= 1 }), ("volume", { $0.volume.units += 1 }),
      ("large volume", { $0.volume.units += 1 << 70 }),
      ("quoteVolume", { $0.quoteVolume.units += 1 }),
      ("takerBuyVolume", { $0.takerBuyVolume.units += 1 }),
      ("takerBuyQuoteVolume", { $0.takerBuyQuoteVolume.units += 1 }),
      ("tradeCount", { $0.tradeCount += 1 }), ("firstTradeId", { $0.firstTradeId += 1 }),
      ("lastTradeId", { $0.lastTradeId += 1 }), ("isComplete", { $0.isComplete.toggle() }),
      ("price decimals", { $0.decimals.price += 1 }),
      ("quantity decimals", { $0.decimals.quantity -= 1 }),
      ("interval", { $0.interval = .m5 }), ("symbol", { $0.symbol = other }),
    ]
    var seen: [String: String] = [try #require(try Self.hash()): "nothing"]
    for index in Self.candles.indices {
      for (name, change) in changes {
        var candles = Self.candles
        change(&candles[index])
        let hash = try #require(try Self.hash(candles))
        let twin = seen.updateValue("\(name) of \(index)", forKey: hash)
        #expect(twin == nil, "\(name) of candle \(index)")
      }
      var candles = Self.candles
      candles.remove(at: index)
      let hash = try #require(try Self.hash(candles))
      #expect(seen.updateValue("without \(index)", forKey: hash) == nil)
    }
  }

  @Test func `Any changed setting, parameter or name changes the hash`() throws {
    var hashes = [try Self.hash()]
    hashes.append(try Self.hash(settings: settings(cash: "1000.00000001")))
    hashes.append(try Self.hash(settings: settings(fee: "0.00000001")))
    hashes.append(try Self.hash(settings: settings(feeAsset: .quote)))
    hashes.append(try Self.hash(settings: settings(.tape)))
    hashes.append(try Self.hash(settings: settings(latencyUs: 1)))
    hashes.append(try Self.hash(settings: settings(slippage: .share(.basisPoints(1)))))
    hashes.append(try Self.hash(settings: settings(slippage: .ticks(1))))
    hashes.append(try Self.hash(label: StrategyLabel(name: "other")))
    for value in ["1", "2"] {
      hashes.append(
        try Self.hash(
          label: StrategyLabel(name: "idle", settings: [.init(name: "n", value: value)])))
    }
    hashes.append(try Self.hash(names: SymbolTable()))
    #expect(Set(hashes).count == hashes.count)
  }

  @Test func `The hash does not depend on how symbols are numbered`() throws {
    var table = SymbolTable()
    for name in ["A", "B", "C"] { _ = table.id(name) }
    let number = table.id("COINUSDT")
    let renumbered = Self.candles.map { candle in
      var candle = candle
      candle.symbol = number
      return candle
    }
    #expect(try Self.hash(renumbered, names: table) == Self.hash())
  }

  @Test func `Any changed trade, and any other fill, changes the hash`() throws {
    func hash(_ change: (inout Trade) -> Void, buys: String = "1") throws -> String? {
      let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount(buys)) }])
      var run = try Backtester(
        strategy: strategy, settings: settings(.tape), label: StrategyLabel(name: "tape"))
      try run.add(trade(1, atUs: 0, "10"))
      var second = trade(2, atUs: minuteUs, "11")
      change(&second)
      try run.add(second)
      try run.add(flat(0, "10"))
      try run.add(trade(3, atUs: minuteUs + 5, "12"))
      return try run.finish(symbols: names).runHash
    }
    let hashes = [
      try hash { _ in }, try hash({ _ in }, buys: "0.5"), try hash { $0.id += 1 },
      try hash { $0.firstTradeId -= 1 }, try hash { $0.lastTradeId += 1 },
      try hash { $0.price.units += 1 }, try hash { $0.quantity.units += 1 },
      try hash { $0.tradeTimeUs += 1 }, try hash { $0.isBuyerMaker.toggle() },
      try hash { $0.decimals.price += 1 }, try hash { $0.decimals.quantity -= 1 },
      try hash { $0.symbol = other },
    ]
    #expect(Set(hashes).count == hashes.count)
    #expect(try hash { _ in } == hashes[0])
  }

  @Test func `Tick sizes of the symbols that appear are input too`() throws {
    func hash(_ tickSize: String, of symbol: SymbolID, before: Bool = true) throws -> String? {
      let rules = SymbolRules(tickSize: amount(tickSize))
      var run = try Backtester(strategy: Scripted(), settings: settings())
      if before { try run.setRules(rules, for: symbol) }
      try run.add(flat(0, "1"))
      if !before { try run.setRules(rules, for: symbol) }
      return try run.finish(symbols: names).runHash
    }
    let hashes = [
      try hash("0.1", of: coin), try hash("0.01", of: coin), try hash("0.1", of: other),
      try hash("0.1", of: coin, before: false),
    ]
    #expect(Set(hashes).count == 4)
    #expect(try hash("0.2", of: other) == hashes[2], "a symbol that never came is no input")
  }

  @Test func `Many candles pass through several blocks`() throws {
    let candles = (0..<3000 as Range<Int64>).map { flat($0, "\($0 % 977 + 1)") }
    var changed = candles
    changed[2345].volume.units += 1
    #expect(try Self.hash(candles) == Self.hash(candles))
    #expect(try Self.hash(candles) != Self.hash(changed))
  }

  @Test func `Without digest of the input there is no hash`() throws {
    var run = try Backtester(strategy: Scripted(), settings: settings(), hashesInput: false)
    #expect(try run.finish(symbols: names).runHash == nil)
  }
}
