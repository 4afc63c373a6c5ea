import Binance
import Market
import Recording

/// What to do with the records of one shape, found out by asking the decoder: so there is one way of
/// understanding the exchange's messages, and no second one for columns.
enum ShapePlan {
  /// Nothing in the record is wanted: it counts as a message of this kind, or as none.
  case skip(MessageKind?)
  /// Trades, whose values are fields.
  case trade(TradePlan)
  /// Write the record's text, and decode that.
  case text

  init(_ shape: Shape, _ kind: FrameKind, _ decoder: FrameDecoder) {
    self = .text
    switch kind {
    case .text:
      if let skipped = Self.skippedKind(shape, decoder) {
        self = .skip(skipped)
      } else if let plan = TradePlan(shape, decoder) {
        self = .trade(plan)
      }
    case .response, .archive, .opened, .lost, .gap: break
    default: self = .skip(nil)
    }
  }

  /// The kind that frames of a shape are counted as without a look at their fields: noise in place of
  /// all behind the first literal text makes no difference.
  private static func skippedKind(_ shape: Shape, _ decoder: FrameDecoder) -> MessageKind? {
    let prefix = shape.prefix
    var kinds: [MessageKind] = []
    for noise in [UInt8](arrayLiteral: 0x01, UInt8(ascii: "x")) {
      let count = max(0, shape.byteCountMin - prefix.count)
      var batch = FrameBatch()
      decoder.decode(prefix + repeatElement(noise, count: count), into: &batch)
      let messages = batch.messages
      guard messages.entries.isEmpty, messages.counts.total == 1, messages.hasOnlyKnownNames,
        messages.symbols.count == 0
      else { return nil }
      kinds += MessageKind.allCases.filter { messages.counts[$0] == 1 }
    }
    return kinds.count == 2 && kinds[0] == kinds[1] ? kinds[0] : nil
  }
}

extension FrameDecoder {
  /// Decodes a made-up text frame.
  func decode(_ payload: some Collection<UInt8>, into batch: inout FrameBatch) {
    let bytes = Array(payload)
    decode(
      RecordHeader(receivedNs: 0, connection: 0, kind: .text, payload: bytes.indices), record: 0,
      in: bytes.span, into: &batch)
  }
}

extension MessageBatch {
  /// Whether no name came that is not known.
  var hasOnlyKnownNames: Bool { unknownKinds.total == 0 && unknownKeys.total == 0 }
}
