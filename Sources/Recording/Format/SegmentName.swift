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
    "\(SegmentName.stamp(startSeconds))-\(session)-\(padded(Int64(number), 6))"
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
    let (year, month, day) = civil(daysSinceEpoch: floored(seconds, 86_400))
    let rest = seconds - floored(seconds, 86_400) * 86_400
    return padded(year, 4) + padded(month, 2) + padded(day, 2) + "T" + padded(rest / 3600, 2)
      + padded(rest / 60 % 60, 2) + padded(rest % 60, 2) + "Z"
  }

  private static func seconds(_ stamp: Substring) -> Int64? {
    let bytes = Array(stamp.utf8)
    guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z")
    else { return nil }
    func field(_ range: Range<Int>) -> Int64? {
      bytes[range].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        ? bytes[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) } : nil
    }
    guard let year = field(0..<4), let month = field(4..<6), let day = field(6..<8),
      let hour = field(9..<11), let minute = field(11..<13), let second = field(13..<15),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    let seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    // Only what receive times can reach: 1970 to 2262.
    return (0...Int64.max / 1_000_000_000).contains(seconds) ? seconds : nil
  }
}

/// A number with leading zeros.
func padded(_ value: Int64, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

private func floored(_ value: Int64, _ divisor: Int64) -> Int64 {
  value / divisor - (value % divisor < 0 ? 1 : 0)
}

/// Year, month and day of a day number, in the proleptic Gregorian calendar
/// (howardhinnant.github.io/date_algorithms.html, `civil_from_days`).
private func civil(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
  let shifted = days + 719_468
  let era = floored(shifted, 146_097)
  let dayOfEra = shifted - era * 146_097
  let yearOfEra =
    (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return (
    yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
    dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
  )
}

/// The inverse of `civil` (`days_from_civil`).
private func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
  let shiftedYear = month <= 2 ? year - 1 : year
  let era = floored(shiftedYear, 400)
  let yearOfEra = shiftedYear - era * 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
