/// `host`, `host:port`, `[::1]:port`.
package struct HostAndPort: Equatable, Sendable {
  package let host: String
  package let port: Int?

  package init?(_ text: Substring) {
    var host = text
    var rest = Substring()
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = text[text.index(after: text.startIndex)..<end]
      rest = text[text.index(after: end)...]
    } else if let colon = text.firstIndex(of: ":") {
      host = text[..<colon]
      rest = text[colon...]
    }
    guard !host.isEmpty else { return nil }
    self.host = String(host)
    guard rest.first == ":" else {
      guard rest.isEmpty else { return nil }
      port = nil
      return
    }
    guard let port = Int(rest.dropFirst()), (1...65535).contains(port) else { return nil }
    self.port = port
  }
}
