package import Market

/// Passes settled candles on to an output: fills, filters, and refuses to mix symbols in one table.
package final class CandleWriter {
  private var output: any CandleOutput
  private let isSingleSymbol: Bool
  private let completeOnly: Bool
  private let makeFiller: ((String) -> CandleFiller)?
  private var fillers: [(symbol: SymbolID, filler: CandleFiller)] = []
  private var firstSymbol: String?

  /// `makeFiller` gives the filler of a symbol; nil leaves empty intervals out.
  package init(
    _ output: any CandleOutput, isSingleSymbol: Bool, completeOnly: Bool,
    makeFiller: ((String) -> CandleFiller)?
  ) {
    self.output = output
    self.isSingleSymbol = isSingleSymbol
    self.makeFiller = makeFiller
    self.completeOnly = completeOnly
  }

  package func add(_ candle: Candle, symbol: String) throws {
    if isSingleSymbol && symbol != firstSymbol ?? symbol {
      throw RunError(
        "the recording holds candles of several symbols (\(firstSymbol ?? ""), \(symbol), …): choose "
          + "one with --symbol, or write all with --format jsonl")
    }
    firstSymbol = symbol
    guard let makeFiller else { return try write(candle, symbol) }
    if !fillers.contains(where: { $0.symbol == candle.symbol }) {
      fillers.append((candle.symbol, makeFiller(symbol)))
    }
    let index = fillers.firstIndex { $0.symbol == candle.symbol }!
    var filled: [Candle] = []
    fillers[index].filler.fill(candle) { filled.append($0) }
    for candle in filled { try write(candle, symbol) }
  }

  package func finish() throws { try output.finish() }

  private func write(_ candle: Candle, _ symbol: String) throws {
    guard candle.isComplete || !completeOnly else { return }
    try output.write(candle, symbol: symbol)
  }
}
