import Binance

/// What a recorder reports while it runs.
package enum CaptureReport: Equatable, Sendable {
  case opening(UInt32, reason: String)
  case opened(UInt32, plan: Int, url: String, streamCount: Int)
  /// `isWanted`: closed by us.
  case lost(UInt32, reason: String, isWanted: Bool)
  case refused(UInt32, reason: String)
  /// No connection brought streams for a while, of which this is the first.
  case outage(OutageReport, firstStream: String)
  case requestFailed(target: String, reason: String, isRepeated: Bool)
  /// The exchange says to stay away from REST.
  case requestsBlocked(seconds: Int64)
  case gapFound(MissingTrades)
  /// REST does not give it yet.
  case gapRests(MissingTrades, reason: String, waitNs: Int64)
  case gapClosed(GapReport)
  /// A book is joined, or is not any more.
  case bookTurned(BookStanding)
  case clockStepped(deviationNs: Int64)
  case streamSilent(StreamWatch.Finding)
  /// What the exchange says of a symbol whose streams are silent; nil: it lists no such symbol.
  case symbolStatus(String, status: String?)
  /// The exchange lists them since, and they are recorded too.
  case symbolsJoined([String], Subscriptions)
  /// The exchange does not answer the SUBSCRIBE of these.
  case streamsUnanswered(UInt32, streams: [String])
  /// The exchange does not accept a SUBSCRIBE to it.
  case streamRefused(UInt32, stream: String, reason: String)

  /// For `--json`.
  package var name: String {
    switch self {
    case .opening: "opening"
    case .opened: "opened"
    case .lost: "lost"
    case .refused: "refused"
    case .outage: "outage"
    case .requestFailed: "requestFailed"
    case .requestsBlocked: "requestsBlocked"
    case .gapFound: "hole"
    case .gapRests: "gapRests"
    case .gapClosed: "holeClosed"
    case .bookTurned(let standing): standing.reason == nil ? "bookJoined" : "bookUnjoined"
    case .clockStepped: "clockStepped"
    case .streamSilent(let finding): finding.isOver ? "streamBack" : "streamSilent"
    case .symbolStatus: "symbolStatus"
    case .symbolsJoined: "symbolsJoined"
    case .streamsUnanswered: "streamsUnanswered"
    case .streamRefused: "streamRefused"
    }
  }

  /// One line for a person.
  package var text: String {
    switch self {
    case .opening(let connection, let reason):
      "connection \(connection): opening, because \(reason)"
    case .opened(let connection, _, let url, let streamCount):
      "connection \(connection): open, \(streamCount) stream\(streamCount == 1 ? "" : "s"), "
        + Redaction.url(String(url.prefix { $0 != "?" }))
    case .lost(let connection, let reason, let isWanted):
      "connection \(connection): \(isWanted ? "closed" : "lost"): \(reason)"
    case .refused(let connection, let reason): "connection \(connection): not opened: \(reason)"
    case .outage(let outage, let first): outage.text(firstStream: first)
    case .requestFailed(let target, let reason, let isRepeated):
      "GET \(target): \(reason)\(isRepeated ? "; will be asked again" : "; given up")"
    case .requestsBlocked(let seconds): "REST: the exchange says to stay away for \(seconds) s"
    case .gapFound(let gap): "\(Self.text(gap)) missing, being fetched"
    case .gapRests(let gap, let reason, let waitNs):
      "\(Self.text(gap)): \(reason); asked again in \(Self.time(waitNs)), "
        + (waitNs < CaptureLimits.gapPostponedNs ? "then ever more seldom" : "then every day")
    case .gapClosed(let report):
      "\(Self.text(report.trades)): \(report.text)"
    case .bookTurned(let standing): standing.text
    case .clockStepped(let deviationNs):
      "the clock was set: it is \(deviationNs / 1_000_000) ms off our time"
    case .streamSilent(let finding): Self.text(finding)
    case .symbolStatus(let symbol, let status?):
      "\(symbol) is not traded now: the exchange gives its status as \(status)"
    case .symbolStatus(let symbol, nil):
      "\(symbol): the exchange lists no such symbol; is that its name?"
    case .symbolsJoined(let symbols, _):
      "new, and recorded from now on: \(symbols.joined(separator: ", "))"
    case .streamsUnanswered(let connection, let streams):
      "connection \(connection): the exchange does not answer the SUBSCRIBE of "
        + "\(streams.prefix(3).joined(separator: ", "))"
        + (streams.count > 3 ? " and \(streams.count - 3) more" : "") + "; not recorded so far"
    case .streamRefused(let connection, let stream, let reason):
      "connection \(connection): the exchange refuses \(stream), which is not recorded: \(reason)"
    }
  }

  private static func text(_ finding: StreamWatch.Finding) -> String {
    let seconds = finding.silentNs / 1_000_000_000
    let stream = "connection \(finding.connection): \(finding.stream)"
    if finding.isOver { return "\(stream): a frame has come after \(seconds) s of silence" }
    return finding.isKnown
      ? "\(stream): silent for \(seconds) s"
      : "\(stream): nothing has come in \(seconds) s; is it traded, and is that its name?"
  }

  private static func time(_ ns: Int64) -> String {
    let seconds = ns / CaptureLimits.secondNs
    return seconds < 3600 ? "\(seconds) s" : "\(seconds / 3600) h"
  }

  private static func text(_ gap: MissingTrades) -> String {
    "\(gap.symbol): trades \(gap.ids.lowerBound)…\(gap.ids.upperBound)"
  }
}
