package import Market

/// A strategy in another language: each candle and each fill goes out as one line, and one line
/// with an array of orders comes back (`PeerEvent`, `PeerOrder`).
///
/// A copy speaks with the same peer, and a process cannot be copied: whoever wants a second run
/// starts a second process.
package struct PeerStrategy: Strategy {
  private let peer: any StrategyPeer
  /// Lines said so far: where something is wrong, the error names the line.
  private var lineCount = 0

  package init(_ peer: any StrategyPeer) { self.peer = peer }

  package mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    exchange(.candle(candle), candle.symbol, &broker)
  }

  package mutating func onFill(_ fill: Fill, _ broker: inout Broker) {
    exchange(.fill(fill), fill.symbol, &broker)
  }

  package mutating func onEnd(_ broker: inout Broker) {
    do { try peer.end() } catch { broker.fail("\(error)") }
  }

  private mutating func exchange(
    _ event: PeerEvent, _ symbol: SymbolID, _ broker: inout Broker
  ) {
    guard broker.failure == nil else { return }
    lineCount += 1
    do {
      let answer = try peer.answer(to: event.line(symbol, broker))
      do {
        for order in try PeerOrder.list(answer, default: symbol, broker) { order.place(&broker) }
      } catch {
        throw PeerNonsense(line: answer, number: lineCount, what: error.what)
      }
    } catch {
      broker.fail("\(error)")
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
    return "the strategy's answer to line \(number) is no array of orders: \(what)\n"
      + "  found     \(text.isEmpty ? "an empty line" : text)\n"
      + "  expected  one line such as [] or [{\"target\":0.5}] or [{\"buy\":2,\"limit\":99.5}]"
  }
}
