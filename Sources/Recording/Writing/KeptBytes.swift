/// Keeps what recovery or repair cuts out of a segment, in `.damaged` files beside it. No reader
/// takes them for part of the recording.
enum KeptBytes {
  static let suffix = ".damaged"

  /// Renames a file to a `.damaged` name that is free.
  @discardableResult
  static func move(_ path: String, _ disk: DiskAccess) throws(RecordingError) -> String {
    let name = freeName(path + suffix)
    try DiskFolder.rename(path, to: name)
    return name
  }

  /// Copies part of a file to `<path>.damaged.<offset>`, and returns when the copy is on the disk.
  ///
  /// A copy that is there already, from a recovery that was interrupted, is used again.
  static func copy(
    _ file: DiskFile, _ range: Range<Int64>, beside path: String, _ disk: DiskAccess
  ) throws(RecordingError) -> String {
    let wanted = "\(path)\(suffix).\(range.lowerBound)"
    if DiskFolder.item(wanted) == .file, try isCopy(wanted, of: file, range) { return wanted }
    let name = freeName(wanted)
    let copy = try DiskFile(creating: name)
    try copy.append(contentsOf: file, range, disk)
    try copy.sync(disk)
    return name
  }

  private static func isCopy(
    _ path: String, of file: DiskFile, _ range: Range<Int64>
  ) throws(RecordingError) -> Bool {
    let copy = try DiskFile(reading: path)
    guard try copy.byteCount() == range.upperBound - range.lowerBound else { return false }
    var one = [UInt8](repeating: 0, count: 64 << 10)
    var other = one
    var at = range.lowerBound
    while at < range.upperBound {
      let wanted = Int(min(Int64(one.count), range.upperBound - at))
      let count = try file.read(into: &one, count: wanted, at: at)
      let same = try copy.read(into: &other, count: wanted, at: at - range.lowerBound)
      guard count == same, count > 0, one[..<count] == other[..<count] else { return false }
      at += Int64(count)
    }
    return true
  }

  private static func freeName(_ wanted: String) -> String {
    var name = wanted
    var number = 1
    while DiskFolder.item(name) != .none {
      number += 1
      name = "\(wanted).\(number)"
    }
    return name
  }
}
