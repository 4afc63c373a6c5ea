/// An HTTP answer, ready to be written.
package struct RestAnswer: Equatable, Sendable {
  package struct Header: Equatable, Sendable {
    package var name: String
    package var value: String
  }

  package var status: Int
  package var headers: [Header]
  package var body: [UInt8]
  /// A slow answer: the body goes out in pieces of this many bytes, this far apart. 0: at once.
  package var pieceBytes = 0
  package var pieceEveryMs: Int64 = 0

  /// The value of a header; names do not mind their case.
  package subscript(name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  init(status: Int, body: [UInt8]) {
    self.status = status
    self.body = body
    headers = [Header(name: "Content-Type", value: "application/json;charset=UTF-8")]
  }

  init(_ error: RestError) {
    self.init(status: error.status, body: error.body)
    if let seconds = error.retryAfterS { add("Retry-After", String(seconds)) }
  }

  mutating func add(_ name: String, _ value: String) {
    headers.append(Header(name: name, value: value))
  }
}
