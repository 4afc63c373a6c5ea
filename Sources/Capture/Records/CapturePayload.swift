import Basics
import Binance
import Recording

/// The JSON of the records that the recorder writes itself.
package enum CapturePayload {
  /// `o`: a connection opened.
  package static func opened(
    url: String, status: Int, headers: [(name: String, value: String)]
  ) -> [UInt8] {
    bytes(
      #"{"url":\#(quoted(Redaction.url(url))),"status":\#(status),"headers":\#(object(headers))}"#)
  }

  /// `x`: a connection was lost, or never was; a REST request failed.
  package static func lost(reason: String, url: String? = nil) -> [UInt8] {
    let place = url.map { #","url":\#(quoted(Redaction.url($0)))"# } ?? ""
    return bytes(#"{"reason":\#(quoted(reason))\#(place)}"#)
  }

  /// `R`: a request as sent, without its secrets.
  package static func request(
    url: String, headers: [(name: String, value: String)]
  ) -> [UInt8] {
    bytes(
      #"{"method":"GET","url":\#(quoted(Redaction.url(url))),"headers":\#(object(headers))}"#)
  }

  /// The first line of `r`; the raw body follows it.
  ///
  /// - Parameters:
  ///   - problem: why the body ends early, if it does.
  ///   - durationNs: from the request to the end of the body.
  package static func responseLine(
    url: String, status: Int, headers: [(name: String, value: String)], sentNs: Int64,
    headNs: Int64, durationNs: Int64, problem: String?
  ) -> [UInt8] {
    let error = problem.map { #","error":\#(quoted($0))"# } ?? ""
    return bytes(
      #"{"method":"GET","url":\#(quoted(Redaction.url(url))),"status":\#(status),"#
        + #""headers":\#(object(headers)),"sentNs":\#(sentNs),"headNs":\#(headNs),"#
        + #""durationNs":\#(durationNs)\#(error)}"# + "\n")
  }

  /// `k`: the wall clock beside the clock of the receive times.
  package static func clock(_ sample: CaptureClock.Sample, monotonicNs: Int64) -> [UInt8] {
    bytes(
      #"{"wallNs":\#(sample.wallNs),"monotonicNs":\#(monotonicNs),"#
        + #""deviationNs":\#(sample.deviationNs),"step":\#(sample.isStep)}"#)
  }

  /// `g`: trades that stay missing.
  package static func unfilled(_ report: Backfill.Report) -> [UInt8] {
    let hole = report.hole
    let wasAsked = if case .notAsked = report.outcome { false } else { true }
    let what = wasAsked ? "could not be fetched" : "were not asked for"
    return bytes(
      #"{"reason":"trades are missing and \#(what)","symbol":\#(quoted(hole.symbol)),"#
        + #""endpoint":"\#(hole.endpoint.rawValue)","fromId":\#(hole.ids.lowerBound),"#
        + #""toId":\#(hole.ids.upperBound),"missing":\#(report.missingCount),"#
        + #""why":\#(quoted(report.reason ?? ""))}"#)
  }

  private static func object(_ members: [(name: String, value: String)]) -> String {
    let headers = Redaction.headers(members)
    return "{" + headers.map { "\(quoted($0.name)):\(quoted($0.value))" }.joined(separator: ",")
      + "}"
  }

  private static func quoted(_ text: String) -> String { text.inJSONQuotes }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
