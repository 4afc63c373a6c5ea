import Basics
package import Binance
package import Feed
import Market
package import Recording

extension CaptureOptions {
  /// Where earlier sessions in a folder ended, so that what was missed since is asked for at once.
  package func lastTrades(in folder: String) throws -> [LastTrade] {
    let wanted: [LastTrades.Wanted] = subscriptions.streams.compactMap { stream in
      switch stream.kind {
      case .trade: LastTrades.Wanted(stream.symbol, .trades)
      case .aggTrade: LastTrades.Wanted(stream.symbol, .aggTrades)
      default: nil
      }
    }
    return try LastTrades(folder: folder, wanted: wanted) {
      $0.site?.continues(venue) ?? false
    }.found
  }
}

extension CaptureOptions {
  /// What keeps a folder from being continued: it holds another site's data of the same symbols.
  package struct OtherSite: Error, Equatable, CustomStringConvertible {
    package let folder: String
    package let recorded: String
    package let wanted: String

    package var description: String {
      "\(folder) was recorded of \(recorded), whose trades have ids and prices of their own: record \(wanted) into "
        + "another folder"
    }
  }

  package func checkFolder(_ folder: String) throws {
    for session in try SessionInfo.all(in: folder) {
      if let site = session.site, site.venue == venue.venue, !venue.continues(site) {
        throw OtherSite(folder: folder, recorded: site.rawValue, wanted: venue.rawValue)
      }
    }
  }
}

/// What the recorder wrote about a session of its own.
extension SessionInfo {
  /// Nil if it was none of the recorder's.
  package var site: BinanceSite? { facts?.string("venue").flatMap { BinanceSite(rawValue: $0) } }

  package var restURL: String? { facts?.string("restUrl") }

  private var facts: JSONValue? { JSONValue(text: config) }
}
