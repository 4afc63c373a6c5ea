import Basics

/// The file name of a segment: `<UTC start>-<session>-<number>.gz`, for example
/// `20240808T140000Z-a1b2c3-000001.gz`; `.pack` in place of `.gz` once it is packed.
package struct SegmentName: Equatable, Sendable {
  /// Start in whole seconds since the Unix epoch.
  package var startSeconds: Int64
  package var session: String
  /// Number of the segment in its session, from 1.
  package var number: Int
  package var isPacked = false

  package init(startNs: Int64, session: String, number: Int) {
    startSeconds = startNs / 1_000_000_000
    self.session = session
    self.number = number
  }

  /// Reads a file name; nil if it is not of this form.
  package init?(_ fileName: String) {
    isPacked = fileName.hasSuffix(SegmentName.packedSuffix)
    let suffix = isPacked ? SegmentName.packedSuffix : SegmentName.suffix
    guard fileName.hasSuffix(suffix) else { return nil }
    let parts = fileName.dropLast(suffix.count)
      .split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let start = SegmentName.seconds(parts[0]),
      SegmentName.isSession(String(parts[1])), parts[2].utf8.count >= 6,
      parts[2].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(parts[2]), (1...RecordingLimits.segmentNumberMax).contains(number)
    else { return nil }
    startSeconds = start
    session = String(parts[1])
    self.number = number
  }

  package var fileName: String {
    "\(SegmentName.stamp(startSeconds))-\(session)-\(Int64(number).padded(6))"
      + (isPacked ? SegmentName.packedSuffix : SegmentName.suffix)
  }

  package static let suffix = ".gz"
  package static let packedSuffix = ".pack"

  /// Whether a file's name is that of a segment, whatever stands before its suffix.
  package static func isSegment(_ fileName: String) -> Bool {
    fileName.hasSuffix(suffix) || fileName.hasSuffix(packedSuffix)
  }

  /// The name of the packed segment that stands for a plain one, and the other way round; nil if the
  /// name has neither suffix.
  package static func counterpart(of fileName: String) -> String? {
    if fileName.hasSuffix(suffix) { return fileName.dropLast(suffix.count) + packedSuffix }
    guard fileName.hasSuffix(packedSuffix) else { return nil }
    return fileName.dropLast(packedSuffix.count) + suffix
  }

  /// Whether a text can be a session's identifier: 1 to 40 letters, digits, dots and underscores.
  package static func isSession(_ text: String) -> Bool {
    (1...RecordingLimits.sessionBytesMax).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
          || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
      }
  }

  /// `YYYYMMDDThhmmssZ`.
  static func stamp(_ seconds: Int64) -> String {
    let day = floorDivide(seconds, 86_400)
    let (date, rest) = (CivilDate(epochDay: day), seconds - day * 86_400)
    return date.year.padded(4) + date.month.padded(2) + date.day.padded(2) + "T"
      + (rest / 3600).padded(2) + (rest / 60 % 60).padded(2) + (rest % 60).padded(2) + "Z"
  }

  private static func seconds(_ stamp: Substring) -> Int64? {
    let bytes = Array(stamp.utf8)
    guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z")
    else { return nil }
    func field(_ range: Range<Int>) -> Int64? {
      bytes[range].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        ? bytes[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) } : nil
    }
    guard let year = field(0..<4), let month = field(4..<6), let dayOfMonth = field(6..<8),
      let hour = field(9..<11), let minute = field(11..<13), let second = field(13..<15),
      (1...12).contains(month), (1...31).contains(dayOfMonth), hour < 24, minute < 60, second < 60
    else { return nil }
    let day = CivilDate(year: year, month: month, day: dayOfMonth).epochDay
    let seconds = day * 86_400 + hour * 3600 + minute * 60 + second
    // Only what receive times can reach: 1970 to 2262.
    return (0...Int64.max / 1_000_000_000).contains(seconds) ? seconds : nil
  }
}
