import Basics

/// What is wrong with the answer of a strategy in another language.
struct PeerMistake: Error {
  let what: String

  init(_ what: String) { self.what = what }

  /// That an answer is no JSON, with the byte where it stops being some.
  init(_ failure: JSONParser.Failure, in answer: [UInt8]) {
    guard failure.offset < answer.count else {
      what = "the line ends too early: \(failure.expected)"
      return
    }
    let byte = answer[failure.offset]
    let shown = (0x20..<0x7F).contains(byte) ? "'\(UnicodeScalar(byte))'" : "the byte \(byte)"
    what = "\(shown) at byte \(failure.offset) of the line: \(failure.expected)"
  }
}
