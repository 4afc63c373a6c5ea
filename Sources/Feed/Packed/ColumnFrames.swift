import Archive
import Binance
import Market
import Recording

/// Decodes packed blocks by their columns. Text is written only for records that are neither trades
/// nor klines and are not skipped. One per thread.
///
/// The batch is the same as decoding the text gives, entry for entry.
final class ColumnFrames {
  private let decoder: FrameDecoder
  /// Plans by template: the same ones come in block after block.
  private var known: [Key: TemplatePlan] = [:]
  private var knownBytes = 0

  private struct Key: Hashable {
    let kind: UInt8
    let template: [UInt8]
  }

  /// Bytes of the templates whose plans are kept. A recording that exceeds this has more templates
  /// than streams; then all plans are forgotten.
  private static let knownBytesMax = 4 << 20
  /// Longer templates have no plan: they are huge bodies, not messages of a stream.
  private static let templateBytesMax = 4096

  init(_ decoder: FrameDecoder) { self.decoder = decoder }

  /// Decodes a block whose records are all wanted.
  ///
  /// - Returns: false if a record is not like others of its template. Then the block must be read
  ///   as text, and `batch` holds rubbish.
  /// - Throws: `PackedError` where the columns are not possible. The same holds then.
  func decode(_ columns: PackedColumns, into batch: inout FrameBatch) throws -> Bool {
    var plans = (0..<columns.templateCount).map { plan(columns, $0) }
    let uses = TemplatePlan.uses(of: &plans, columns)
    var isRight = true
    try columns.load(uses) { records in
      let readers = TemplateReaders(plans, columns, records)
      readers.countSkipped(in: &batch.messages)
      batch.frameCount = records.count
      isRight = try decode(&records, readers, columns, into: &batch)
    }
    batch.payloadBytes = columns.payloadBytes
    return isRight
  }

  private func plan(_ columns: PackedColumns, _ index: Int) -> TemplatePlan {
    let bytes = columns.templateBytes(index)
    guard columns.hasColumns(index), bytes.count <= Self.templateBytesMax else { return .text }
    let key = Key(kind: columns.kind(index).rawValue, template: bytes)
    if let plan = known[key] { return plan }
    if knownBytes > Self.knownBytesMax { (known, knownBytes) = ([:], 0) }
    let plan = TemplatePlan(columns.template(index), columns.kind(index), decoder)
    known[key] = plan
    knownBytes += bytes.count
    return plan
  }

  private func decode(
    _ records: inout PackedRecords, _ readers: TemplateReaders, _ columns: PackedColumns,
    into batch: inout FrameBatch
  ) throws -> Bool {
    var readers = readers
    let (templates, receivedNs, values) = (records.templates, records.receivedNs, records.values)
    let connections = (0..<columns.templateCount).map { columns.connection($0) }
    let count = records.count
    if count > 0 {
      batch.firstReceivedNs = receivedNs[0]
      batch.lastReceivedNs = receivedNs[count - 1]
    }
    func frame(_ record: Int, _ template: Int) -> FrameReference {
      FrameReference(
        receivedNs: receivedNs[record], connection: connections[template],
        record: Int32(clamping: record))
    }
    for record in 0..<count {
      let template = Int(templates[record])
      var isRight = true
      switch readers.actions[template] {
      case .skip: continue
      case .text:
        try decodeText(
          of: record, receivedNs: receivedNs[record], template: template, &records, columns,
          into: &batch)
      case .trade(let reader):
        isRight = readers.addTrade(
          reader, frame(record, template), values.span, to: &batch.messages)
      case .kline(let reader):
        isRight = readers.addKline(
          reader, frame(record, template), values.span, to: &batch.messages)
      }
      guard isRight else { return false }
    }
    return true
  }

  private func decodeText(
    of record: Int, receivedNs: Int64, template: Int, _ records: inout PackedRecords,
    _ columns: PackedColumns, into batch: inout FrameBatch
  ) throws {
    let payload = try records.readText(record)
    var location = batch.location ?? FrameLocation()
    location.record = Int32(clamping: record)
    let (frames, last) = (batch.frameCount, batch.lastReceivedNs)
    records.withText { text in
      let frame = Frame(
        receivedNs: receivedNs, connection: columns.connection(template),
        kind: columns.kind(template), payload: text.extracting(payload), location: location)
      decoder.decode(frame, into: &batch)
    }
    (batch.frameCount, batch.lastReceivedNs) = (frames, last)
  }
}
