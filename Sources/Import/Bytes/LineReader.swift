import Glibc

/// Text in lines, whatever pieces it arrives in. A line ends with LF, CR LF or the end of the
/// text; the ending is not part of it.
package final class LineReader {
  private let name: String
  private let source: any ByteSource
  private let lineBytesMax: Int
  private var buffer: UnsafeMutableRawBufferPointer
  /// Unread bytes are `start..<end`; no LF lies before `scanned`.
  private var start = 0
  private var end = 0
  private var scanned = 0
  private var isAtEnd = false
  private var line = 0..<0
  private var nextOffset: Int64 = 0

  /// Number of the current line, from 1.
  package private(set) var lineNumber = 0
  /// Bytes of text before the current line.
  package private(set) var lineOffset: Int64 = 0
  /// False for a last line that the text breaks off in.
  package private(set) var isTerminated = true

  package init(
    _ source: any ByteSource, name: String, lineBytesMax: Int,
    bufferBytes: Int = ImportLimits.readBytes
  ) {
    self.source = source
    self.name = name
    self.lineBytesMax = lineBytesMax
    buffer = .allocate(byteCount: max(16, bufferBytes), alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// Moves on to the next line; false at the end of the text.
  package func next() throws -> Bool {
    while true {
      if let terminator = terminator() {
        try take(start..<terminator, terminated: true)
        start = terminator + 1
        scanned = start
        nextOffset += 1
        return true
      }
      scanned = end
      if isAtEnd {
        if start == end { return false }
        try take(start..<end, terminated: false)
        start = end
        return true
      }
      // One more than the limit, so that a line of exactly the limit may end in CR.
      guard end - start <= lineBytesMax + 1 else { throw tooLong() }
      makeRoom()
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end...])
      let count = try source.read(into: room)
      end += count
      isAtEnd = count == 0
    }
  }

  /// The bytes of the current line.
  package func withLine<R>(_ body: (borrowing Span<UInt8>) throws -> R) rethrows -> R {
    let bytes = UnsafeRawBufferPointer(rebasing: buffer[line])
    return try body(bytes.bindMemory(to: UInt8.self).span)
  }

  /// What `isWhole` says of the current line, if that is the last one and has no ending; else nil.
  func withUnfinishedLine<R>(_ body: (borrowing Span<UInt8>) -> R) -> R? {
    isTerminated ? nil : withLine(body)
  }

  /// Where the current line stands, for errors.
  package var location: ImportError.Location { .line(lineNumber, byte: lineOffset) }

  private func terminator() -> Int? {
    guard let base = buffer.baseAddress, scanned < end,
      let found = memchr(base + scanned, 0x0a, end - scanned)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  private func take(_ range: Range<Int>, terminated: Bool) throws {
    let hasReturn = terminated && range.count > 0 && buffer[range.upperBound - 1] == 0x0d
    line = hasReturn ? range.lowerBound..<range.upperBound - 1 : range
    guard line.count <= lineBytesMax else { throw tooLong() }
    lineNumber += 1
    lineOffset = nextOffset
    nextOffset += Int64(range.count)
    isTerminated = terminated
  }

  private func makeRoom() {
    guard end == buffer.count else { return }
    if start > 0 {
      memmove(buffer.baseAddress!, buffer.baseAddress! + start, end - start)
    } else {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: buffer.count * 2, alignment: 16)
      memcpy(larger.baseAddress!, buffer.baseAddress!, end)
      buffer.deallocate()
      buffer = larger
    }
    end -= start
    scanned -= start
    start = 0
  }

  private func tooLong() -> ImportError {
    ImportError(
      name, .line(lineNumber + 1, byte: nextOffset),
      found: "a line of more than \(lineBytesMax) bytes", expected: "shorter lines",
      advice: "is this the right kind of file? Look at it with: head -c 300")
  }
}
