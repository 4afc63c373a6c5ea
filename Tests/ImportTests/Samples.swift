import Binance
import CZlib
import Recording
import TestSupport

@testable import Import

/// A record as it reached the sink.
struct ListedRecord: Equatable {
  var receivedNs: Int64
  var connection: UInt32
  var kind: FrameKind
  var payload: [UInt8]

  var text: String { String(decoding: payload, as: UTF8.self) }

  /// What follows the first line of an `r` or `a` record.
  var body: String {
    String(text.drop { $0 != "\n" }.dropFirst())
  }
}

/// Keeps every record in memory.
struct ListSink: FrameSink {
  var records: [ListedRecord] = []

  mutating func append(
    receivedNs: Int64, connection: UInt32, kind: FrameKind, payload: borrowing Span<UInt8>
  ) {
    let bytes = [UInt8](payload)
    records.append(
      ListedRecord(receivedNs: receivedNs, connection: connection, kind: kind, payload: bytes))
  }
}

/// A source that gives its bytes in pieces of given lengths.
final class ChunkedBytes: ByteSource {
  private let bytes: [UInt8]
  private var lengths: [Int]
  private var position = 0

  init(_ bytes: [UInt8], lengths: [Int]) {
    self.bytes = bytes
    self.lengths = lengths.reversed()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let length = lengths.popLast() else { return 0 }
    let count = min(length, buffer.count)
    if count < length { lengths.append(length - count) }
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}

extension ByteSource {
  /// Everything, read through a buffer of the given size.
  func readAll(bufferBytes: Int = 4096) throws -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: bufferBytes)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try read(into: $0) }
      if count == 0 { return all }
      all += buffer[..<count]
    }
  }
}

/// Deflate with zlib: 31 makes gzip, -15 raw deflate.
func deflated(_ bytes: [UInt8], windowBits: Int32) -> [UInt8] {
  let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  stream.initialize(to: z_stream())
  defer { stream.deallocate() }
  deflateInit2_(
    stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(stream, UInt(bytes.count))) + 32)
  let count = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      stream.pointee.next_out = output.baseAddress
      stream.pointee.avail_out = UInt32(output.count)
      deflate(stream, Z_FINISH)
      return output.count - Int(stream.pointee.avail_out)
    }
  }
  deflateEnd(stream)
  return Array(output[..<count])
}

func gzipped(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, windowBits: 31) }
func gzipped(_ text: String) -> [UInt8] { gzipped(Array(text.utf8)) }

/// A ZIP in memory, each field of which can be made wrong.
struct ZipSample {
  struct Entry {
    var name: String
    var bytes: [UInt8]
    var isStored = false
    var flags: UInt16 = 0
    var crc: UInt32?
    var unpackedBytes: UInt64?
    var packedBytes: UInt64?
    var method: UInt16?
  }

  var entries: [Entry]
  /// Sizes and offsets in the zip64 fields, as archives beyond 4 GiB have them.
  var isWide = false
  var comment = ""

  init(_ entries: [Entry], isWide: Bool = false) {
    self.entries = entries
    self.isWide = isWide
  }

  init(_ name: String, _ text: String) {
    entries = [Entry(name: name, bytes: Array(text.utf8))]
  }

  var bytes: [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries { add(entry, &file, &directory) }
    let start = UInt64(file.count)
    file += directory
    let count = UInt64(entries.count)
    let size = UInt64(directory.count)
    if isWide {
      let wideOffset = UInt64(file.count)
      file += field(0x0606_4b50, 4) + field(44, 8) + field(45, 2) + field(45, 2) + field(0, 8)
      file += field(count, 8) + field(count, 8) + field(size, 8) + field(start, 8)
      file += field(0x0706_4b50, 4) + field(0, 4) + field(wideOffset, 8) + field(1, 4)
    }
    let mark: UInt64? = isWide ? .max : nil
    file += field(0x0605_4b50, 4) + field(0, 4)
    file += field(mark ?? count, 2) + field(mark ?? count, 2)
    file += field(mark ?? size, 4) + field(mark ?? start, 4)
    return file + field(UInt64(comment.utf8.count), 2) + Array(comment.utf8)
  }

  private func add(_ entry: Entry, _ file: inout [UInt8], _ directory: inout [UInt8]) {
    let data = entry.isStored ? entry.bytes : deflated(entry.bytes, windowBits: -15)
    let crc =
      entry.crc
      ?? UInt32(
        entry.bytes.withUnsafeBufferPointer { buffer in
          crc32_z(0, buffer.baseAddress, buffer.count)
        })
    let method = entry.method ?? (entry.isStored ? 0 : 8)
    let offset = UInt64(file.count)
    let packed = entry.packedBytes ?? UInt64(data.count)
    let unpacked = entry.unpackedBytes ?? UInt64(entry.bytes.count)
    let name = Array(entry.name.utf8)
    let common = field(UInt64(entry.flags), 2) + field(UInt64(method), 2) + field(0, 4)
    file += field(0x0403_4b50, 4) + field(20, 2) + common + field(UInt64(crc), 4)
    file += field(packed, 4) + field(unpacked, 4) + field(UInt64(name.count), 2) + field(0, 2)
    file += name + data
    var extra: [UInt8] = []
    if isWide {
      // Something foreign first, as real archives have it.
      extra = field(0x5455, 2) + field(1, 2) + [0] + field(1, 2) + field(24, 2)
      extra += field(unpacked, 8) + field(packed, 8) + field(offset, 8)
    }
    let mark: UInt64? = isWide ? .max : nil
    directory += field(0x0201_4b50, 4) + field(20, 2) + field(20, 2) + common
    directory += field(UInt64(crc), 4) + field(mark ?? packed, 4) + field(mark ?? unpacked, 4)
    directory += field(UInt64(name.count), 2) + field(UInt64(extra.count), 2) + field(0, 10)
    directory += field(mark ?? offset, 4) + name + extra
  }

  private func field(_ value: UInt64, _ width: Int) -> [UInt8] {
    (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) : 0 }
  }
}

extension ImportJob {
  func openAll() throws {
    let folder = try TemporaryFolder()
    try withExtendedLifetime(folder) { try open(scratch: folder.path) }
  }

  /// What an import does, the second attempt included where rows stand in no order.
  func runAll(into sink: inout ListSink) throws -> ImportSummary {
    while true {
      sink = ListSink()
      do {
        try openAll()
        return try run(into: &sink)
      } catch let disorder as RowDisorder { sort(disorder) }
    }
  }
}

/// The error of an import, for its text.
func importError(_ body: () throws -> Void) -> ImportError? {
  do {
    try body()
    return nil
  } catch {
    return error as? ImportError
  }
}

/// Text with some repetition and some chance, in lines of any length up to `lineBytesMax`.
func sampleText(bytes: Int, seed: UInt64, lineBytesMax: Int = 300) -> [UInt8] {
  var random = SeededRandom(seed: seed)
  var text: [UInt8] = []
  while text.count < bytes {
    let length = Int.random(in: 0...lineBytesMax, using: &random)
    for _ in 0..<length { text.append(UInt8.random(in: 0x30...0x39, using: &random)) }
    text.append(0x0a)
  }
  return Array(text[..<bytes])
}

/// What a replay decodes of archive records.
func decodeArchive(_ records: [ListedRecord]) -> MessageBatch {
  let decoder = MessageDecoder()
  var batch = MessageBatch()
  for (index, record) in records.enumerated() {
    let frame = FrameReference(
      receivedNs: record.receivedNs, connection: record.connection, record: Int32(index))
    decoder.decodeArchive(record.payload.span, frame, into: &batch)
  }
  return batch
}
