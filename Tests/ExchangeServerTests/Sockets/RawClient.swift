#if Network
  import Glibc

  @testable import ExchangeServer

  /// A TCP client that sends whatever it is given, and gives up waiting after a while.
  final class RawClient {
    private let descriptor: Int32
    private var unread: [UInt8] = []
    private(set) var isEnded = false

    static let patienceS = 20

    struct CannotConnect: Error { var code: Int32 }

    init(port: Int, receiveBytes: Int32? = nil) throws {
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var patience = timeval(tv_sec: Self.patienceS, tv_usec: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
      if var receiveBytes {
        setsockopt(
          descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBytes, socklen_t(MemoryLayout<Int32>.size))
      }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(port).bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let result = withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if result != 0 { throw CannotConnect(code: errno) }
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends as much as the server takes; a server that hangs up is no error.
    func send(_ bytes: [UInt8]) {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count <= 0 { return }
        rest = rest.dropFirst(count)
      }
    }

    /// No more bytes will come from us.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Waits for bytes.
    /// - Returns: false at the end, or when patience is.
    private func receive() -> Bool {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count <= 0 {
        isEnded = count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)
        return false
      }
      unread += buffer[..<count]
      return true
    }

    /// Whether the server ends the connection in a short while.
    func hasEnded(withinMs ms: Int32) -> Bool {
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if Glibc.poll(&poll, 1, ms) > 0 { _ = receive() }
      return isEnded
    }

    /// Everything up to the end of the connection.
    func readToEnd() -> [UInt8] {
      while receive() {}
      defer { unread = [] }
      return unread
    }

    // MARK: HTTP

    struct Answer: Equatable {
      var head: String
      var body: String
      var status: Int { Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0 }
    }

    func get(_ target: String) -> Answer? {
      send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
      return answer()
    }

    /// The next answer with its body.
    func answer() -> Answer? {
      guard let head = head() else { return nil }
      let length = head.split(separator: "\r\n").compactMap { line -> Int? in
        line.lowercased().hasPrefix("content-length: ") ? Int(line.dropFirst(16)) : nil
      }
      while unread.count < length.first ?? 0, receive() {}
      let body = unread.prefix(length.first ?? 0)
      unread.removeFirst(body.count)
      return Answer(head: head, body: String(decoding: body, as: UTF8.self))
    }

    func head() -> String? {
      while true {
        let text = String(decoding: unread, as: UTF8.self)
        if let end = text.firstRange(of: "\r\n\r\n") {
          unread.removeFirst(text[..<end.upperBound].utf8.count)
          return String(text[..<end.lowerBound])
        }
        if !receive() { return nil }
      }
    }

    // MARK: Websocket

    static func handshake(_ target: String) -> String {
      "GET \(target) HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    }

    /// - Returns: the answer's status.
    func upgrade(_ target: String) -> Int {
      send(Self.handshake(target))
      guard let head = head() else { return 0 }
      return Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
    }

    /// Sends a frame with a mask of zeros.
    func frame(_ first: UInt8, _ payload: [UInt8]) {
      precondition(payload.count < 126)
      send([first, 0x80 | UInt8(payload.count), 0, 0, 0, 0] + payload)
    }

    func say(_ text: String) { frame(0x81, Array(text.utf8)) }

    /// The next frame; nil at the end.
    func next() -> TestClients.Frame? {
      while true {
        var rest = unread[...]
        if let frame = TestClients.next(&rest) {
          unread.removeFirst(unread.count - rest.count)
          return frame
        }
        if !receive() { return nil }
      }
    }

    /// The next text frame; pings are answered.
    func nextText() -> String? {
      while let frame = next() {
        if frame.opcode == .text { return frame.text }
        if frame.opcode == .ping { self.frame(0x8A, frame.payload) }
        if frame.opcode == .close { return nil }
      }
      return nil
    }
  }
#endif
