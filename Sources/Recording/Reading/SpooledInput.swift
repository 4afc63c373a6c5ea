#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard input as a segment: copied to a temporary file without a name, because a reader hops and
/// seeks. The copy goes with the last reader.
enum SpooledInput {
  static func standardInput() throws(RecordingError) -> SegmentFile {
    try segment(DiskFile(descriptor: dup(STDIN_FILENO), path: "standard input"), name: "-")
  }

  static func segment(_ input: DiskFile, name: String) throws(RecordingError) -> SegmentFile {
    let file = try spool(input)
    guard let segment = try SegmentFile(path: name, name: name, tails: [], spooled: file) else {
      throw try notASegment(name, file)
    }
    return segment
  }

  /// Copies all that can be read to a nameless file.
  static func spool(_ input: DiskFile) throws(RecordingError) -> DiskFile {
    let file = try nameless()
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(input.descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return file }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw .system(operation: "read", path: input.path, code: errno)
      }
      try buffer.withUnsafeBufferPointer { bytes throws(RecordingError) in
        try file.append(UnsafeRawBufferPointer(start: bytes.baseAddress, count: count), .system)
      }
    }
  }

  private static func nameless() throws(RecordingError) -> DiskFile {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((folder + "/tapedeck-input-XXXXXX").utf8CString)
    let descriptor = template.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
    guard descriptor >= 0 else {
      throw .system(operation: "create a temporary file", path: folder, code: errno)
    }
    _ = template.withUnsafeBufferPointer { unlink($0.baseAddress!) }
    return DiskFile(descriptor: descriptor, path: "-")
  }
}
