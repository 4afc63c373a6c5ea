/// Where a ZIP's central directory lies, from the record at the end of the file:
///
///     0 sig 4 disk 6 directory's disk 8 entries here 10 entries 12 bytes 16 offset 20 comment
///
/// In a zip64 a locator of 20 bytes stands before it and points at a wider record.
struct ZipEnd {
  /// Offset of the end record.
  var offset: Int64
  var entryCount: Int64
  var directoryBytes: Int64
  var directoryOffset: Int64

  private static let endBytes = 22
  private static let locatorBytes = 20
  private static let commentBytesMax = 65_535

  init(_ file: FileBytes) throws {
    let tailBytes = min(
      file.byteCount, Int64(ZipEnd.endBytes + ZipEnd.commentBytesMax + ZipEnd.locatorBytes))
    let tailOffset = file.byteCount - tailBytes
    let tail = LittleEndian(try file.bytes(at: tailOffset, count: Int(tailBytes)))
    guard let at = ZipEnd.find(in: tail) else {
      throw ImportError(
        file.path, .offset(file.byteCount), found: "the end of the file",
        expected: "a ZIP's end record (50 4b 05 06 …): it is cut short, or bytes follow it",
        advice: "fetch the file anew; unzip -t shows whether it is whole")
    }
    offset = tailOffset + Int64(at)
    guard tail.u16(at + 4) == 0 || tail.u16(at + 4) == 0xffff, let entries = tail.u16(at + 10),
      let bytes = tail.u32(at + 12), let start = tail.u32(at + 16)
    else {
      throw ImportError(
        file.path, .offset(offset), found: "one part of a ZIP in several files",
        expected: "a ZIP in one file", advice: "join or unpack it first")
    }
    (entryCount, directoryBytes, directoryOffset) = (Int64(entries), Int64(bytes), Int64(start))
    var limit = offset
    if entries == 0xffff || bytes == 0xffff_ffff || start == 0xffff_ffff {
      limit = try readWide(file, locator: tail, at: at - ZipEnd.locatorBytes)
    }
    guard directoryBytes >= 0, directoryOffset >= 0, directoryOffset <= limit,
      directoryBytes <= limit - directoryOffset, entryCount >= 0
    else {
      throw ImportError(
        file.path, .offset(offset),
        found: "a directory of \(directoryBytes) bytes at \(directoryOffset)",
        expected: "a directory that ends before offset \(limit)", advice: "fetch the file anew")
    }
  }

  /// The last end record whose comment reaches exactly to the end of the file.
  private static func find(in tail: LittleEndian) -> Int? {
    var at = tail.count - endBytes
    while at >= 0 {
      if tail.u32(at) == 0x0605_4b50, let comment = tail.u16(at + 20),
        at + endBytes + Int(comment) == tail.count
      {
        return at
      }
      at -= 1
    }
    return nil
  }

  /// The zip64 record: 0 sig 24 entries here 32 entries 40 bytes 48 offset. Gives its offset.
  private mutating func readWide(
    _ file: FileBytes, locator: LittleEndian, at: Int
  ) throws -> Int64 {
    guard locator.u32(at) == 0x0706_4b50, let pointer = locator.u64(at + 8),
      let wideOffset = Int64(exactly: pointer), wideOffset <= offset - 56
    else { throw noWideRecord(file) }
    let wide = LittleEndian(try file.bytes(at: wideOffset, count: 56))
    guard wide.u32(0) == 0x0606_4b50,
      let entries = wide.u64(32).flatMap(Int64.init(exactly:)),
      let bytes = wide.u64(40).flatMap(Int64.init(exactly:)),
      let start = wide.u64(48).flatMap(Int64.init(exactly:))
    else { throw noWideRecord(file) }
    (entryCount, directoryBytes, directoryOffset) = (entries, bytes, start)
    return wideOffset
  }

  private func noWideRecord(_ file: FileBytes) -> ImportError {
    ImportError(
      file.path, .offset(offset), found: "no zip64 end record before the end record",
      expected: "one, as sizes are marked as too large for 32 bits",
      advice: "fetch the file anew")
  }
}
