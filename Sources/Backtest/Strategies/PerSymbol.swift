public import Market

/// One strategy for several symbols: a copy of it for each symbol, which sees that symbol alone, on
/// the candles that mark the account.
public struct PerSymbol<S: Strategy>: Strategy {
  private let template: S
  /// The copy of the symbol that came first, which in most runs is the only one: it is used without
  /// looking into an array, which would cost more than many a strategy.
  private var first: S
  private var firstSymbol: SymbolID?
  /// By `SymbolID.rawValue`.
  private var others: [S] = []

  public init(_ template: S) {
    self.template = template
    first = template
  }

  public mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    guard candle.interval == broker.interval else { return }
    with(candle.symbol) { $0.onCandle(candle, &broker) }
  }

  public mutating func onCandles(_ candles: inout QuietCandles, _ broker: inout Broker) {
    with(candles.symbol) { $0.onCandles(&candles, &broker) }
  }

  public mutating func onFill(_ fill: Fill, _ broker: inout Broker) {
    with(fill.symbol) { $0.onFill(fill, &broker) }
  }

  /// Lets a symbol's copy do something; it is made if it is new.
  @inline(__always)
  private mutating func with(_ symbol: SymbolID, _ body: (inout S) -> Void) {
    if firstSymbol == nil { firstSymbol = symbol }
    if symbol == firstSymbol { body(&first) } else { withOther(symbol, body) }
  }

  private mutating func withOther(_ symbol: SymbolID, _ body: (inout S) -> Void) {
    let missing = Int(symbol.rawValue) + 1 - others.count
    if missing > 0 { others.append(contentsOf: repeatElement(template, count: missing)) }
    body(&others[Int(symbol.rawValue)])
  }
}

extension PerSymbol: NamedStrategy where S: NamedStrategy {
  public static var description: StrategyDescription { S.description }

  public init(_ values: ParameterValues) throws(StrategyError) { self.init(try S(values)) }
}

extension PerSymbol: Sendable where S: Sendable {}
