import Archive
import Binance
import Market
import Recording

/// What to do with the records of one template. The decoder is asked to find it out, so that there
/// is one way of understanding the exchange's messages, and no second one for columns.
enum TemplatePlan {
  /// Nothing in the record is wanted: it counts as a message of this kind, or as none.
  case skip(MessageKind?)
  /// Trades, whose values are fields.
  case trade(TradePlan)
  /// Klines, whose values are fields.
  case kline(KlinePlan)
  /// Write the record's text, and decode that.
  case text

  init(_ template: Template, _ kind: FrameKind, _ decoder: FrameDecoder) {
    self = .text
    switch kind {
    case .text:
      if let skipped = Self.skippedKind(template, decoder) {
        self = .skip(skipped)
      } else if let probes = TemplateProbes(template) {
        if let plan = TradePlan(probes, decoder) {
          self = .trade(plan)
        } else if let plan = KlinePlan(probes, decoder) {
          self = .kline(plan)
        }
      }
    case .response, .archive, .metadata, .opened, .lost, .gap: break
    default: self = .skip(nil)
    }
  }

  /// The fields that are read, if only some are.
  private var fields: [Int]? {
    switch self {
    case .skip, .text: nil
    case .trade(let plan): plan.columns.fields
    case .kline(let plan): plan.columns.fields
    }
  }

  /// What is wanted of each column group of a block, given the plans of its templates. A group is
  /// read by fields, as text, or not at all. Where its templates differ in that, all of them become
  /// text.
  static func uses(of plans: inout [TemplatePlan], _ columns: PackedColumns) -> [GroupUse] {
    var uses = [GroupUse](repeating: .nothing, count: columns.groupCount)
    var hasSkipped = [Bool](repeating: false, count: columns.groupCount)
    for (template, plan) in plans.enumerated() {
      let group = columns.group(template)
      switch (plan, uses[group]) {
      case (.skip, _): hasSkipped[group] = true
      case (.text, _): uses[group] = .text
      case (_, .fields(let others)): uses[group] = .fields(others + (plan.fields ?? []))
      case (_, .nothing): uses[group] = .fields(plan.fields ?? [])
      case (_, .text): break
      }
    }
    for group in uses.indices where hasSkipped[group] && uses[group] != .nothing {
      uses[group] = .text
    }
    for template in plans.indices where uses[columns.group(template)] == .text {
      plans[template] = .text
    }
    return uses
  }

  /// The kind that frames of a template count as, if their first literal text alone decides it. To
  /// find out, the decoder is given noise in place of the rest, and must count it as that kind.
  private static func skippedKind(_ template: Template, _ decoder: FrameDecoder) -> MessageKind? {
    let prefix = template.prefix
    var kinds: [MessageKind] = []
    for noise in [UInt8](arrayLiteral: 0x01, UInt8(ascii: "x")) {
      let count = max(0, template.byteCountMin - prefix.count)
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
