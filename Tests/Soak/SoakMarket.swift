import Binance
import Capture
import Market

/// What is recorded: streams of two symbols among a thousand that bring nothing. They take two connections,
/// one that asks by SUBSCRIBE, and one whose address names its streams.
enum SoakMarket {
  static let symbols = ["ADABNB", "ADABTC"]
  static let url = "ws://exchange"
  static let startMs: Int64 = 1_723_075_200_000

  static var subscriptions: Subscriptions {
    let silent = (1..<CaptureLimits.streamsPerConnectionMax).map {
      StreamName.trade("SILENT\($0)")
    }
    let streams = [.trade(symbols[0])] + silent + [.trade(symbols[1])]
    return Subscriptions(streams, venue: .spot, websocketURLs: [url], hasMicroseconds: false)
  }
}
