import Basics
import Binance
import Recording

/// The JSON of the records that the recorder writes itself.
package enum CapturePayload {
  /// `o`: a connection opened.
  package static func opened(
    url: String, status: Int, headers: [HTTPHeader]
  ) -> [UInt8] {
    bytes(
      #"{"url":\#(quoted(Redaction.url(url))),"status":\#(status),"headers":\#(object(headers))}"#)
  }

  /// `x`: a connection was lost, or never was; a REST request failed.
  package static func lost(reason: String, url: String? = nil) -> [UInt8] {
    let address = url.map { #","url":\#(quoted(Redaction.url($0)))"# } ?? ""
    return bytes(#"{"reason":\#(quoted(reason))\#(address)}"#)
  }

  /// `x`: no connection brought some streams for a while.
  package static func outage(_ outage: OutageReport, firstStream: String) -> [UInt8] {
    bytes(
      #"{"reason":"streams were not recorded","streams":\#(outage.streamCount),"#
        + #""first":\#(quoted(firstStream)),"fromNs":\#(outage.fromNs),"toNs":\#(outage.toNs),"#
        + #""atEnd":\#(outage.isAtEnd),"why":\#(quoted(outage.reason))}"#)
  }

  /// `R`: a request as sent, without its secrets.
  package static func request(
    url: String, headers: [HTTPHeader]
  ) -> [UInt8] {
    bytes(
      #"{"method":"GET","url":\#(quoted(Redaction.url(url))),"headers":\#(object(headers))}"#)
  }

  /// The first line of `r`; the raw body follows it.
  ///
  /// - Parameters:
  ///   - isRepeated: the same is asked again, because this is no whole answer.
  ///   - isBelieved: whether it is what was asked for; else readers pass over it, too.
  package static func responseLine(
    url: String, _ result: RestResult, isRepeated: Bool = false, isBelieved: Bool = true
  ) -> [UInt8] {
    let error =
      (result.problem.map { #","error":\#(quoted($0))"# } ?? "")
      + (isBelieved ? "" : #","stray":true"#)
      + (isRepeated || !isBelieved ? #","again":true"# : "")
    return bytes(
      #"{"method":"GET","url":\#(quoted(Redaction.url(url))),"status":\#(result.head.status),"#
        + #""headers":\#(object(result.head.headers)),"sentNs":\#(result.sentNs),"#
        + #""headNs":\#(result.headNs),"durationNs":\#(result.endNs - result.sentNs)\#(error)}"#
        + "\n")
  }

  /// `k`: the wall clock beside the clock of the receive times.
  package static func clock(_ sample: CaptureClock.Sample, monotonicNs: Int64) -> [UInt8] {
    bytes(
      #"{"wallNs":\#(sample.wallNs),"monotonicNs":\#(monotonicNs),"#
        + #""deviationNs":\#(sample.deviationNs),"step":\#(sample.isStep)}"#)
  }

  /// `g`: trades that stay missing.
  package static func unfilled(_ report: GapReport) -> [UInt8] {
    let gap = report.trades
    let what =
      switch report.outcome {
      case .notAsked: "trades are missing and were not asked for"
      case .notSeen: "trades were fetched and not looked at"
      case .filled, .lost: "trades are missing and could not be fetched"
      }
    return bytes(
      #"{"reason":"\#(what)","symbol":\#(quoted(gap.symbol)),"#
        + #""endpoint":"\#(gap.endpoint.rawValue)","fromId":\#(gap.ids.lowerBound),"#
        + #""toId":\#(gap.ids.upperBound),"missing":\#(report.missingCount),"#
        + #""why":\#(quoted(report.reason ?? ""))}"#)
  }

  /// `d`: a book is joined, or is not any more.
  package static func book(_ standing: BookStanding) -> [UInt8] {
    let reason =
      standing.reason.map { #","reason":"\#($0.name)","why":\#(quoted($0.text))"# } ?? ""
    return bytes(
      #"{"symbol":\#(quoted(standing.symbol)),"joined":\#(standing.reason == nil),"#
        + #""updateId":\#(standing.lastUpdateId)\#(reason)}"#)
  }

  private static func object(_ headers: [HTTPHeader]) -> String {
    return "{"
      + Redaction.headers(headers).map { "\(quoted($0.name)):\(quoted($0.value))" }.joined(
        separator: ",")
      + "}"
  }

  private static func quoted(_ text: String) -> String { text.inJSONQuotes }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
