import Basics

/// What the exchange answers to a control message:
///
///     {"result":null,"id":1}
///     {"code":2,"msg":"Invalid request: too many parameters","id":1}
///     {"error":{"code":2,"msg":"Invalid request: too many parameters"},"id":1}
struct ControlReply: Equatable, Sendable {
  /// Errors may come without.
  let id: Int64?
  /// The exchange's words; nil if it did what was asked.
  let error: String?

  /// Longer texts are no replies.
  static let bytesMax = 64 << 10

  /// Nil for a text that is no reply.
  init?(_ text: [UInt8]) {
    guard text.count <= Self.bytesMax, let object = try? JSONParser.parse(text) else { return nil }
    id = object.integer("id")
    let failure = object["error"] ?? object
    if let code = failure.integer("code") {
      error = "code \(code): \(failure.string("msg") ?? "no reason")"
    } else {
      guard id != nil, object["result"] != nil else { return nil }
      error = nil
    }
  }
}
