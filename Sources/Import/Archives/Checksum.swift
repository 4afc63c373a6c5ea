import Basics

/// The `.CHECKSUM` file that the archive keeps beside each ZIP, in `sha256sum`'s format:
///
///     dd579c62368ded93d3f01a1904575b932279e32936e181c062763e605793c1c2  BTCUSDT-1m-2020-01-01.zip
package enum Checksum {
  /// Compares a file with the checksum beside it. False if there is none.
  package static func verify(_ path: String, meter: ImportMeter? = nil) throws -> Bool {
    let sumPath = path + ".CHECKSUM"
    guard fileExists(sumPath) else { return false }
    let expected = try read(sumPath, for: InputFile.name(ofPath: path))
    let found = try sha256(of: path, meter: meter)
    guard found == expected else {
      throw ImportError(
        path, found: "SHA-256 \(found)", expected: "\(expected), as \(sumPath) says",
        advice: "the file is damaged or was repacked: fetch both anew, or remove the .CHECKSUM")
    }
    return true
  }

  private static func read(_ path: String, for name: String) throws -> String {
    let file = try FileBytes(path: path)
    let bytes = try file.bytes(
      at: 0, count: min(Int(file.byteCount), ImportLimits.checksumBytesMax))
    let words = String(decoding: bytes, as: UTF8.self)
      .split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\r" || $0 == "\t" })
    guard let sum = words.first, sum.utf8.count == 64, sum.allSatisfy(\.isHexDigit) else {
      throw ImportError(
        path, .offset(0), found: excerpt(bytes.span), expected: "64 hexadecimal digits and a name",
        advice: "fetch it anew, or remove it")
    }
    // sha256sum marks binary mode with a star before the name.
    if words.count > 1, words[1].drop(while: { $0 == "*" }) != name {
      throw ImportError(
        path, .offset(0), found: "the checksum of \(excerpt(Array(words[1].utf8).span))",
        expected: "the checksum of \(name)", advice: "fetch it anew, or remove it")
    }
    return sum.lowercased()
  }

  private static func sha256(of path: String, meter: ImportMeter?) throws -> String {
    let file = PlainBytes(try FileBytes(path: path, meter: meter))
    var buffer = [UInt8](repeating: 0, count: ImportLimits.readBytes)
    var hash = SHA256()
    while true {
      let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
      if count == 0 { return hash.finishHex() }
      hash.update(buffer.span.extracting(0..<count))
    }
  }
}
