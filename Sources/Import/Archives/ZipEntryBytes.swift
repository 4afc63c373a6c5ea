import Basics

/// The unpacked bytes of one entry of a ZIP, checked against the size and CRC-32 that the
/// directory promises. Memory does not depend on the sizes declared.
package final class ZipEntryBytes: ByteSource {
  private let file: FileBytes
  private let entry: ZipEntry
  private let inflater: Inflater?
  private let input = ReadBuffer()
  private var fileOffset: Int64
  private var packedLeft: Int64
  private var unpackedBytes: Int64 = 0
  private var crc = CRC32()
  private var state = State.unpacking

  private enum State { case unpacking, unpacked, ended }

  package init(_ file: FileBytes, _ entry: ZipEntry) throws {
    self.file = file
    self.entry = entry
    let isEncrypted = entry.flags & 1 != 0
    guard !isEncrypted, entry.method == 0 || entry.method == 8 else {
      throw ImportError(
        file.path, .offset(entry.headerOffset),
        found: isEncrypted ? "an encrypted entry" : "packing method \(entry.method)",
        expected: "a stored (0) or deflated (8) entry", advice: "unpack it first")
    }
    // 0 sig 26 name 28 extra 30 name · extra · data
    let header = LittleEndian(try file.bytes(at: entry.headerOffset, count: 30))
    guard header.u32(0) == 0x0403_4b50, let nameBytes = header.u16(26),
      let extraBytes = header.u16(28)
    else {
      throw ImportError(
        file.path, .offset(entry.headerOffset), found: "no entry of a ZIP",
        expected: "a local header (50 4b 03 04 …)", advice: "fetch the file anew")
    }
    inflater = entry.method == 8 ? Inflater(.raw) : nil
    fileOffset = entry.headerOffset + 30 + Int64(nameBytes) + Int64(extraBytes)
    packedLeft = entry.packedBytes
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while state == .unpacking {
      let count =
        if let inflater { try unpack(inflater, into: buffer) } else { try copy(into: buffer) }
      if count == 0 { continue }
      unpackedBytes += Int64(count)
      guard unpackedBytes <= entry.unpackedBytes else { throw wrongSize("more than") }
      crc.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      return count
    }
    if state == .unpacked { try check() }
    return 0
  }

  private func copy(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let wanted = Int(min(Int64(buffer.count), packedLeft))
    if wanted == 0 {
      state = .unpacked
      return 0
    }
    return try readFile(UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
  }

  private func unpack(
    _ inflater: Inflater, into buffer: UnsafeMutableRawBufferPointer
  ) throws -> Int {
    var isAtEnd = false
    if input.isEmpty { isAtEnd = !(try input.refill(limit: packedLeft) { try readFile($0) }) }
    let step = inflater.step(input.unused, into: buffer)
    input.use(step.consumed)
    switch step.outcome {
    case .more: if step.produced == 0 && isAtEnd { throw damaged("it ends too early") }
    case .ended: state = .unpacked
    case .damaged(let reason): throw damaged(reason)
    }
    return step.produced
  }

  private func readFile(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try file.read(into: buffer, at: fileOffset)
    guard count > 0 else { throw damaged("the file ends within it") }
    fileOffset += Int64(count)
    packedLeft -= Int64(count)
    return count
  }

  private func check() throws {
    guard unpackedBytes == entry.unpackedBytes, packedLeft == 0, input.isEmpty else {
      throw wrongSize("only")
    }
    guard crc.value == entry.crc else {
      throw ImportError(
        file.path, .offset(entry.headerOffset),
        found: "CRC-32 \(hex(crc.value)) over entry \(shownName)",
        expected: hex(entry.crc), advice: "the data is damaged: fetch the file anew")
    }
    state = .ended
  }

  private var shownName: String { excerpt(Array(entry.name.utf8).span) }

  private func hex(_ value: UInt32) -> String { String(value, radix: 16) }

  private func damaged(_ reason: String) -> ImportError {
    ImportError(
      file.path, .offset(fileOffset - Int64(input.unused.count)),
      found: "damaged data (\(reason)) in entry \(shownName)",
      expected: "\(entry.packedBytes) bytes that unpack to \(entry.unpackedBytes)",
      advice: "fetch the file anew; unzip -t shows whether it is whole")
  }

  private func wrongSize(_ relation: String) -> ImportError {
    ImportError(
      file.path, .offset(entry.headerOffset),
      found: "\(relation) \(min(unpackedBytes, entry.unpackedBytes)) bytes in entry \(shownName)",
      expected: "\(entry.unpackedBytes) bytes, as its directory says",
      advice: "fetch the file anew")
  }
}
