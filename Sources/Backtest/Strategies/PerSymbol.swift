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
    copies[place(of: candle.symbol)].onCandle(candle, &broker)
  }

  public mutating func onFill(_ fill: Fill, _ broker: inout Broker) {
    copies[Int(fill.symbol.rawValue)].onFill(fill, &broker)
  }

  /// Where a symbol's copy stands, made if it is new.
  @inline(__always)
  private mutating func place(of symbol: SymbolID) -> Int {
    let place = Int(symbol.rawValue)
    if place >= copies.count { grow(place) }
    return place
  }

  private mutating func grow(_ place: Int) {
    copies.append(contentsOf: repeatElement(template, count: place + 1 - copies.count))
  }
}

extension PerSymbol: QuickStrategy where S: QuickStrategy {
  mutating func passOver(_ batch: CandleBatch, _ range: Range<Int>) -> Int {
    copies[place(of: batch.symbol)].passOver(batch, range)
  }

  mutating func onCandle(at index: Int, of batch: CandleBatch, _ broker: inout Broker) {
    copies[place(of: batch.symbol)].onCandle(at: index, of: batch, &broker)
  }
}

extension PerSymbol: NamedStrategy where S: NamedStrategy {
  public static var description: StrategyDescription { S.description }

  public init(_ values: ParameterValues) throws(StrategyError) { self.init(try S(values)) }
}

extension PerSymbol: Sendable where S: Sendable {}
