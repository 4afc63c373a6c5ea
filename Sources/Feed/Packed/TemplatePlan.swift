import Archive
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
  /// Klines, whose values are fields.
  case kline(KlinePlan)
  /// Write the record's text, and decode that.
  case text

  init(_ shape: Shape, _ kind: FrameKind, _ decoder: FrameDecoder) {
    self = .text
    switch kind {
    case .text:
      if let skipped = Self.skippedKind(shape, decoder) {
        self = .skip(skipped)
      } else if let probes = ShapeProbes(shape) {
        if let plan = TradePlan(probes, decoder) {
          self = .trade(plan)
        } else if let plan = KlinePlan(probes, decoder) {
          self = .kline(plan)
        }
      }
    case .response, .archive, .opened, .lost, .gap: break
    default: self = .skip(nil)
    }
  }

  /// The fields that are read, if only some are.
  private var fields: [Int]? {
    switch self {
    case .skip, .text: nil
    case .trade(let plan): plan.places.fields
    case .kline(let plan): plan.places.fields
    }
  }

  /// What is wanted of each family of a block, given the plans of its shapes. A family is read by
  /// fields, or as text, or not at all: where its shapes differ, all of them become text.
  static func uses(of plans: inout [ShapePlan], _ columns: PackedColumns) -> [FamilyUse] {
    var uses = [FamilyUse](repeating: .nothing, count: columns.familyCount)
    var hasSkipped = [Bool](repeating: false, count: columns.familyCount)
    for (shape, plan) in plans.enumerated() {
      let family = columns.family(shape)
      switch (plan, uses[family]) {
      case (.skip, _): hasSkipped[family] = true
      case (.text, _): uses[family] = .text
      case (_, .fields(let others)): uses[family] = .fields(others + (plan.fields ?? []))
      case (_, .nothing): uses[family] = .fields(plan.fields ?? [])
      case (_, .text): break
      }
    }
    for family in uses.indices where hasSkipped[family] && uses[family] != .nothing {
      uses[family] = .text
    }
    for shape in plans.indices where uses[columns.family(shape)] == .text { plans[shape] = .text }
    return uses
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
    decode(Frame(receivedNs: 0, connection: 0, kind: .text, payload: bytes.span), into: &batch)
  }
}

extension MessageBatch {
  /// Whether no name came that is not known.
  var hasOnlyKnownNames: Bool { unknownKinds.total == 0 && unknownKeys.total == 0 }
}
