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

  public mutating func onFill(_ fill: Fill, _ broker: inout Broker) {
    copies[Int(fill.symbol.rawValue)].onFill(fill, &broker)
  }

  private mutating func grow(_ index: Int) {
    copies.append(contentsOf: repeatElement(template, count: index + 1 - copies.count))
  }
}

extension PerSymbol: QuickStrategy where S: QuickStrategy {
  mutating func passOver(_ batch: CandleBatch, _ range: Range<Int>) -> Int {
    let index = Int(batch.symbol.rawValue)
    if index >= copies.count { grow(index) }
    return copies[index].passOver(batch, range)
  }

  mutating func onCandle(at index: Int, of batch: CandleBatch, _ broker: inout Broker) {
    let symbol = Int(batch.symbol.rawValue)
    if symbol >= copies.count { grow(symbol) }
    copies[symbol].onCandle(at: index, of: batch, &broker)
  }
}

extension PerSymbol: NamedStrategy where S: NamedStrategy {
  public static var description: StrategyDescription { S.description }

  public init(_ values: ParameterValues) throws(StrategyError) { self.init(try S(values)) }
}

extension PerSymbol: Sendable where S: Sendable {}
