import Binance
import Market

/// The part of USD-M's streams that a path delivers: `/public/stream`, `/market/ws`. On the wrong one a
/// SUBSCRIBE is acknowledged, and then nothing comes.
///
/// Paths without a route deliver everything here, as the exchange's did until 2026-04-23.
enum StreamRoute: String, Sendable {
  case open = "public"
  case market

  func delivers(_ stream: StreamName) -> Bool { (self == .open) == stream.isPublicOnUsdm }

  /// Takes a route off a target's front, where the venue has routes.
  static func split(_ target: String, _ venue: Venue) -> (route: StreamRoute?, rest: String) {
    guard venue == .usdm, let name = target.dropFirst().split(separator: "/").first,
      let route = StreamRoute(rawValue: String(name))
    else { return (nil, target) }
    return (route, String(target.dropFirst(name.utf8.count + 1)))
  }
}
