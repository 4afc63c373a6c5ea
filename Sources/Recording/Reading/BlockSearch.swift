/// Finds block headers in a file: at the offset where one should be, or the next one after damage.
package struct BlockSearch {
  let file: DiskFile
  private var buffer = [UInt8](repeating: 0, count: BlockFormat.headerBytes)

  package init(_ file: DiskFile) { self.file = file }

  static let windowBytes = 64 << 10

  package enum Failure: Error {
    case header(BlockHeaderError)
    case recording(RecordingError)
  }

  /// The header at `offset`.
  package mutating func header(at offset: Int64, byteCount: Int64) throws(Failure) -> BlockHeader {
    let wanted = Int(clamping: min(Int64(BlockFormat.headerBytes), byteCount - offset))
    guard wanted > 0 else { throw .header(.cut(byteCount: 0)) }
    let count: Int
    do {
      count = try file.read(into: &buffer, count: wanted, at: offset)
    } catch { throw .recording(error) }
    do {
      return try BlockHeader.decoded(buffer.span.extracting(0..<count))
    } catch { throw .header(error) }
  }

  /// The first good header at or after `offset` that `accepts` takes. It is given even if its block
  /// ends beyond the file: the header itself is good.
  package func next(
    from offset: Int64, byteCount: Int64, accepts: (BlockHeader) -> Bool = { _ in true }
  ) throws(RecordingError) -> (offset: Int64, header: BlockHeader)? {
    var window = [UInt8](
      repeating: 0, count: Int(clamping: min(Int64(BlockSearch.windowBytes), byteCount - offset)))
    var start = offset
    while byteCount - start >= Int64(BlockFormat.headerBytes) {
      let count = try file.read(into: &window, count: window.count, at: start)
      guard count >= BlockFormat.headerBytes else { return nil }
      if let hit = BlockSearch.firstHeader(window.span.extracting(0..<count), accepts) {
        return (start + Int64(hit.offset), hit.header)
      }
      start += Int64(count - BlockFormat.headerBytes + 1)
    }
    return nil
  }

  /// As `next`, but tries the offset itself first, which needs no large read.
  package mutating func firstHeader(
    from offset: Int64, byteCount: Int64
  ) throws(RecordingError) -> (offset: Int64, header: BlockHeader)? {
    do throws(Failure) {
      return (offset, try header(at: offset, byteCount: byteCount))
    } catch {
      switch error {
      case .recording(let error): throw error
      case .header(.version(let version)): throw BlockSearch.newerVersion(version, file, offset)
      case .header: break
      }
      return try next(from: offset, byteCount: byteCount)
    }
  }

  package static func newerVersion(_ version: UInt8, _ file: DiskFile, _ offset: Int64)
    -> RecordingError
  {
    .refused(
      "\(file.path) at byte \(offset): \(BlockHeaderError.version(version)); use the program that "
        + "wrote it, or a newer one")
  }

  private static func firstHeader(
    _ bytes: borrowing Span<UInt8>, _ accepts: (BlockHeader) -> Bool
  ) -> (offset: Int, header: BlockHeader)? {
    let last = bytes.count - BlockFormat.headerBytes
    var at = 0
    while at <= last {
      if BlockHeader.form(bytes, at: at) != nil,
        let header = try? BlockHeader.decoded(bytes, at: at), accepts(header)
      {
        return (at, header)
      }
      at += 1
    }
    return nil
  }
}
