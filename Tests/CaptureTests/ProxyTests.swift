import Basics
import Capture
import TestSupport
import Testing

@Suite struct ProxyTests {
  @Test(
    arguments: [
      ("http://127.0.0.1:8080", .http, "127.0.0.1", 8080, "", ""),
      ("proxy.example.com", .http, "proxy.example.com", 3128, "", ""),
      ("HTTP://me:secret@[::1]:3128/", .http, "::1", 3128, "me", "secret"),
      ("socks5://h", .socks5, "h", 1080, "", ""), ("socks5h://u:@h:1", .socks5, "h", 1, "u", ""),
      ("http://a%40b:c%3A%2Fd%25@h:1", .http, "h", 1, "a@b", "c:/d%"),
    ] as [(String, ProxyAddress.Scheme, String, Int, String, String)])
  func `addresses of proxies`(
    text: String, scheme: ProxyAddress.Scheme, host: String, port: Int, user: String,
    password: String
  ) throws {
    let proxy = try #require(ProxyAddress(text))
    #expect(proxy.scheme == scheme && proxy.host == host && proxy.port == port)
    #expect(proxy.user == user && proxy.password == password)
    #expect(!proxy.text.contains("secret"))
  }

  @Test(
    arguments: [
      "", "http://", "https://h:1", "socks4://h", "http://h:0", "http://h:99999", "http://h:x",
      "http://h/path", "http://a%4@h", "http://a%ff@h", "ftp://h", "http://[::1", "http://[::1]x",
    ])
  func `what is no proxy's address`(text: String) { #expect(ProxyAddress(text) == nil) }

  private static func choice(
    _ variables: [String: String], option: String? = nil
  ) throws -> ProxyChoice {
    try ProxyChoice(option: option) { variables[$0] }
  }

  private static func host(
    _ choice: ProxyChoice, _ server: String, port: Int = 443, isSecure: Bool = true
  )
    -> String?
  {
    choice.proxy(host: server, port: port, isSecure: isSecure)?.host
  }

  @Test func `the variables that others read are read`() throws {
    let all = try Self.choice([
      "HTTPS_PROXY": "http://s", "http_proxy": "http://p", "HTTP_PROXY": "http://q",
      "ALL_PROXY": "socks5://a",
    ])
    #expect(Self.host(all, "x.com") == "s")
    #expect(Self.host(all, "x.com", isSecure: false) == "p")
    #expect(Self.host(try Self.choice(["all_proxy": "socks5://a"]), "x.com") == "a")
    #expect(Self.host(try Self.choice([:]), "x.com") == nil)
    #expect(Self.host(try Self.choice(["HTTPS_PROXY": ""]), "x.com") == nil)
    // An option goes before them, and can forbid them.
    let variables = ["HTTPS_PROXY": "http://s"]
    #expect(Self.host(try Self.choice(variables, option: "socks5://o"), "x.com") == "o")
    #expect(Self.host(try Self.choice(variables, option: "none"), "x.com") == nil)
    let around = ["HTTPS_PROXY": "http://s", "NO_PROXY": "x.com"]
    #expect(Self.host(try Self.choice(around), "x.com") == nil)
    #expect(Self.host(try Self.choice(around, option: "http://o"), "x.com") == "o")
  }

  @Test func `a proxy that is none is refused, and its password not shown`() {
    for (variables, option) in [
      (["HTTPS_PROXY": "https://me:secret@h"], nil), ([:], "gopher://me:secret@h"),
    ] as [([String: String], String?)] {
      let problem = #expect(throws: ProxyChoice.Problem.self) {
        try Self.choice(variables, option: option)
      }
      #expect(problem?.description.contains("secret") == false)
      #expect(problem?.description.contains("socks5://host:1080") == true)
    }
  }

  @Test func `exceptions are hosts, domains, ports and all`() throws {
    let choice = try Self.choice([
      "ALL_PROXY": "http://p",
      "NO_PROXY": "localhost, .Example.com,10.0.0.7:8080 *.test,binance.us,10.1.0.0/16",
    ])
    for (host, port, isDirect) in [
      ("localhost", 1, true), ("example.com", 443, true), ("a.b.example.com", 443, true),
      ("notexample.com", 443, false), ("10.0.0.7", 8080, true), ("10.0.0.7", 443, false),
      ("10.1.2.3", 443, true), ("10.2.2.3", 443, false), ("10.1.2.3.4", 443, false),
      ("a.test", 1, true), ("STREAM.binance.us", 9443, true), ("stream.binance.com", 443, false),
    ] {
      #expect((Self.host(choice, host, port: port) == nil) == isDirect, "\(host):\(port)")
    }
    let none = try Self.choice(["ALL_PROXY": "http://p", "no_proxy": "*"])
    #expect(Self.host(none, "x") == nil)
  }

  // MARK: - The handshake

