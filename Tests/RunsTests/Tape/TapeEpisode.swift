import Backtest
import Market
import Recording
import Runs
import TestSupport

/// A few minutes of trades and a plan of orders. Small numbers, so that touches, gaps, prints that are too
/// small and orders that cannot be paid are frequent; trades in clusters around the ends of the minutes,
/// and minutes without any.
struct TapeEpisode {
  struct Print {
    let id: Int
    let timeMs: Int
    let price: Int
    let quantity: Int
    let isBuyerMaker: Bool
  }

  private static let startMs = 1_704_067_200_000

  private var prints: [Print] = []
  /// Orders as JSON, by the candle or fill at which they are given.
  private var plan: [(key: String, orders: [String])] = []
  private let cash: Int
  private let fees: (taker: String, maker: String)
  private let latencyMs: Int
  private let touches: Bool

  init(_ random: inout SeededRandom) {
    cash = [400, 2000].randomElement(using: &random) ?? 400
    fees = [("0", "0"), ("0.001", "0"), ("0.00075", "0.0002")].randomElement(using: &random)!
    latencyMs = [0, 0, 0, 300, 1500, 45_000].randomElement(using: &random) ?? 0
    touches = Int.random(in: 0..<4, using: &random) == 0
    var timeMs = Self.startMs + Int.random(in: 0..<30_000, using: &random)
    var price = 100
    for number in 0..<60 {
      prints.append(
        Print(
          id: 1000 + number, timeMs: timeMs, price: price,
          quantity: Int.random(in: 1...4, using: &random),
          isBuyerMaker: Bool.random(using: &random)))
      price += [0, 0, 1, -1, 1, -1, 2, -2, 5, -5].randomElement(using: &random) ?? 0
      price = min(max(price, 85), 115)
      timeMs += [0, 1, 400, 1500, 4000, 20_000, 31_000].randomElement(using: &random) ?? 0
      if Int.random(in: 0..<12, using: &random) == 0 { timeMs += 170_000 }
      // Just at the end of a minute, and just behind.
      if Int.random(in: 0..<6, using: &random) == 0 {
        timeMs =
          (timeMs / 60_000 + 1) * 60_000
          + ([0, 1, 1999, 2000, 2001].randomElement(using: &random) ?? 0)
      }
    }
    for number in 0..<8 {
      plan.append(("\(number)", Self.orders(&random)))
      if number < 3 { plan.append(("fill\(number + 1)", Self.orders(&random))) }
    }
  }

  private static func orders(_ random: inout SeededRandom) -> [String] {
    (0..<Int.random(in: 0...2, using: &random)).map { _ in order(&random) }
  }

  private static func order(_ random: inout SeededRandom) -> String {
    func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }
    let isBuy = number(0...2) > 0
    let size = #""\#(isBuy ? "buy" : "sell")":\#(number(1...4))"#
    let (low, high) = (number(90...99), number(101...110))
    let price = number(94...106)
    switch number(0...13) {
    case 0: return #"{\#(size)}"#
    case 1: return #"{"buyQuote":\#(number(50...300))}"#
    case 2: return #"{"target":\#(number(0...1))}"#
    case 3, 4: return #"{\#(size),"limit":\#(price)}"#
    case 5:
      return #"{\#(size),"limit":\#(price),"timeInForce":"\#(number(0...1) == 0 ? "IOC" : "FOK")"}"#
    case 6: return #"{\#(size),"limitMaker":\#(price)}"#
    case 7: return #"{\#(size),"stop":\#(isBuy ? high : low)}"#
    case 8:
      return #"{\#(size),"stop":\#(isBuy ? high : low),"limit":\#(price)}"#
    case 9: return #"{\#(size),"trail":0.0\#(number(1...5))}"#
    case 10:
      return #"{\#(size),"takeProfit":\#(isBuy ? high : low),"stopLoss":\#(isBuy ? low : high)}"#
    case 11:
      return #"{"buy":2,"limit":\#(price),"takeProfit":\#(high),"stopLoss":\#(low),"#
        + #""stopLossLimit":\#(low - number(-1...2))}"#
    case 12:
      return #"{\#(size),"oneCancelsOther":[{"limit":\#(isBuy ? low : high)},"#
        + #"{"stop":\#(isBuy ? high : low)}]}"#
    default:
      let target = number(1...6)
      return number(0...1) == 0
        ? #"{"cancel":\#(target)}"# : #"{"replace":\#(target),"limit":\#(price)}"#
    }
  }
}

extension TapeEpisode {
  /// For the oracle.
  var json: String {
    let trades = prints.map {
      "[\($0.id),\($0.timeMs * 1000),\($0.price),\($0.quantity),\($0.isBuyerMaker)]"
    }
    let plan = plan.map { #""\#($0.key)":[\#($0.orders.joined(separator: ","))]"# }
    return
      #"{"trades":[\#(trades.joined(separator: ","))],"plan":{\#(plan.joined(separator: ","))},"#
      + #""cash":\#(cash),"fee":\#(fees.taker),"makerFee":\#(fees.maker),"#
      + #""latencyUs":\#(latencyMs * 1000),"touch":\#(touches)}"#
  }

  /// The whole way: frames in a recording, the feed, the broker.
  func play() throws -> BacktestResult {
    let folder = try TemporaryFolder()
    let path = folder.file("recording")
    var options = RecordingWriter.Options()
    options.rotateNs = nil
    options.sync = .never
    options.minFreeBytes = 0
    let startNs = Int64(Self.startMs) * 1_000_000
    let writer = try RecordingWriter(
      directory: path, session: SessionInfo(id: "test", tool: "test", host: "test"),
      options: options, startNs: startNs)
    for print in prints {
      let payload =
        #"{"e":"trade","E":\#(print.timeMs),"s":"COINUSDT","t":\#(print.id),"p":"\#(print.price)","#
        + #""q":"\#(print.quantity)","T":\#(print.timeMs),"m":\#(print.isBuyerMaker),"M":true}"#
      try writer.append(
        receivedNs: Int64(print.timeMs + 10) * 1_000_000, connection: 1, kind: .text,
        payload: Array(payload.utf8).span)
    }
    try writer.close(receivedNs: startNs + 86_400_000_000_000)
    return try SavedRecording(path).backtest(
      PeerStrategy(PlanPeer(plan)), try settings(), symbols: ["COINUSDT"])
  }

  private func settings() throws -> BacktestSettings {
    var settings = BacktestSettings(interval: .m1, fills: .tape)
    settings.cash = Amount(units: Int64(cash) * Amount.unitsPerOne)
    settings.fee = Ratio(fees.taker) ?? .zero
    settings.makerFee = Ratio(fees.maker)
    settings.latencyUs = Int64(latencyMs) * 1000
    settings.limitFills = touches ? .touch : .through
    return settings
  }
}

/// Answers the n-th candle and the n-th fill with what a plan says.
private final class PlanPeer: StrategyPeer {
  private let plan: [(key: String, orders: [String])]
  private var candleCount = 0
  private var fillCount = 0

  init(_ plan: [(key: String, orders: [String])]) { self.plan = plan }

  func answer(to line: String) -> [UInt8] {
    let isCandle = line.hasPrefix(#"{"candle""#)
    if !isCandle { fillCount += 1 }
    let key = isCandle ? "\(candleCount)" : "fill\(fillCount)"
    if isCandle { candleCount += 1 }
    let orders = plan.first { $0.key == key }?.orders ?? []
    return Array("[\(orders.joined(separator: ","))]".utf8)
  }

  func end() {}
}
