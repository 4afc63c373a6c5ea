import Basics
package import Recording

/// Makes packed blocks of whole records. One per thread; its buffers are reused.
package final class PackedEncoder {
  private let deflate: ColumnDeflater
  private var scanner = TemplateScanner()
  private var columns = ColumnEncoder()
  private var order: [UInt8] = []
  private var times: [Int64] = []

  /// - Parameter compresses: false for tests alone: columns are stored as they are.
  package init(compresses: Bool = true) { deflate = ColumnDeflater(compresses: compresses) }

  /// The whole block.
  ///
  /// - Parameters:
  ///   - records: what `header` describes.
  ///   - header: all of it but the block's length, which is set here.
  package func encode(
    _ records: borrowing Span<UInt8>, _ header: BlockHeader, _ members: PackedMembers
  ) -> [UInt8] {
    precondition(records.count == header.rawBytes)
    var body: [UInt8] = []
    body.reserveCapacity(records.count / 8)
    if !putColumns(records, header, members, in: &body) { putText(records, members, in: &body) }
    var header = header
    header.form = .packed
    header.memberBytes = BlockFormat.headerBytes + body.count + BlockFormat.trailerBytes
    var block = header.encoded()
    block += body
    put(crc32(records), in: &block)
    put(crc32(body.span), in: &block)
    return block
  }

  private func putText(
    _ records: borrowing Span<UInt8>, _ members: PackedMembers, in body: inout [UInt8]
  ) {
    body = [PackedFormat.Body.text]
    members.write(to: &body)
    let text = records.withUnsafeBufferPointer { Array($0) }
    _ = deflate.append(text, to: &body)
  }

  /// - Returns: false if the records cannot be written as columns: the block then keeps their text.
  private func putColumns(
    _ records: borrowing Span<UInt8>, _ header: BlockHeader, _ members: PackedMembers,
    in body: inout [UInt8]
  ) -> Bool {
    guard records.count <= PackedFormat.columnsRawBytesMax,
      let (table, payloadBytes) = try? scan(records, header)
    else { return false }
    var directory: [UInt8] = []
    var data: [UInt8] = []
    Varint.put(payloadBytes, in: &directory)
    putTimes(in: &data, &directory)
    columns.encode(table, order: order, deflate, directory: &directory, data: &data)
    body = [PackedFormat.Body.columns]
    members.write(to: &body)
    var stored: [UInt8] = []
    let count = deflate.append(directory, to: &stored)
    put(UInt32(count), in: &body)
    put(UInt32(directory.count), in: &body)
    body += stored
    body += data
    return true
  }

  /// Takes the records apart.
  private func scan(
    _ records: borrowing Span<UInt8>, _ header: BlockHeader
  ) throws -> (TemplateTable, payloadBytes: Int)? {
    var table = TemplateTable()
    order.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    var payloadBytes = 0
    var at = 0
    var lastNs = header.firstReceivedNs
    while let record = try RecordParser.next(in: records, at: &at) {
      guard record.receivedNs >= lastNs else { return nil }
      times.append(record.receivedNs - lastNs)
      lastNs = record.receivedNs
      payloadBytes += record.payload.count
      scanner.scan(records, record.payload, hasRows: record.kind == .archive)
      guard
        let template = try table.index(
          scanner.template, connection: record.connection, kind: record.kind.rawValue)
      else { return nil }
      Varint.put(template, in: &order)
      table.add(row: scanner, template: template)
    }
    guard times.count == header.recordCount, times.first ?? 0 == 0 else { return nil }
    return (table, payloadBytes)
  }

  /// Receive times, each as the difference to the one ahead.
  private func putTimes(
    in data: inout [UInt8], _ directory: inout [UInt8]
  ) {
    var exponent = powersOfTen.count - 1
    for time in times {
      while exponent > 0, time % powersOfTen[exponent] != 0 { exponent -= 1 }
    }
    var bytes: [UInt8] = []
    for time in times { Varint.put(UInt64(time / powersOfTen[exponent]), in: &bytes) }
    directory.append(UInt8(exponent))
    deflate.append(column: bytes, to: &data, &directory)
  }
}