  /// What the proxy says, and what we say to it; whole and byte by byte.
  private static func talk(
    _ proxy: String, host: String = "stream.binance.com", _ said: [[UInt8]], byBytes: Bool
  ) throws -> (sent: [[UInt8]], last: ProxyHandshake.Step) {
    var handshake = ProxyHandshake(try #require(ProxyAddress(proxy)), host: host, port: 9443)
    var sent = [handshake.greeting]
    var last = ProxyHandshake.Step.waiting
    for piece in said {
      let parts = byBytes ? piece.map { [$0] } : [piece]
      for part in parts {
        last = handshake.read(part)
        if case .send(let bytes) = last { sent.append(bytes) }
      }
    }
    return (sent, last)
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test(arguments: [false, true])
  func `CONNECT, with a user and without`(byBytes: Bool) throws {
    let answer = Self.bytes("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n")
    let (sent, last) = try Self.talk("http://h", [answer], byBytes: byBytes)
    let line = "CONNECT stream.binance.com:9443 HTTP/1.1\r\nHost: stream.binance.com:9443\r\n"
    #expect(sent == [Self.bytes(line + "\r\n")])
    #expect(last == .connected(rest: []))
    let (login, _) = try Self.talk("http://Aladdin:open%20sesame@h", [answer], byBytes: byBytes)
    #expect(
      login == [
        Self.bytes(line + "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n")
      ])
    let (six, _) = try Self.talk("http://h", host: "::1", [answer], byBytes: byBytes)
    #expect(String(decoding: six[0], as: UTF8.self).hasPrefix("CONNECT [::1]:9443 HTTP/1.1\r\n"))
  }

  @Test func `what comes behind the answer is the server's`() throws {
    let (_, last) = try Self.talk(
      "http://h", [Self.bytes("HTTP/1.0 200 OK\r\n\r\n\u{16}hello")], byBytes: false)
    #expect(last == .connected(rest: Self.bytes("\u{16}hello")))
  }

  @Test(
    arguments: [
      ("http://h", "HTTP/1.1 407 X\r\n\r\n", "it wants a user and a password"),
      ("http://u:p@h", "HTTP/1.1 407 X\r\n\r\n", "it refuses the user or the password"),
      (
        "http://h", "HTTP/1.1 502 Bad Gateway\r\n\r\n<html>",
        "it answered HTTP 502 to CONNECT stream.binance.com:9443"
      ),
      ("http://h", "SSH-2.0-OpenSSH\r\n\r\n", "it speaks no HTTP"),
      ("http://h", "HTTP/1.1\r\n\r\n", "it speaks no HTTP"),
      ("socks5://h", "HTTP/1.1 400 X\r\n\r\n", "it speaks no SOCKS 5"),
      ("socks5://h", "\u{5}\u{7f}", "it wants a user and a password"),
      ("socks5://u:p@h", "\u{5}\u{2}\u{1}\u{1}", "it refuses the user or the password"),
      (
        "socks5://h", "\u{5}\u{0}\u{5}\u{5}\u{0}\u{1}\u{0}",
        "refused by stream.binance.com:9443"
      ),
      ("socks5://h", "\u{5}\u{0}\u{5}\u{0}\u{0}\u{9}\u{0}", "it speaks no SOCKS 5"),
    ])
  func `a proxy that does not connect says why`(proxy: String, said: String, reason: String) throws
  {
    let (_, last) = try Self.talk(proxy, [Self.bytes(said)], byBytes: true)
    #expect(last == .failed(reason: reason))
  }

  @Test func `an answer without an end is given up`() throws {
    let (_, last) = try Self.talk(
      "http://h", [Array(repeating: 0x41, count: 17 << 10)], byBytes: false)
    #expect(last == .failed(reason: "it speaks no HTTP"))
  }

  @Test(
    arguments: [[1, 10, 0, 0, 1], [3, 1, 0x61], [4] + Array(repeating: 0, count: 16)] as [[UInt8]])
  func `SOCKS, with a login and without`(address: [UInt8]) throws {
    let name = Self.bytes("stream.binance.com")
    let connect: [UInt8] = [5, 1, 0, 3, UInt8(name.count)] + name + [0x24, 0xE3]
    let reply: [UInt8] = [5, 0, 0] + address + [0x12, 0x34]
    for byBytes in [false, true] {
      let (sent, last) = try Self.talk("socks5://h", [[5, 0], reply + [9]], byBytes: byBytes)
      #expect(sent == [[5, 1, 0], connect])
      if !byBytes { #expect(last == .connected(rest: [9])) }
      let (login, end) = try Self.talk(
        "socks5://me:you@h", [[5, 2], [1, 0], reply], byBytes: byBytes)
      #expect(
        login == [
          [5, 2, 0, 2], [1, 2] + Self.bytes("me") + [3] + Self.bytes("you"), connect,
        ])
      #expect(end == .connected(rest: []))
    }
  }

  @Test func `base64 as RFC 4648 has it`() {
    let pairs = [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]
    for (plain, text) in pairs { #expect(Base64.text(Self.bytes(plain)) == text) }
    #expect(Base64.text([0xFB, 0xFF, 0xBF]) == "+/+/")
  }
}
