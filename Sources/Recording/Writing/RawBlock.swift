/// The raw bytes of one block while it is filled, and what its header will say of them.
///
/// A class on memory of its own, so that the writer hands a full block to the sealing thread without
/// a copy; at any moment one of the two owns it.
final class RawBlock: @unchecked Sendable {
  private(set) var storage: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0
  private(set) var recordCount = 0
  private(set) var holdsContext = false
  private(set) var firstReceivedNs: Int64 = 0
  private(set) var lastReceivedNs: Int64 = 0
  var firstSequence: Int64 = 0
  var blockNumber = 0

  init(capacity: Int) {
    storage = .allocate(capacity: max(capacity, 4096))
  }

  deinit { storage.deallocate() }

  var isEmpty: Bool { count == 0 }

  /// The bytes filled so far.
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: storage.baseAddress, count: count)
  }

  /// Empties the block for reuse.
  func reset(firstSequence: Int64, blockNumber: Int) {
    count = 0
    recordCount = 0
    holdsContext = false
    firstReceivedNs = 0
    lastReceivedNs = 0
    self.firstSequence = firstSequence
    self.blockNumber = blockNumber
  }

  /// Adds one record in its text form.
  func append(
    receivedNs: Int64, connection: UInt32, kind: FrameKind, payload: borrowing Span<UInt8>
  ) {
    reserve(payload.count + RecordingLimits.recordOverheadBytesMax)
    if recordCount == 0 { firstReceivedNs = receivedNs }
    lastReceivedNs = receivedNs
    recordCount += 1
    if kind.isContext { holdsContext = true }
    put(UInt64(receivedNs))
    put(UInt64(connection))
    put(kind.rawValue)
    put(space)
    put(UInt64(payload.count))
    append(line: payload)
  }

  /// Adds bytes and a line feed.
  func append(line: borrowing Span<UInt8>) {
    reserve(line.count + 1)
    line.withUnsafeBufferPointer { source in
      if let base = source.baseAddress {
        (storage.baseAddress! + count).update(from: base, count: source.count)
      }
    }
    count += line.count
    put(UInt8(ascii: "\n"))
  }

  /// Adds a number in decimal and a space.
  func append(number: Int64) {
    reserve(21)
    put(UInt64(number))
  }

  /// Adds whole records that are text already, from a tail that was read back, with what a scan found
  /// in them.
  func append(
    records: UnsafeRawBufferPointer, recordCount: Int, holdsContext: Bool, firstReceivedNs: Int64,
    lastReceivedNs: Int64
  ) {
    reserve(records.count)
    UnsafeMutableRawBufferPointer(start: storage.baseAddress! + count, count: records.count)
      .copyMemory(from: records)
    if self.recordCount == 0 { self.firstReceivedNs = firstReceivedNs }
    self.lastReceivedNs = lastReceivedNs
    self.recordCount += recordCount
    self.holdsContext = self.holdsContext || holdsContext
    count += records.count
  }

  /// The header that describes the block; the encoder adds the member's length.
  func header(sessionTag: UInt32, endsSegment: Bool) -> BlockHeader {
    var flags: BlockFlags = []
    if endsSegment { flags.insert(.endsSegment) }
    if holdsContext { flags.insert(.holdsContext) }
    return BlockHeader(
      flags: flags, memberBytes: 0, rawBytes: count, recordCount: recordCount,
      blockNumber: blockNumber, firstSequence: firstSequence, firstReceivedNs: firstReceivedNs,
      lastReceivedNs: lastReceivedNs, sessionTag: sessionTag)
  }

  /// Bytes that a record with such fields takes.
  static func recordBytes(
    receivedNs: Int64, connection: UInt32, payloadBytes: Int
  ) -> Int {
    digits(UInt64(receivedNs)) + digits(UInt64(connection)) + 1 + digits(UInt64(payloadBytes))
      + payloadBytes + 5
  }

  private func reserve(_ more: Int) {
    guard count + more > storage.count else { return }
    let larger = UnsafeMutableBufferPointer<UInt8>.allocate(
      capacity: max(count + more, storage.count * 2))
    larger.baseAddress!.update(from: storage.baseAddress!, count: count)
    storage.deallocate()
    storage = larger
  }

  private func put(_ byte: UInt8) {
    storage[count] = byte
    count += 1
  }

  /// A number in decimal and a space.
  private func put(_ value: UInt64) {
    let length = RawBlock.digits(value)
    var left = value
    var at = count + length
    repeat {
      at -= 1
      storage[at] = UInt8(truncatingIfNeeded: left % 10) &+ UInt8(ascii: "0")
      left /= 10
    } while at > count
    count += length
    put(space)
  }

  private static func digits(_ value: UInt64) -> Int {
    var count = 1
    var bound: UInt64 = 10
    while value >= bound {
      count += 1
      let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
      if overflow { break }
      bound = next
    }
    return count
  }
}

private let space = UInt8(ascii: " ")
