public import Market

/// One strategy for several symbols: a copy of it for each symbol, which sees that symbol alone, on
/// the candles that mark the account.
public struct PerSymbol<S: Strategy>: Strategy {
  private let template: S
  /// By `SymbolID.rawValue`.
  private var copies: [S] = []

  public init(_ template: S) { self.template = template }

  public mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    guard candle.interval == broker.interval else { return }
    let index = Int(candle.symbol.rawValue)
    if index >= copies.count { grow(index) }
    copies[index].onCandle(candle, &broker)
  }

  public mutating func onCandles(
    _ candles: [Candle], _ range: Range<Int>, _ core: inout BacktestCore
  ) -> Int {
    // All of one symbol.
    let index = Int(candles[range.lowerBound].symbol.rawValue)
    if index >= copies.count { grow(index) }
    return copies[index].onCandles(candles, range, &core)
  }

  public mutating func onFill(_ fill: Fill, _ broker: inout Broker) {
    copies[Int(fill.symbol.rawValue)].onFill(fill, &broker)
  }

  private mutating func grow(_ index: Int) {
    copies.append(contentsOf: repeatElement(template, count: index + 1 - copies.count))
  }
}

extension PerSymbol: NamedStrategy where S: NamedStrategy {
  public static var description: StrategyDescription { S.description }

  public init(_ values: ParameterValues) throws(StrategyError) { self.init(try S(values)) }
}

extension PerSymbol: Sendable where S: Sendable {}
