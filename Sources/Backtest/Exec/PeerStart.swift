import Basics
import Market

/// What a strategy in another language is told in its first line, as `"start"`:
///
/// ```
/// {"versions":[1,2],"interval":"1h","symbols":["BTCUSDT","ETHUSDT"],"parameters":{"fast":"10"}}
/// ```
package struct PeerStart: Sendable {
  /// The run's, those included that have not traded yet; empty where nobody knows them before.
  private let symbols: [String]
  private let parameters: [StrategyLabel.Setting]

  package init(symbols: [String] = [], parameters: [StrategyLabel.Setting] = []) {
    self.symbols = symbols
    self.parameters = parameters
  }

  func write(_ broker: Broker, _ writer: inout JSONWriter) {
    writer.object("start") { writer in
      writer.array("versions") { writer in
        for version in PeerAnswer.versions { writer.number(nil, version) }
      }
      writer.string("interval", broker.interval.rawValue)
      writer.array("symbols") { writer in
        for name in symbols { writer.string(nil, name) }
      }
      writer.object("parameters") { writer in
        for parameter in parameters { writer.string(parameter.name, parameter.value) }
      }
    }
  }
}
