import Basics

extension JSONValue {
  /// A key from the words that people read: `payload bytes` becomes `payloadBytes`.
  static func key(_ words: String) -> String {
    let parts = words.split(separator: " ")
    return parts.prefix(1).joined()
      + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
