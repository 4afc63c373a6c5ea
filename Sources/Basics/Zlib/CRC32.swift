import CChecksum

/// CRC-32 as gzip and ZIP compute it, of bytes that come in parts.
package struct CRC32: Equatable, Sendable {
  package private(set) var value: UInt32 = 0

  package init() {}

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    value = tapedeck_crc32(value, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
  }

  package mutating func add(_ bytes: borrowing Span<UInt8>) {
    bytes.withUnsafeBytes { add($0) }
  }
}

/// CRC-32 of bytes that lie in memory.
package func crc32(_ bytes: borrowing Span<UInt8>) -> UInt32 {
  var crc = CRC32()
  crc.add(bytes)
  return crc.value
}
