import Basics

/// What is said to a proxy until it has connected us to a server, as a value: bytes in, bytes out.
package struct ProxyHandshake: Sendable {
  package enum Step: Equatable, Sendable {
    case waiting
    case send([UInt8])
    /// We are connected; what came behind the proxy's answer is the server's.
    case connected(rest: [UInt8])
    case failed(reason: String)
  }

  private enum Phase: Sendable {
    case answer
    case method, login, reply
  }

  private let proxy: ProxyAddress
  private let host: String
  private let port: Int
  private var phase: Phase
  private var received: [UInt8] = []

  private static let answerBytesMax = 16 << 10

  package init(_ proxy: ProxyAddress, host: String, port: Int) {
    self.proxy = proxy
    self.host = host
    self.port = port
    phase = proxy.scheme == .http ? .answer : .method
  }

  /// What is sent first.
  package var greeting: [UInt8] {
    switch proxy.scheme {
    case .http: connectRequest
    // Version 5; without a login, and with one if we have one.
    case .socks5: proxy.user.isEmpty ? [5, 1, 0] : [5, 2, 0, 2]
    }
  }

  package mutating func read(_ bytes: [UInt8]) -> Step {
    received += bytes
    switch phase {
    case .answer: return readAnswer()
    case .method: return readMethod()
    case .login: return readLogin()
    case .reply: return readReply()
    }
  }

  // MARK: - HTTP

  private var connectRequest: [UInt8] {
    let authority = (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    var head = "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n"
    if !proxy.user.isEmpty {
      let secret = Base64.text(Array("\(proxy.user):\(proxy.password)".utf8))
      head += "Proxy-Authorization: Basic \(secret)\r\n"
    }
    return Array((head + "\r\n").utf8)
  }

  private func readAnswer() -> Step {
    let end = Array("\r\n\r\n".utf8)
    guard let range = received.firstRange(of: end) else {
      return received.count > Self.answerBytesMax ? .failed(reason: "it speaks no HTTP") : .waiting
    }
    let line = String(decoding: received.prefix { $0 != 0x0D }, as: UTF8.self)
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
      return .failed(reason: "it speaks no HTTP")
    }
    switch status {
    case 200..<300: return .connected(rest: Array(received[range.upperBound...]))
    case 407: return .failed(reason: loginReason)
    default:
      return .failed(reason: "it answered HTTP \(status) to CONNECT \(host):\(port)")
    }
  }

  private var loginReason: String {
    proxy.user.isEmpty ? "it wants a user and a password" : "it refuses the user or the password"
  }

  // MARK: - SOCKS

  private mutating func readMethod() -> Step {
    guard received.count >= 2 else { return .waiting }
    let method = received[1]
    guard received[0] == 5 else { return .failed(reason: "it speaks no SOCKS 5") }
    received.removeFirst(2)
    switch method {
    case 0: return sendConnect()
    case 2 where !proxy.user.isEmpty:
      phase = .login
      let (user, password) = (Array(proxy.user.utf8), Array(proxy.password.utf8))
      return .send([1, UInt8(user.count)] + user + [UInt8(password.count)] + password)
    default: return .failed(reason: loginReason)
    }
  }

  private mutating func readLogin() -> Step {
    guard received.count >= 2 else { return .waiting }
    guard received[1] == 0 else { return .failed(reason: loginReason) }
    received.removeFirst(2)
    return sendConnect()
  }

  private mutating func sendConnect() -> Step {
    let name = Array(host.utf8)
    guard let count = UInt8(exactly: name.count) else {
      return .failed(reason: "the server's name is too long for SOCKS")
    }
    phase = .reply
    return .send([5, 1, 0, 3, count] + name + [UInt8(port >> 8 & 0xFF), UInt8(port & 0xFF)])
  }

  /// Version, reply, 0, then the address that the proxy uses: IPv4, name, or IPv6, and a port.
  private func readReply() -> Step {
    guard received.count >= 5 else { return .waiting }
    guard received[0] == 5 else { return .failed(reason: "it speaks no SOCKS 5") }
    guard received[1] == 0 else {
      return .failed(reason: Self.reason(received[1]) + " \(host):\(port)")
    }
    let addressBytes: Int
    switch received[3] {
    case 1: addressBytes = 4
    case 3: addressBytes = 1 + Int(received[4])
    case 4: addressBytes = 16
    default: return .failed(reason: "it speaks no SOCKS 5")
    }
    let count = 4 + addressBytes + 2
    return received.count < count ? .waiting : .connected(rest: Array(received[count...]))
  }

  private static func reason(_ reply: UInt8) -> String {
    switch reply {
    case 2: "its rules forbid a connection to"
    case 3: "it cannot reach the network of"
    case 4: "it cannot reach, or does not find,"
    case 5: "refused by"
    case 6: "it had no answer in time from"
    default: "it answered with error \(reply) for"
    }
  }
}
