/// Advice is given once, and again only if something went well in between.
struct AdviceOnce: Sendable {
  private var given: Set<Int> = []

  /// `: this host does not serve …`, to be put behind what the server answered; empty where there is nothing
  /// to say that was not said.
  mutating func text(_ head: AnswerHead?) -> String {
    guard let head, let text = RefusalAdvice.text(head), given.insert(head.status).inserted else {
      return ""
    }
    return ": " + text
  }

  mutating func succeeded() { given = [] }
}

/// What to do about an answer that no repetition will change.
package enum RefusalAdvice {
  /// `HTTP 451 …: this host does not serve …`: nil where an answer says it all, or may change.
  package static func text(_ head: AnswerHead) -> String? {
    switch head.status {
    case 451:
      "this host serves nobody where you are; spot's public data is also at --venue vision, Binance.US "
        + "is --venue us, and --proxy leads through another country"
    case 403:
      "the exchange's firewall turns this address away, usually for five minutes; --proxy leads through "
        + "another one"
    case 300..<400:
      "it points to \(head["location"] ?? "another address"), and is not followed; is that the right "
        + "--websocket-url, --rest-url or --venue?"
    case 414: "this server takes no address as long as that of so many streams: name fewer"
    default: nil
    }
  }

  /// Whether to ask again in seconds is of no use.
  package static func isDefinite(_ head: AnswerHead) -> Bool {
    head.status == 451 || head.status == 414 || (300..<400).contains(head.status)
  }
}
