#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The calls by which a recording reaches the disk, as values, so that a test can put a full or
/// failing disk instead and count what is asked of it.
package struct DiskAccess: Sendable {
  /// Bytes free to this user on the disk that holds a folder; nil if the system does not say.
  package var freeBytes: @Sendable (_ directory: String) -> Int64?
  /// As write(2): the bytes written, or a negative error number.
  package var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int
  /// As fdatasync(2): 0, or an error number.
  package var sync: @Sendable (_ descriptor: Int32) -> Int32

  package init(
    freeBytes: @escaping @Sendable (_ directory: String) -> Int64?,
    write: @escaping @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int,
    sync: @escaping @Sendable (_ descriptor: Int32) -> Int32
  ) {
    self.freeBytes = freeBytes
    self.write = write
    self.sync = sync
  }

  /// The real disk.
  package static let system = DiskAccess(
    freeBytes: { directory in
      var facts = statvfs()
      guard statvfs(directory, &facts) == 0 else { return nil }
      let (bytes, overflow) = Int64(clamping: facts.f_bavail)
        .multipliedReportingOverflow(by: Int64(clamping: facts.f_frsize))
      return overflow ? .max : bytes
    },
    write: { descriptor, bytes in
      #if canImport(Glibc)
        let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      #else
        let count = Darwin.write(descriptor, bytes.baseAddress, bytes.count)
      #endif
      return count >= 0 ? count : -Int(errno)
    },
    sync: { descriptor in
      #if canImport(Glibc)
        return fdatasync(descriptor) == 0 ? 0 : errno
      #else
        return fsync(descriptor) == 0 ? 0 : errno
      #endif
    })
}
