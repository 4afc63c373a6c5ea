import Basics
import Market

/// What a strategy in another language hears in its first line, as `"start"`:
///
/// ```
/// {"versions":[1,2],"interval":"1h","symbols":["BTCUSDT","ETHUSDT"],"parameters":{"fast":"10"}}
/// ```
/// `symbols` is empty where nobody knows them before.
struct PeerStart: Sendable {
  /// What was set, as text.
  let parameters: [StrategyLabel.Setting]

  func write(_ broker: Broker, _ writer: inout JSONWriter) {
    writer.object("start") { writer in
      writer.array("versions") { writer in
        for version in PeerAnswer.versions { writer.number(nil, version) }
      }
      writer.string("interval", broker.interval.rawValue)
      writer.array("symbols") { writer in
        for name in broker.symbolNames { writer.string(nil, name) }
      }
      writer.object("parameters") { writer in
        for parameter in parameters { writer.string(parameter.name, parameter.value) }
      }
    }
  }
}
