/// A JSON object on one line, for the records that an import writes itself (`o`, `x`, and the
/// first line of `r` and `a`). Keys stand in the order in which they are added.
struct JSONLine {
  private(set) var bytes: [UInt8] = [0x7b]

  mutating func add(_ key: String, _ value: String) {
    addKey(key)
    addText(value)
  }

  /// `value` must be JSON already.
  mutating func add(_ key: String, json value: String) {
    addKey(key)
    bytes += Array(value.utf8)
  }

  mutating func close() { bytes.append(0x7d) }

  private mutating func addKey(_ key: String) {
    if bytes.count > 1 { bytes.append(0x2c) }
    addText(key)
    bytes.append(0x3a)
  }

  private mutating func addText(_ text: String) {
    let hex = Array("0123456789abcdef".utf8)
    bytes.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5c: bytes += [0x5c, byte]
      case 0..<0x20:
        bytes += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }
}

extension JSONLine {
  /// What an `o` record says of a connection that someone else had open.
  static func opened(url: String, from name: String) -> [UInt8] {
    var line = JSONLine()
    line.add("url", url)
    line.add("importedFrom", name)
    line.close()
    return line.bytes
  }

  /// The first line of an `r` record whose body someone else fetched. Captures hold the bodies of
  /// answered requests only, hence the status.
  static func response(url: String, from name: String) -> [UInt8] {
    var line = JSONLine()
    line.add("method", "GET")
    line.add("url", url)
    line.add("status", json: "200")
    line.add("headers", json: "{}")
    line.add("importedFrom", name)
    line.close()
    return line.bytes
  }
}
