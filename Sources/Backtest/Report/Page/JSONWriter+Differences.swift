import Basics

extension JSONWriter {
  /// An array of numbers, each less the one before it, which deflate well; null where there is none.
  mutating func differences(_ key: String, _ numbers: some Sequence<Int64?>) {
    array(key) { writer in
      var before: Int64 = 0
      for number in numbers {
        writer.number(nil, number.map { $0 - before })
        before = number ?? before
      }
    }
  }
}
