import Binance
import Market

/// REST answers as they were recorded, the newest to each question before the play head.
///
/// An answer is sent again, byte for byte, until something newer is known of what it says.
struct RecordedAnswers {
  /// What was asked, however it was written.
  enum Question: Hashable {
    case market(MarketQuery)
    /// Of a kind that is only repeated: endpoint and parameters, by name.
    case other(String)
  }

  private struct Answer {
    var body: [UInt8]
    /// What was known then; see `RecordedState.version(of:)`.
    var version: Int
    var receivedMs: Int64
  }

  private var answers: [Question: Answer] = [:]
  private var bytes = 0

  /// Beyond these, answers are made and not repeated.
  private static let bytesMax = 128 << 20
  private static let countMax = 5000

  mutating func put(_ body: [UInt8], to question: Question, version: Int, receivedMs: Int64) {
    let before = answers[question]?.body.count ?? 0
    guard answers[question] != nil || answers.count < Self.countMax,
      bytes - before + body.count <= Self.bytesMax
    else { return }
    bytes += body.count - before
    answers[question] = Answer(body: body, version: version, receivedMs: receivedMs)
  }

  func body(of question: Question, version: Int, nowMs: Int64) -> [UInt8]? {
    guard let answer = answers[question], answer.version == version else { return nil }
    // The row of an interval that began since is not in it.
    if case .market(.klines(_, let interval, _, _, _)) = question,
      interval.openTimeMs(atMs: nowMs) != interval.openTimeMs(atMs: answer.receivedMs)
    {
      return nil
    }
    return answer.body
  }
}

extension RecordedAnswers.Question {
  /// What a URL asks; nil for one that asks for nothing that is kept.
  init?(_ url: RequestURL, _ symbols: [String], _ venue: Venue) {
    guard let endpoint = url.endpoint, url.venue == venue else { return nil }
    do throws(RestError) {
      guard
        case .market(let query) = try QueryReader(symbols: symbols, venue: venue)
          .read(url, endpoint)
      else { return nil }
      self = .market(query)
    } catch {
      guard error == .notFound else { return nil }
      let parameters = url.query.filter { !["timestamp", "signature"].contains($0.name) }
        .map { $0.name + "=" + $0.value }.sorted()
      self = .other(endpoint.rawValue + "?" + parameters.joined(separator: "&"))
    }
  }
}
