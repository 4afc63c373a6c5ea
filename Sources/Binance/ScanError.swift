/// Why bytes were refused, and where.
struct ScanError: Error, Equatable {
  /// Offset in the bytes scanned, where reading stopped.
  var offset: Int
  /// What was expected or exceeded: a text fixed in the source, so that refusing costs no memory.
  var problem: String

  init(_ offset: Int, _ problem: String) {
    self.offset = offset
    self.problem = problem
  }
}

extension ScanError {
  /// The message is of another kind than its first bytes said: it is to be read as a whole.
  static var kindChanged: ScanError { ScanError(-1, "expected one kind") }

  /// A key that the message's kind must have was not there. The offset is the object's end.
  static func missing(_ at: Int, _ text: String) -> ScanError { ScanError(at, text) }
}
