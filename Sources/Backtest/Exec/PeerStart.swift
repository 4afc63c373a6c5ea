import Basics
import Market

/// What a strategy in another language hears in its first line, as `"start"`:
///
/// ```
/// {"versions":[1,2],"interval":"1h","symbols":["BTCUSDT","ETHUSDT"],
///  "filters":{"BTCUSDT":{"tickSize":0.01,"stepSize":0.00001,"minNotional":5},…},
///  "parameters":{"fast":"10"}}
/// ```
/// `symbols` are those that the run will meet, or those seen so far where nobody knows them before; a
/// filter is null where the recording has not said it.
struct PeerStart: Sendable {
  /// What was set, as text.
  let parameters: [StrategyLabel.Setting]

  private static func symbols(_ broker: Broker) -> [String] {
    broker.symbolNames.isEmpty ? broker.exchange.markets.knownNames : broker.symbolNames
  }

  func write(_ broker: Broker, _ writer: inout JSONWriter) {
    writer.object("start") { writer in
      writer.array("versions") { writer in
        for version in PeerAnswer.versions { writer.number(nil, version) }
      }
      writer.string("interval", broker.interval.rawValue)
      writer.array("symbols") { writer in
        for name in Self.symbols(broker) { writer.string(nil, name) }
      }
      writer.object("filters") { writer in
        for name in Self.symbols(broker) {
          let rules = broker.symbol(named: name).map { broker.rules($0) } ?? SymbolRules()
          writer.object(name) { PeerEvent.write(rules, &$0) }
        }
      }
      writer.object("parameters") { writer in
        for parameter in parameters { writer.string(parameter.name, parameter.value) }
      }
    }
  }
}
