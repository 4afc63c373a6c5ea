import Basics
import Market

/// What a strategy in another language answers to a line: an array of orders; or, from version 2 of the
/// protocol on, an object:
///
/// ```
/// {"version":2,"orders":[{"target":0.5}],"hear":["instants","trades"],"plot":{"rsi":31.5}}
/// ```
/// With the first such answer lines of version 2 begin: rejections and the ends of orders each as a line
/// of its own, and what `hear` asks for.
struct PeerAnswer {
  /// What can be asked for besides candles, fills, rejections and the ends of orders.
  enum Topic: String, CaseIterable {
    case instants
    /// On the tape alone.
    case trades
  }

  static let versions = 1...2

  private(set) var version = 1
  private(set) var topics: Set<Topic>?
  private(set) var orders: [PeerOrder] = []
  /// Values to be seen in the report, by name.
  private(set) var plot: [(name: String, value: Double)] = []

  /// - Parameter symbol: that of the line, which orders mean unless they name another.
  init(_ answer: [UInt8], default symbol: SymbolID?, _ broker: Broker) throws(PeerMistake) {
    let document: JSONValue
    do { document = try JSONParser.parse(answer) } catch { throw PeerMistake(error, in: answer) }
    if case .array(let values) = document {
      orders = try PeerOrder.list(values, default: symbol, broker)
      return
    }
    guard case .object = document else { throw PeerMistake("it is not an array") }
    var fields = try PeerFields(document)
    version = try fields.integer("version") ?? 0
    guard Self.versions.contains(version), version > 1 else {
      throw PeerMistake("an answer that is an object begins with \"version\":2")
    }
    topics = try fields.texts("hear").map { names throws(PeerMistake) in try Self.topics(names) }
    if topics?.contains(.trades) == true, broker.fillSource == .candles {
      throw PeerMistake("trades can be heard where they fill orders: with --fills tape")
    }
    plot = try fields.numbers("plot")
    orders = try PeerOrder.list(try fields.array("orders") ?? [], default: symbol, broker)
    try fields.end()
  }

  private static func topics(_ names: [String]) throws(PeerMistake) -> Set<Topic> {
    var topics: Set<Topic> = []
    for name in names {
      guard let topic = Topic(rawValue: name) else {
        let known = Topic.allCases.map(\.rawValue).joined(separator: ", ")
        throw PeerMistake("\"\(name)\" is nothing to hear: there are \(known)")
      }
      topics.insert(topic)
    }
    return topics
  }
}
