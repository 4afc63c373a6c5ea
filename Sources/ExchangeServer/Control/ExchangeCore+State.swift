import Basics
import Binance
import Market
import Replay

/// What the controls show of the server.
extension ExchangeCore {
  /// Clients that are named one by one.
  private static let clientsMax = 100
  private static let streamsMax = 5

  /// `{"headMs":…,"firstMs":…,"lastMs":…,"speed":"60x","isPaused":false,…,"clients":[…]}`
  var stateText: String {
    let clients = clientNumbers
    let members: [JSONValue.Member] = [
      ("headMs", .integer(source.headUs / 1000)),
      ("firstMs", source.spanUs.map { .integer($0.lowerBound / 1000) } ?? .null),
      ("lastMs", source.spanUs.map { .integer($0.upperBound / 1000) } ?? .null),
      ("speed", .string(Self.text(pace))), ("isPaused", .bool(isPaused)),
      ("isSeeking", .bool(isSeeking)), ("isOver", .bool(source.isOver)),
      ("waitsForClient", .bool(waitsForClient)), ("seeks", .integer(Int64(seekCount))),
      ("frames", .integer(sentFrames)), ("faults", .integer(Int64(firedFaults))),
      ("venue", .string(source.venue.rawValue)),
      ("symbols", .array(source.symbols.prefix(500).map { .string($0) })),
      ("clientCount", .integer(Int64(clients.count))),
      ("clients", .array(clients.prefix(Self.clientsMax).compactMap { client($0) })),
    ]
    return JSONValue.object(members).text
  }

  private func client(_ number: Int) -> JSONValue? {
    guard let connection = connections[number] else { return nil }
    let names = connection.session.names
    return .object([
      ("number", .integer(Int64(number))),
      ("streams", .array(names.prefix(Self.streamsMax).map { .string($0) })),
      ("streamCount", .integer(Int64(names.count))),
      ("unreadBytes", .integer(Int64(transport?.bufferedBytes(number) ?? 0))),
    ])
  }

  /// Whether the market stands because nobody listens.
  var waitsForClient: Bool {
    (options.startsOnConnect && clientsSeen == 0) || (head.waitsForClients && !hasListeners)
  }

  /// `60x`, `0.5x`, `max`, or frames a second.
  static func text(_ pace: PlayHead.Pace) -> String {
    switch pace {
    case .framesPerSecond(let rate): return "\(rate) frames/s"
    case .speed(.max): return "max"
    case .speed(.paced(let numerator, let denominator)):
      let whole = numerator / denominator
      var rest = numerator % denominator
      var decimals = ""
      while rest != 0, decimals.utf8.count < 6 {
        rest *= 10
        decimals += String(rest / denominator)
        rest %= denominator
      }
      return "\(whole)\(decimals.isEmpty ? "" : "." + decimals)x"
    }
  }
}
