import Recording

/// What `tool pack` and `tool unpack` print at the end.
struct ConversionText {
  var segmentCount: Int
  var bytesBefore: Int64
  var bytesAfter: Int64
  var rawBytes: Int64
  var packedBytes: Int64
  var memberCount: Int
  /// Nil if that was not looked at.
  var otherMemberCount: Int?
  var left: [String]
  var damages: [Damage]
  var `where`: String

  func print(json: Bool) throws {
    if json { return try Console.line(object.text) }
    try Console.line(
      "\(counted(segmentCount, "segment")): \(bytesBefore) bytes before, \(bytesAfter) after; "
        + "\(rawBytes) bytes of records, packed \(timesText(rawBytes, packedBytes))x, in \(`where`)"
    )
    guard let otherMemberCount else { return }
    if otherMemberCount == 0 {
      try Console.line("\(counted(memberCount, "block")), all byte for byte the same")
    } else {
      try Console.line(
        "\(counted(memberCount, "block")), \(otherMemberCount) of them compressed by another zlib: "
          + "their records are byte for byte the same, their compressed bytes are not")
    }
  }

  private var object: JSONText {
    var fields: [(String, JSONText)] = [
      ("output", .string(`where`)), ("segments", .integer(Int64(segmentCount))),
      ("bytesBefore", .integer(bytesBefore)), ("bytesAfter", .integer(bytesAfter)),
      ("recordBytes", .integer(rawBytes)), ("blocks", .integer(Int64(memberCount))),
    ]
    if let otherMemberCount {
      fields.append(("blocksCompressedOtherwise", .integer(Int64(otherMemberCount))))
    }
    fields.append(("left", .array(left.map { .string($0) })))
    fields.append(("damages", .array(damages.map { .string($0.message) })))
    return .object(fields)
  }
}

/// A progress bar whose total comes with its first update.
final class ProgressOfTwo {
  private let what: String
  private var progress: Progress?

  init(_ what: String) { self.what = what }

  func update(_ done: Int64, of total: Int64) {
    if progress == nil { progress = Progress(what, total: total) }
    progress?.update(done)
  }

  func finish() { progress?.finish() }
}
