package import Binance
package import Market

/// Candles of one interval made from the exchange's own klines: taken over as they are, or rolled up.
package struct KlineCandles: Sendable {
  private let interval: Interval
  private let anchors: CandleAnchors
  /// The interval of the klines to use, by symbol; a symbol that is not in it has none that fit.
  private let inputs: [String: Interval]
  /// By symbol number.
  private var resamplers: [CandleResampler?] = []
  /// Of the klines that are used, by symbol number.
  private var coverages: [CandleCoverage?] = []
  /// Candles that a halt has cut short: the next kline may be of the same interval. By symbol number.
  private var held: [Candle?] = []
  /// Klines whose prices cannot be.
  private var insaneCount: Int64 = 0

  package init(interval: Interval, inputs: [String: Interval], anchors: CandleAnchors) {
    self.interval = interval
    self.inputs = inputs
    self.anchors = anchors
  }

  /// Adds a kline that has ended; open ones and those of other intervals or time zones are left out.
  ///
  /// - Parameter name: of its symbol.
  /// - Returns: what closed or settled by that.
  package mutating func add(_ kline: Kline, name: String, receivedNs: Int64) -> [CandleEvent] {
    guard inputs[name] == kline.candle.interval, kline.zoneMinutes == 0,
      kline.isOver(receivedNs: receivedNs)
    else { return [] }
    let slot = Int(kline.candle.symbol.rawValue)
    while resamplers.count <= slot {
      resamplers.append(nil)
      held.append(nil)
      coverages.append(nil)
    }
    if resamplers[slot] == nil {
      coverages[slot] = CandleCoverage(kline.candle.interval)
      resamplers[slot] = CandleResampler(interval: interval, anchorDay: anchors.day(of: name))
    }
    var candle = kline.candle.onGrid
    guard candle.hasSanePrices else {
      insaneCount += 1
      return []
    }
    coverages[slot]?.add(openTimeMs: candle.openTimeMs)
    candle.isComplete = true
    return take(candle, opensAtMs: kline.candle.openTimeMs, slot)
  }

  /// Adds a candle, and before it the one that was held, unless both are of one interval.
  private mutating func take(
    _ candle: Candle, opensAtMs: Int64, _ slot: Int
  ) -> [CandleEvent] {
    var candle = candle
    var hasEvents = false
    if let last = held[slot] {
      held[slot] = nil
      if last.openTimeMs == candle.openTimeMs, last.closeTimeMs < opensAtMs {
        candle = last.joined(with: candle)
      } else {
        hasEvents = resamplers[slot]!.add(last)
      }
    }
    if candle.isCutShort {
      held[slot] = candle
    } else if resamplers[slot]!.add(candle) {
      hasEvents = true
    }
    return hasEvents ? takeEvents(slot) : []
  }

  /// What is missing between the klines that are used, of each symbol that lacks some.
  func missing(_ name: (SymbolID) -> String) -> [String] {
    coverages.indices.compactMap { slot in
      let symbol = name(SymbolID(rawValue: UInt32(slot)))
      return coverages[slot]?.text.map { "\(symbol) \(inputs[symbol]?.rawValue ?? ""): \($0)" }
    }
  }

  /// Klines that could not be used: their prices cannot be, or they fit into no candle.
  var refusedCount: Int64 { resamplers.reduce(insaneCount) { $0 + ($1?.refused ?? 0) } }

  /// The end of the input: everything settles, symbol by symbol.
  package mutating func finish() -> [CandleEvent] {
    resamplers.indices.filter { resamplers[$0] != nil }.flatMap { slot in
      if let last = held[slot] { _ = resamplers[slot]!.add(last) }
      held[slot] = nil
      resamplers[slot]!.finish()
      return takeEvents(slot)
    }
  }

  private mutating func takeEvents(_ slot: Int) -> [CandleEvent] {
    defer { resamplers[slot]!.events.removeAll(keepingCapacity: true) }
    return resamplers[slot]!.events
  }
}

extension Kline {
  /// Whether the kline's interval had ended when it was written. The stream says so; a REST body
  /// does not, and then the receive time decides; an archive holds ended ones only.
  package func isOver(receivedNs: Int64) -> Bool {
    switch origin {
    case .stream: isClosed
    case .archive: true
    case .rest: candle.closeTimeMs < receivedNs / 1_000_000
    }
  }
}
