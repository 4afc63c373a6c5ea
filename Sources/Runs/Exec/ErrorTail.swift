/// What a process last wrote to stderr. All of it is passed on, up to a limit.
struct ErrorTail {
  private static let passedMax = 1 << 20
  private static let keptMax = 4096
  private static let shownLines = 5

  private let pass: (ArraySlice<UInt8>) -> Void
  private var passed = 0
  private var tail: [UInt8] = []

  init(pass: @escaping (ArraySlice<UInt8>) -> Void) { self.pass = pass }

  mutating func add(_ bytes: ArraySlice<UInt8>) {
    if passed < Self.passedMax {
      pass(bytes)
      passed += bytes.count
      if passed >= Self.passedMax {
        let end = "(what the strategy writes to its standard error from here on is not shown)\n"
        pass(ArraySlice(end.utf8))
      }
    }
    tail.append(contentsOf: bytes)
    if tail.count > Self.keptMax { tail.removeFirst(tail.count - Self.keptMax) }
  }

  /// For the end of an error's text.
  var text: String {
    let lines = String(decoding: tail, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard !lines.isEmpty else { return "; its standard error is empty" }
    // What was passed on is not said again.
    if passed < Self.passedMax { return "; its standard error stands above" }
    return "; last on its standard error:"
      + lines.suffix(Self.shownLines).map { "\n  \($0)" }.joined()
  }
}
