import Archive
import Basics
import Recording

/// What `tool pack` and `tool unpack` print at the end.
struct ConversionText {
  let title: String
  let conversion: Conversion
  let packedBytes: Int64
  /// Whether it is known which blocks come back byte for byte.
  let isCompared: Bool
  let paths: String

  func print() throws {
    guard conversion.segmentCount > 0 || !conversion.damages.isEmpty else {
      return try Console.line("nothing to \(title) in \(paths): no segment was written")
    }
    let rawBytes = conversion.rawBytes
    try Console.line(
      "\(counted(conversion.segmentCount, "segment")): \(conversion.bytesBefore) bytes before, "
        + "\(conversion.bytesAfter) after; \(rawBytes) bytes of records, packed "
        + "\(timesText(rawBytes, packedBytes))x, in \(paths)")
    guard isCompared else { return }
    let blocks = counted(conversion.memberCount, "block")
    if conversion.otherMemberCount == 0 {
      try Console.line("\(blocks), all byte for byte the same")
    } else {
      try Console.line(
        "\(blocks), \(conversion.otherMemberCount) of them compressed by another zlib: "
          + "their records are byte for byte the same, their compressed bytes are not")
    }
  }

  func printJSON() throws {
    var fields: [JSONValue.Member] = [
      ("output", .string(paths)), ("segments", .integer(Int64(conversion.segmentCount))),
      ("bytesBefore", .integer(conversion.bytesBefore)),
      ("bytesAfter", .integer(conversion.bytesAfter)),
      ("recordBytes", .integer(conversion.rawBytes)),
      ("blocks", .integer(Int64(conversion.memberCount))),
    ]
    if isCompared {
      fields.append(("blocksCompressedOtherwise", .integer(Int64(conversion.otherMemberCount))))
    }
    fields.append(("left", .array(conversion.left.map { .string($0) })))
    fields.append(("damages", .array(conversion.damages.map { .string($0.message) })))
    try Console.line(JSONValue.object(fields).text)
  }
}
