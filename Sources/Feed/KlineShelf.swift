package import Binance
package import Market

/// Candles made from the exchange's own klines: taken over as they are, or rolled up.
package struct KlineShelf {
  private let interval: Interval
  private let anchors: CandleShelf.Anchors
  /// The interval of the klines to use, by symbol; a symbol that is not in it has none that fit.
  private let inputs: [String: Interval]
  private var resamplers: [CandleResampler?] = []

  package init(interval: Interval, inputs: [String: Interval], anchors: CandleShelf.Anchors) {
    self.interval = interval
    self.inputs = inputs
    self.anchors = anchors
  }

  /// Adds a kline that has ended; open ones and those of other intervals or time zones are left out.
  package mutating func add(
    _ kline: Kline, receivedNs: Int64, symbols: SymbolTable, _ emit: (CandleEvent) -> Void
  ) {
    let name = symbols.name(kline.candle.symbol)
    guard inputs[name] == kline.candle.interval, kline.zoneMinutes == 0,
      kline.isOver(receivedNs: receivedNs)
    else { return }
    let slot = Int(kline.candle.symbol.rawValue)
    while resamplers.count <= slot { resamplers.append(nil) }
    if resamplers[slot] == nil {
      resamplers[slot] = CandleResampler(interval: interval, anchorDay: anchors.day(of: name))
    }
    var candle = kline.candle
    candle.isComplete = true
    if resamplers[slot]!.add(candle) { drain(slot, emit) }
  }

  /// The end of the input: everything settles, symbol by symbol.
  package mutating func finish(_ emit: (CandleEvent) -> Void) {
    for slot in resamplers.indices where resamplers[slot] != nil {
      resamplers[slot]!.finish()
      drain(slot, emit)
    }
  }

  private mutating func drain(_ slot: Int, _ emit: (CandleEvent) -> Void) {
    for event in resamplers[slot]!.events { emit(event) }
    resamplers[slot]!.events.removeAll(keepingCapacity: true)
  }
}
