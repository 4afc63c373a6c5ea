import Archive
import Binance
import Market
import Recording

/// Decodes packed blocks without writing their text anew, but for records that are neither trades nor
/// klines nor passed over. One per thread.
///
/// The batch is the one that the text gives, entry for entry.
final class ColumnFrames {
  private let decoder: FrameDecoder
  private let packedDecoder = PackedDecoder()
  /// Plans by shape: the same ones come in block after block.
  private var known: [Key: ShapePlan] = [:]
  private var knownBytes = 0

  private struct Key: Hashable {
    let kind: UInt8
    let shape: [UInt8]
  }

  /// Bytes of shapes that are kept; beyond, a recording has more shapes than streams, and all are
  /// forgotten.
  private static let knownBytesMax = 4 << 20
  /// Longer shapes have no plan: they are huge bodies, not messages of a stream.
  private static let shapeBytesMax = 4096

  init(_ decoder: FrameDecoder) { self.decoder = decoder }

  /// The columns of a block; nil where it has none.
  func columns(of location: BlockLocation, _ reader: BlockReader) throws -> PackedColumns? {
    try reader.columns(of: location, packedDecoder)
  }

  /// Decodes a block whose records are all wanted.
  ///
  /// - Returns: false if a record is not what others of its shape are, so that the block's text must
  ///   be read; `batch` is in no order then.
  /// - Throws: `PackedError` where the columns are not possible; likewise.
  func decode(_ columns: PackedColumns, into batch: inout FrameBatch) throws -> Bool {
    var plans = (0..<columns.shapeCount).map { plan(columns, $0) }
    let uses = ShapePlan.uses(of: &plans, columns)
    var isRight = true
    try columns.load(uses) { records in
      let readers = ShapeReaders(plans, columns, records)
      readers.countSkipped(in: &batch.messages)
      batch.frameCount = records.count
      isRight = try decode(&records, readers, columns, into: &batch)
    }
    batch.payloadBytes = columns.payloadBytes
    return isRight
  }

  private func plan(_ columns: PackedColumns, _ index: Int) -> ShapePlan {
    let bytes = columns.shapeBytes(index)
    guard columns.hasColumns(index), bytes.count <= Self.shapeBytesMax else { return .text }
    let key = Key(kind: columns.kind(index).rawValue, shape: bytes)
    if let plan = known[key] { return plan }
    if knownBytes > Self.knownBytesMax { (known, knownBytes) = ([:], 0) }
    let plan = ShapePlan(columns.shape(index), columns.kind(index), decoder)
    known[key] = plan
    knownBytes += bytes.count
    return plan
  }

  private func decode(
    _ records: inout PackedRecords, _ readers: ShapeReaders, _ columns: PackedColumns,
    into batch: inout FrameBatch
  ) throws -> Bool {
    var readers = readers
    let (shapes, receivedNs, values) = (records.shapes, records.receivedNs, records.values)
    let connections = (0..<columns.shapeCount).map { columns.connection($0) }
    let count = records.count
    if count > 0 {
      batch.firstReceivedNs = receivedNs[0]
      batch.lastReceivedNs = receivedNs[count - 1]
    }
    func frame(_ record: Int, _ shape: Int) -> FrameReference {
      FrameReference(
        receivedNs: receivedNs[record], connection: connections[shape],
        record: Int32(clamping: record))
    }
    for record in 0..<count {
      let shape = Int(shapes[record])
      var isRight = true
      switch readers.actions[shape] {
      case .skip: continue
      case .text:
        try decodeText(record, receivedNs[record], shape, &records, columns, into: &batch)
      case .trade(let reader):
        isRight = readers.addTrade(
          reader, frame(record, shape), values.span, to: &batch.messages)
      case .kline(let reader):
        isRight = readers.addKline(
          reader, frame(record, shape), values.span, to: &batch.messages)
      }
      guard isRight else { return false }
    }
    return true
  }

  private func decodeText(
    _ record: Int, _ receivedNs: Int64, _ shape: Int, _ records: inout PackedRecords,
    _ columns: PackedColumns, into batch: inout FrameBatch
  ) throws {
    let payload = try records.readText(record)
    var location = batch.location
    location.record = Int32(clamping: record)
    let (frames, last) = (batch.frameCount, batch.lastReceivedNs)
    records.withText { text in
      let frame = Frame(
        receivedNs: receivedNs, connection: columns.connection(shape),
        kind: columns.kind(shape), payload: text.extracting(payload), location: location)
      decoder.decode(frame, into: &batch)
    }
    (batch.frameCount, batch.lastReceivedNs) = (frames, last)
  }
}
