/// One line of an HTTP head.
package struct HTTPHeader: Equatable, Sendable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// The head of an HTTP answer.
package struct AnswerHead: Equatable, Sendable {
  /// 0: no answer came.
  package var status = 0
  package var headers: [HTTPHeader] = []

  package init(status: Int = 0, headers: [HTTPHeader] = []) {
    self.status = status
    self.headers = headers
  }

  /// The value of a header, its name in lower case.
  package subscript(_ name: String) -> String? {
    headers.last { $0.name.lowercased() == name }?.value
  }
}

/// What an HTTP request brought: as much of it as came.
package struct RestResult: Sendable {
  package var head = AnswerHead()
  package var body: [UInt8] = []
  package var sentNs: Int64
  package var headNs: Int64 = 0
  package var endNs: Int64 = 0
  /// Why there is no answer, or only part of one.
  package var problem: String?

  package init(sentNs: Int64) { self.sentNs = sentNs }

  var outcome: RestQueue.Outcome {
    if let problem { return .failed(reason: problem) }
    return .answered(
      status: head.status, usedWeight: head["x-mbx-used-weight-1m"].flatMap { Int($0) },
      retryAfterSeconds: head["retry-after"].flatMap { Int64($0) },
      isWhole: body.withUnsafeBytes { JSONDocument.isWhole($0) })
  }
}
