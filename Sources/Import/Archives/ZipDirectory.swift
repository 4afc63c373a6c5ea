/// One file inside a ZIP, as the central directory describes it.
package struct ZipEntry: Equatable, Sendable {
  package var name: String
  /// Offset of its local header in the file.
  package var headerOffset: Int64
  package var packedBytes: Int64
  package var unpackedBytes: Int64
  package var crc: UInt32
  /// 0 stored, 8 deflated.
  package var method: UInt16
  /// Bit 0: encrypted.
  package var flags: UInt16

  package var isFolder: Bool { name.hasSuffix("/") }
}

/// The list of files in a ZIP (PKWARE APPNOTE 4.3.12 ff.), read from its end:
///
///     local header · data │ … │ central directory │ [zip64 end · locator] │ end record
///
/// Only the directory is trusted for sizes: local headers of streamed archives have none.
package struct ZipDirectory {
  package let entries: [ZipEntry]

  package init(_ file: FileBytes) throws {
    let end = try ZipEnd(file)
    guard end.directoryBytes <= ImportLimits.zipDirectoryBytesMax,
      end.entryCount <= ImportLimits.zipEntriesMax
    else {
      throw ImportError(
        file.path, .offset(end.offset),
        found: "a list of \(end.entryCount) entries in \(end.directoryBytes) bytes",
        expected: "at most \(ImportLimits.zipEntriesMax) entries in "
          + "\(ImportLimits.zipDirectoryBytesMax) bytes",
        advice: "unpack it and import the files")
    }
    let bytes = try file.bytes(at: end.directoryOffset, count: Int(end.directoryBytes))
    var entries: [ZipEntry] = []
    var at = 0
    for _ in 0..<end.entryCount {
      let offset = end.directoryOffset + Int64(at)
      guard let entry = ZipEntry(LittleEndian(bytes), at: &at) else {
        throw ZipDirectory.damaged(file, offset)
      }
      guard entry.headerOffset < end.directoryOffset,
        entry.packedBytes <= end.directoryOffset - entry.headerOffset
      else { throw ZipDirectory.outside(file, offset, entry: entry, limit: end.directoryOffset) }
      entries.append(entry)
    }
    self.entries = entries
  }

  private static func damaged(_ file: FileBytes, _ offset: Int64) -> ImportError {
    ImportError(
      file.path, .offset(offset), found: "bytes that are no entry of a ZIP directory",
      expected: "an entry (50 4b 01 02 …)", advice: "fetch the file anew")
  }

  private static func outside(
    _ file: FileBytes, _ offset: Int64, entry: ZipEntry, limit: Int64
  ) -> ImportError {
    ImportError(
      file.path, .offset(offset),
      found: "entry \(excerpt(Array(entry.name.utf8).span)) of \(entry.packedBytes) bytes at "
        + "\(entry.headerOffset)",
      expected: "an entry that lies before the directory at \(limit)",
      advice: "fetch the file anew")
  }
}

extension ZipEntry {
  /// Reads one entry of the central directory and moves `at` behind it.
  ///
  ///     0 sig 8 flags 10 method 16 crc 20 packed 24 unpacked 28 name 30 extra 32 comment
  ///     42 header offset 46 name · extra · comment
  init?(_ bytes: LittleEndian, at: inout Int) {
    guard bytes.u32(at) == 0x0201_4b50, let flags = bytes.u16(at + 8),
      let method = bytes.u16(at + 10), let crc = bytes.u32(at + 16),
      let packed = bytes.u32(at + 20), let unpacked = bytes.u32(at + 24),
      let nameBytes = bytes.u16(at + 28), let extraBytes = bytes.u16(at + 30),
      let commentBytes = bytes.u16(at + 32), let header = bytes.u32(at + 42),
      let name = bytes.slice(at + 46, count: Int(nameBytes)),
      let extra = bytes.slice(at + 46 + Int(nameBytes), count: Int(extraBytes))
    else { return nil }
    var sizes = [UInt64(unpacked), UInt64(packed), UInt64(header)]
    guard ZipEntry.widen(&sizes, from: LittleEndian(Array(extra))),
      let unpackedBytes = Int64(exactly: sizes[0]), let packedBytes = Int64(exactly: sizes[1]),
      let headerOffset = Int64(exactly: sizes[2])
    else { return nil }
    self.init(
      name: String(decoding: name, as: UTF8.self), headerOffset: headerOffset,
      packedBytes: packedBytes, unpackedBytes: unpackedBytes, crc: crc, method: method,
      flags: flags)
    at += 46 + Int(nameBytes) + Int(extraBytes) + Int(commentBytes)
  }

  /// Zip64: fields of all ones stand, in this order, in the extra field with id 1. False if one
  /// is missing there.
  private static func widen(_ sizes: inout [UInt64], from extra: LittleEndian) -> Bool {
    var wanted = sizes.indices.filter { sizes[$0] == 0xffff_ffff }[...]
    var at = 0
    while !wanted.isEmpty, let id = extra.u16(at), let count = extra.u16(at + 2) {
      at += 4
      guard id == 1 else {
        at += Int(count)
        continue
      }
      var field = at
      while field + 8 <= at + Int(count), let index = wanted.first, let value = extra.u64(field) {
        sizes[index] = value
        wanted.removeFirst()
        field += 8
      }
      break
    }
    return wanted.isEmpty
  }
}
