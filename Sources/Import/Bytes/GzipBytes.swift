import Basics

/// Unpacks gzip (RFC 1952) of any number of members, as `zcat` does: collectors append a member for
/// each run, and recordings are made of nothing else.
///
///     1f 8b 08 flg mtime(4) xfl os │ deflate … │ crc32(4) isize(4) │ 1f 8b 08 …
///
/// zlib checks every member's CRC and length. Zeros after the last member are padding; anything
/// else there is an error, as is an end within a member.
package final class GzipBytes: ByteSource {
  private let name: String
  private let source: any ByteSource
  private let inflater = Inflater(.gzip)
  private let input = ReadBuffer()
  private var fileOffset: Int64 = 0
  private var unpackedBytes: Int64 = 0
  private var memberStart: Int64 = 0
  private var state = State.between

  private enum State { case between, inMember, padding, ended }

  package init(_ source: any ByteSource, name: String) {
    self.source = source
    self.name = name
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while state != .ended {
      if input.isEmpty, !(try input.refill({ try source.read(into: $0) })) {
        guard state == .inMember else {
          state = .ended
          break
        }
        // zlib may still hold bytes that did not fit into the buffer before.
        let count = try step(into: buffer)
        if count > 0 { return count }
        if state == .inMember { throw truncated() }
        continue
      }
      switch state {
      case .between: try beginMember()
      case .padding: try skipPadding()
      case .inMember:
        let count = try step(into: buffer)
        if count > 0 { return count }
      case .ended: break
      }
    }
    return 0
  }

  private func beginMember() throws {
    let byte = input.unused[0]
    if byte == 0 && fileOffset > 0 {
      state = .padding
      return
    }
    guard byte == 0x1f else { throw garbage() }
    inflater.reset()
    memberStart = fileOffset
    state = .inMember
  }

  private func skipPadding() throws {
    let zeros = input.unused.prefix { $0 == 0 }.count
    input.use(zeros)
    fileOffset += Int64(zeros)
    if !input.isEmpty { throw garbage() }
  }

  private func step(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let step = inflater.step(input.unused, into: buffer)
    input.use(step.consumed)
    fileOffset += Int64(step.consumed)
    unpackedBytes += Int64(step.produced)
    switch step.outcome {
    case .more: break
    case .ended: state = .between
    case .damaged(let reason): throw damaged(reason)
    }
    return step.produced
  }

  private func truncated() -> ImportError {
    ImportError(
      name, .offset(fileOffset),
      found: "the end of the file inside a gzip member that began at \(memberStart) "
        + "(\(unpackedBytes) bytes unpacked so far)",
      expected: "the rest of the member with its CRC",
      advice: "fetch the file anew; what can be read of it: zcat FILE > PART, then import PART")
  }

  private func garbage() -> ImportError {
    ImportError(
      name, .offset(fileOffset), found: "bytes that are no gzip",
      expected: "the start of a gzip member (1f 8b) or the end of the file",
      advice: "cut the file there: head -c \(fileOffset) FILE > WHOLE")
  }

  private func damaged(_ reason: String) -> ImportError {
    ImportError(
      name, .offset(fileOffset), found: "damaged gzip data (\(reason))",
      expected: "an unbroken gzip member (this one began at \(memberStart))",
      advice: "fetch the file anew; gzip -t shows whether it is whole")
  }
}
