import Foundation
import Market
import Simulation
import Testing

/// A trade as its JSON says.
struct TrueTrade {
  var id: Int64
  var priceUnits: Int128
  var quantityUnits: Int128
  var timeMs: Int64
  var isBuyerMaker: Bool
}

/// The klines of one interval, oldest first, those without a trade left out: right by construction.
struct TrueKlines {
  let calendar: KlineCalendar
  private(set) var klines: [KlineTally] = []

  /// Adds a trade to the kline of its time, which it creates if need be.
  ///
  /// Trades come nearly in order, so the search runs backwards from the newest kline.
  mutating func add(_ trade: TrueTrade) {
    var index = klines.count - 1
    while index >= 0, klines[index].openTimeMs > trade.timeMs { index -= 1 }
    if index < 0 || klines[index].closeTimeMs < trade.timeMs {
      let openMs = calendar.openTimeMs(atMs: trade.timeMs)
      index += 1
      klines.insert(
        KlineTally(openTimeMs: openMs, nextOpenTimeMs: calendar.nextOpenTimeMs(openMs)), at: index)
    }
    klines[index].add(trade)
  }
}

/// Which trades a true kline is made of.
enum KlineScope {
  /// All that happened in the market, before the recording and during its faults too: what the
  /// exchange's own klines say.
  case market
  /// Those that the recording holds, each once: what anyone can rebuild from it.
  case recording
}

extension GeneratedMarket {
  /// The true klines of an interval, oldest first, those without a trade left out.
  ///
  /// `.market` begins with the opening of the interval in which the recording began.
  func klines(_ interval: Interval, of scope: KlineScope) throws -> [KlineTally] {
    let calendar = KlineCalendar(interval: interval, anchorDay: recording.exchange.anchorDay)
    var klines = TrueKlines(calendar: calendar)
    switch scope {
    case .market:
      let firstMs = calendar.openTimeMs(atMs: recording.options.startMs)
      for trade in try tradesOfMarket() where trade.timeMs >= firstMs { klines.add(trade) }
    case .recording:
      var seen: Set<Int64> = []
      for message in try messages("trade") where seen.insert(message.integer("t")).inserted {
        klines.add(
          TrueTrade(
            id: message.integer("t"), priceUnits: message.units("p"),
            quantityUnits: message.units("q"), timeMs: message.integer("T"),
            isBuyerMaker: message.flag("m") == true))
      }
    }
    return klines.klines
  }

  /// Every trade that the exchange knows.
  private func tradesOfMarket() throws -> [TrueTrade] {
    var body: [UInt8] = []
    recording.exchange.appendTrades(fromId: 0, limit: 1 << 20, to: &body)
    return try #require(try Self.json(body) as? [[String: Any]]).map { row in
      TrueTrade(
        id: try #require(row["id"] as? Int64),
        priceUnits: Self.units(row["price"] as? String ?? ""),
        quantityUnits: Self.units(row["qty"] as? String ?? ""),
        timeMs: try #require(row["time"] as? Int64),
        isBuyerMaker: try #require(row["isBuyerMaker"] as? Bool))
    }
  }
}
