import Binance
import Market
import Recording

/// Decodes packed blocks without writing their text anew, but for records that are neither trades nor
/// passed over. One per thread.
///
/// The batch is the one that the text gives, entry for entry.
final class ColumnFrames {
  private let decoder: FrameDecoder
  /// Plans by shape: the same ones come in block after block.
  private var known: [Key: ShapePlan] = [:]
  private var knownBytes = 0
  private var plans: [ShapePlan] = []
  private var symbols: [SymbolID?] = []

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

  /// Decodes a block whose records are all wanted.
  ///
  /// - Throws: `PackedError` where the columns are not possible; `batch` is in no order then.
  func decode(_ columns: PackedColumns, into batch: inout FrameBatch) throws {
    plan(columns)
    var wanted = [Bool](repeating: false, count: columns.familyCount)
    for (shape, plan) in plans.enumerated() {
      if case .skip = plan { continue }
      wanted[columns.family(shape)] = true
    }
    // Its columns are read whatever the shape.
    for shape in plans.indices where wanted[columns.family(shape)] {
      if case .skip = plans[shape] { plans[shape] = .text }
    }
    try columns.load(families: wanted) { cursor in
      while try cursor.next() {
        if batch.frameCount == 0 { batch.firstReceivedNs = cursor.receivedNs }
        batch.frameCount &+= 1
        try decode(&cursor, columns, into: &batch)
      }
      if batch.frameCount > 0 { batch.lastReceivedNs = cursor.receivedNs }
    }
    batch.payloadBytes = columns.payloadBytes
  }

  private func plan(_ columns: PackedColumns) {
    plans.removeAll(keepingCapacity: true)
    symbols.removeAll(keepingCapacity: true)
    for index in 0..<columns.shapeCount {
      let plan = self.plan(columns, index)
      plans.append(plan)
      symbols.append(nil)
    }
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

  @inline(__always)
  private func decode(
    _ cursor: inout PackedCursor, _ columns: PackedColumns, into batch: inout FrameBatch
  ) throws {
    let shape = cursor.shape
    switch plans[shape] {
    case .skip(let kind):
      if let kind { batch.messages.counts[kind] += 1 }
    case .trade(let plan):
      try cursor.readRow()
      if !add(plan, cursor, columns, into: &batch) {
        try decodeText(&cursor, columns, into: &batch)
      }
    case .text:
      try cursor.readRow()
      try decodeText(&cursor, columns, into: &batch)
    }
  }

  /// - Returns: false if the record's text must be seen.
  @inline(__always)
  private func add(
    _ plan: TradePlan, _ cursor: borrowing PackedCursor, _ columns: PackedColumns,
    into batch: inout FrameBatch
  ) -> Bool {
    let shape = cursor.shape
    guard let eventTimeUs = plan.eventTimeUs({ cursor.field($0) }),
      var trade = plan.trade(SymbolID(rawValue: 0), { cursor.field($0) })
    else { return false }
    let symbol = symbols[shape] ?? batch.messages.symbols.id(plan.symbol)
    symbols[shape] = symbol
    trade.symbol = symbol
    batch.messages.entries.append(
      MessageBatch.Entry(
        kind: plan.kind, origin: .stream, index: Int32(clamping: batch.messages.trades.count),
        record: Int32(clamping: cursor.ordinal), connection: columns.connection(shape),
        receivedNs: cursor.receivedNs, eventTimeUs: eventTimeUs))
    batch.messages.trades.append(trade)
    batch.messages.counts[plan.kind] += 1
    return true
  }

  private func decodeText(
    _ cursor: inout PackedCursor, _ columns: PackedColumns, into batch: inout FrameBatch
  ) throws {
    let shape = cursor.shape
    let payload = try cursor.readText()
    let header = RecordHeader(
      receivedNs: cursor.receivedNs, connection: columns.connection(shape),
      kind: columns.kind(shape), payload: payload)
    batch.frameCount -= 1
    cursor.withText { text in
      decoder.decode(header, record: Int32(clamping: cursor.ordinal), in: text, into: &batch)
    }
  }
}
