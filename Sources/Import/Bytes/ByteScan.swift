/// Small searches in the bytes of a line.
extension Span where Element == UInt8 {
  func starts(with text: StaticString, at start: Int = 0) -> Bool {
    let count = text.utf8CodeUnitCount
    guard start >= 0, start <= self.count - count else { return false }
    for index in 0..<count where self[start + index] != text.utf8Start[index] { return false }
    return true
  }

  func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    var index = start
    while index < count {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }

  /// True if `text` stands somewhere within the first `limit` bytes.
  func contains(_ text: StaticString, within limit: Int = .max) -> Bool {
    let last = Swift.min(count, limit) - text.utf8CodeUnitCount
    var index = 0
    while index <= last {
      if self[index] == text.utf8Start[0] && starts(with: text, at: index) { return true }
      index += 1
    }
    return false
  }

  func text(_ range: Range<Int>) -> String {
    String(decoding: [UInt8](self.extracting(range)), as: UTF8.self)
  }

  /// Digits from `start` on as a number, and the index behind them; nil without a digit there or
  /// beyond `Int64`.
  func digits(from start: Int) -> (value: Int64, end: Int)? {
    var value: Int64 = 0
    var index = start
    while index < count, self[index] >= 0x30, self[index] <= 0x39 {
      let (product, overflow1) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = product.addingReportingOverflow(Int64(self[index] - 0x30))
      guard !overflow1, !overflow2 else { return nil }
      value = sum
      index += 1
    }
    return index > start ? (value, index) : nil
  }
}

extension [UInt8] {
  init(_ bytes: borrowing Span<UInt8>) {
    self.init()
    append(bytes, 0..<bytes.count)
  }

  mutating func append(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) {
    bytes.extracting(range).withUnsafeBufferPointer { append(contentsOf: $0) }
  }
}
