import Binance
import ExchangeServer
import Market

/// The exchange's own candles of a symbol, to compare ours with.
struct SoakKlines {
  let symbol: String
  /// By the time at which they open.
  private(set) var candles: [Int64: Candle] = [:]

  init(_ symbol: String) { self.symbol = symbol }

  /// Asks for those of the last hours; what faults spoil is asked for the next time.
  mutating func ask(_ core: ExchangeCore, nowNs: Int64) {
    let target = "/api/v3/klines?symbol=\(symbol)&interval=1m"
    let answer = core.answer(
      method: "GET", target: target + "&limit=1000", address: "127.0.0.2", nowNs: nowNs)
    guard answer.status == 200,
      let batch = SoakAnswer.decode(answer.body, target: target, MessageKinds([.kline]))
    else { return }
    // The last one is still open.
    for kline in batch.klines.dropLast() { candles[kline.candle.openTimeMs] = kline.candle }
  }
}
