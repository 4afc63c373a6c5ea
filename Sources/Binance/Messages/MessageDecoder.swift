import Market

/// Turns bytes from the exchange into messages.
///
/// It keeps nothing from one frame to the next. Bytes that are not what the exchange could have sent
/// become an entry of kind `malformed` with a notice that says where and why; nothing throws.
package struct MessageDecoder: Sendable {
  /// The kinds that become entries. Others are counted without a look at the rest of the frame where its
  /// first bytes name the kind.
  package let wanted: MessageKinds

  /// Bytes of one frame, body or archive record; the largest real body has 3.3 MB.
  package static let payloadBytesMax = 1 << 30
  /// Bytes of a symbol; the longest known has 31.
  package static let symbolBytesMax = 64
  /// Symbols that one batch can hold; the exchange has some thousands.
  package static let symbolsMax = 1 << 20
  /// Trade and update ids: differences of two and the count between them fit an `Int64`.
  package static let idMax: Int64 = 1 << 62

  /// The kinds whose messages are read: those that can become wanted entries.
  private let read: MessageKinds

  package init(wanted: MessageKinds = .everything) {
    self.wanted = wanted
    var read = wanted.intersection(.everything)
    // A trade may turn out to be off the book.
    if !wanted.isDisjoint(with: .trades) { read.formUnion(.streamedTrades) }
    self.read = read.union(.notices)
  }

  /// Whether messages that come as this kind are to be read.
  @inline(__always)
  func reads(_ kind: MessageKind) -> Bool { read.contains(kind) }
}

/// What the decoders of one message need to know about its surroundings.
struct MessageContext {
  var frame: FrameReference
  var origin: MessageOrigin
  var tag = StreamTag.none
  /// The symbol that a REST request or an archive file is about, and its venue; its rows do not repeat
  /// them.
  var symbol: SymbolID?
  var venue: Venue?
  /// The kind was found by reading the whole message, so `e` is not looked at again: with several,
  /// the last one counts.
  var isOutlined = false
}
