import Basics
import Feed
import Market

/// Trades that come so late that no candle takes them, as `tool candles` counts them: one with a wrong time
/// ahead of them is enough.
struct LateTrades {
  fileprivate struct Stream {
    let source: TradeSource
    var builder: CandleBuilder
    /// The one with the greatest time so far.
    var newest: Trade
    /// The first that was too late, and what it came behind.
    var first: (late: Trade, behind: Trade)?
  }

  private var streams: [Stream] = []
  private var numbers: [Int] = []

  mutating func add(_ trade: Trade, _ source: TradeSource, name: @autoclosure () -> String) {
    let slot = Int(trade.symbol.rawValue) * 2 + (source == .trades ? 0 : 1)
    while numbers.count <= slot { numbers.append(-1) }
    if numbers[slot] < 0 {
      numbers[slot] = streams.count
      let builder = CandleBuilder(
        symbol: trade.symbol, interval: .m1, contract: InverseContract(symbol: name()))
      streams.append(Stream(source: source, builder: builder, newest: trade))
    }
    streams[numbers[slot]].take(trade)
  }

  var count: Int64 { streams.reduce(0) { $0 + $1.builder.lateDropped } }

  /// One line of each stream that has some.
  func lines(_ name: (SymbolID) -> String) -> [String] {
    streams.compactMap { stream in
      guard let (late, behind) = stream.first else { return nil }
      func shown(_ trade: Trade) -> String {
        "\(trade.id) of \(isoText(us: trade.tradeTimeUs))"
      }
      return
        "late: \(name(late.symbol)): \(stream.builder.lateDropped) \(stream.source.rawValue) came more "
        + "than ten minutes too late for their candle, first \(shown(late)), behind \(shown(behind))"
    }
  }
}

extension LateTrades.Stream {
  fileprivate mutating func take(_ trade: Trade) {
    let before = builder.lateDropped
    if builder.add(trade) { builder.events.removeAll(keepingCapacity: true) }
    if builder.lateDropped > before, first == nil { first = (trade, newest) }
    if trade.tradeTimeUs > newest.tradeTimeUs { newest = trade }
  }
}
