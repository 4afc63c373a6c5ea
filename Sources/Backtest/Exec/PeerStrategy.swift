import Basics
package import Market

/// A strategy in another language: what happens goes out as one line each, and for each line one with
/// orders comes back (`PeerEvent`, `PeerAnswer`).
///
/// A copy speaks with the same peer, and a process cannot be copied: whoever wants a second run
/// starts a second process.
package struct PeerStrategy: Strategy {
  /// Rejections in one line; more are only counted.
  private static let rejectionsMax = 100

  private let peer: any StrategyPeer
  private let start: PeerStart
  /// Lines said so far: where something is wrong, the error names the line.
  private var lineCount = 0
  /// What the strategy has asked for.
  private var version = 1
  private var topics: Set<PeerAnswer.Topic> = []
  /// For the next line of a strategy of version 1.
  private var rejections: [Rejection] = []

  /// `parameters` stand in the first line to the peer.
  package init(_ peer: any StrategyPeer, parameters: [StrategyLabel.Setting] = []) {
    self.peer = peer
    start = PeerStart(parameters: parameters)
  }

  package mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    exchange(.candle(candle), candle.symbol, &broker)
  }

  package mutating func onInstant(_ broker: inout Broker) {
    if topics.contains(.instants) { exchange(.instant, nil, &broker) }
  }

  package mutating func onTrade(_ trade: Trade, _ broker: inout Broker) {
    if topics.contains(.trades) { exchange(.trade(trade), trade.symbol, &broker) }
  }

  package mutating func onFill(_ fill: Fill, _ broker: inout Broker) {
    exchange(.fill(fill), fill.symbol, &broker)
  }

  package mutating func onRejection(_ rejection: Rejection, _ broker: inout Broker) {
    if version > 1 {
      exchange(.rejected(rejection), rejection.order?.symbol, &broker)
    } else if rejections.count < Self.rejectionsMax {
      rejections.append(rejection)
    }
  }

  package mutating func onOrderEnd(
    _ order: Order, _ end: OrderEnd, _ broker: inout Broker
  ) {
    if version > 1 { exchange(.ended(order, end), order.symbol, &broker) }
  }

  package mutating func onEnd(_ broker: inout Broker) {
    do { try peer.end() } catch { broker.fail("\(error)") }
  }

  private mutating func exchange(
    _ event: PeerEvent, _ symbol: SymbolID?, _ broker: inout Broker
  ) {
    guard broker.failure == nil else { return }
    lineCount += 1
    do {
      let answer = try peer.answer(to: line(event, symbol, broker))
      do {
        let answer = try PeerAnswer(answer, default: symbol, broker)
        version = max(version, answer.version)
        topics = answer.topics ?? topics
        broker.exchange.reportsOwnCancels = version > 1
        for (name, value) in answer.plot { broker.plot(name, value) }
        for order in answer.orders { order.place(&broker) }
      } catch {
        throw PeerNonsense(line: answer, number: lineCount, what: error.what)
      }
    } catch {
      broker.fail("\(error)")
    }
  }

  private mutating func line(
    _ event: PeerEvent, _ symbol: SymbolID?, _ broker: Broker
  ) -> String {
    defer { rejections = [] }
    return event.line(symbol, broker) { writer in
      if lineCount == 1 { start.write(broker, &writer) }
      guard !rejections.isEmpty else { return }
      writer.array("rejected") { writer in
        for rejection in rejections {
          writer.object { PeerEvent.write(rejection, broker, &$0) }
        }
      }
    }
  }
}

/// An answer that says nothing.
struct PeerNonsense: Error, CustomStringConvertible {
  let line: [UInt8]
  let number: Int
  let what: String

  private static let shownMax = 200

  var description: String {
    var text = String(decoding: line.prefix(Self.shownMax), as: UTF8.self)
    if line.count > Self.shownMax { text += "…" }
    let isObject = line.first == UInt8(ascii: "{")
    return "the strategy's answer to line \(number) is no "
      + (isObject ? "answer of version 2" : "array of orders") + ": \(what)\n"
      + "  found     \(text.isEmpty ? "an empty line" : text)\n"
      + "  expected  " + (isObject ? Self.object : Self.array)
  }

  private static let array =
    "one line such as [] or [{\"target\":0.5}] or [{\"buy\":2,\"limit\":99.5}]"
  private static let object =
    "one line such as {\"version\":2,\"orders\":[{\"target\":0.5}],\"hear\":[\"instants\"],"
    + "\"plot\":{\"rsi\":31.5}}, where all but version may be left out"
}
