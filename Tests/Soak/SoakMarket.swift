import Binance
import Capture
import Market

/// What is recorded: trades and books of two symbols among a thousand streams that bring nothing. They take two connections,
/// one that asks by SUBSCRIBE, and one whose address names its streams.
enum SoakMarket {
  static let symbols = ["ADABNB", "ADABTC"]
  static let url = "ws://exchange"
  static let startMs: Int64 = 1_723_075_200_000

  static var subscriptions: Subscriptions {
    let silent = (2..<CaptureLimits.streamsPerConnectionMax).map {
      StreamName.trade("SILENT\($0)")
    }
    let first = [StreamName.trade(symbols[0]), .depth(symbols[0])]
    let streams = first + silent + [.trade(symbols[1]), .depth(symbols[1])]
    return Subscriptions(streams, venue: .spot, websocketURLs: [url], hasMicroseconds: false)
  }
}
