/// The text of a table as lines of UTF-8, whatever it is written in: UTF-8 with or without a byte order
/// mark, UTF-16 with one, or a JSON array of arrays, each of which becomes a line with commas.
final class TextBytes: ByteSource {
  private enum Form {
    case unknown, plain
    case utf16(isBigEndian: Bool)
    case rows
  }

  private let source: any ByteSource
  private let name: String
  private var form = Form.unknown
  private let memory = UnsafeMutableRawBufferPointer.allocate(
    byteCount: ImportLimits.readBytes, alignment: 16)
  /// Text that is ready, from `start` on.
  private var ready: [UInt8] = []
  private var start = 0
  /// The first half of a unit of UTF-16.
  private var half: UInt8?
  private var rows: JSONRows

  init(_ source: any ByteSource, name: String) {
    self.source = source
    self.name = name
    rows = JSONRows(name)
  }

  deinit { memory.deallocate() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if case .plain = form, start == ready.count { return try source.read(into: buffer) }
    while start == ready.count {
      ready.removeAll(keepingCapacity: true)
      start = 0
      let count = try fill()
      if count == 0 {
        try end()
        if ready.isEmpty { return 0 }
        break
      }
      try take(UnsafeRawBufferPointer(rebasing: memory[..<count]))
    }
    let count = min(buffer.count, ready.count - start)
    ready.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count]))
    }
    start += count
    return count
  }

  /// The first piece has the bytes that show the form, unless the file ends before.
  private func fill() throws -> Int {
    var count = try source.read(into: memory)
    guard case .unknown = form else { return count }
    while count > 0, count < 4 {
      let more = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: memory[count...]))
      if more == 0 { break }
      count += more
    }
    return count
  }

  private func take(_ bytes: UnsafeRawBufferPointer) throws {
    var bytes = bytes[...]
    if case .unknown = form { form = try form(&bytes) }
    switch form {
    case .unknown, .plain: ready += bytes
    case .rows: try rows.take(bytes, into: &ready)
    case .utf16(let isBigEndian):
      for byte in bytes {
        guard let first = half else {
          half = byte
          continue
        }
        half = nil
        append(isBigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first))
      }
    }
  }

  private func form(_ bytes: inout Slice<UnsafeRawBufferPointer>) throws(ImportError) -> Form {
    let head = bytes.prefix(3)
    if head.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
    if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) {
      bytes = bytes.dropFirst(2)
      return .utf16(isBigEndian: head.first == 0xfe)
    }
    let first = bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    guard first == UInt8(ascii: "{") else { return first == UInt8(ascii: "[") ? .rows : .plain }
    throw ImportError(
      name, .offset(0), found: "a JSON object",
      expected: "an array of rows: [[time, open, high, low, close, volume], …]",
      advice:
        "write the array that lies in it to a file of its own, as jq .data does, or make a CSV with a "
        + "header of it")
  }

  /// Halves of a pair are signs that no number and no name of ours has.
  private func append(_ unit: UInt16) {
    let scalar = UnicodeScalar(unit) ?? "?"
    ready += Array(String(scalar).utf8)
  }

  private func end() throws {
    if case .rows = form { try rows.end() }
  }
}
