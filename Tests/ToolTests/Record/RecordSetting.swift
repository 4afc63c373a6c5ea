#if Network
  import Foundation
  import Recording
  import TestSupport
  import Testing

  /// A Python server with real frames, and `tool record` against it.
  struct RecordSetting {
    static let isPossible = SharedReal.exists && PythonPackages.withWebsockets != nil
    static let impossible: Comment = "needs real frames, and python3 with websockets"

    let folder = try? TemporaryFolder()
    let server: RunningChild
    let port: Int
    let isSecure: Bool

    var recording: String { folder?.file("recording") ?? "" }
    var certificate: String { folder?.file("cert.pem") ?? "" }
    var errors: String { folder?.file("errors") ?? "" }

    init(isSecure: Bool = false, _ serverArguments: String...) throws {
      self.isSecure = isSecure
      let folder = try #require(folder)
      var arguments = [
        PackageRoot.path + "/Tests/Python/websocket_server.py", "--frames",
        SharedReal.path("frames/spot_btcusdt_20240808.gz"), "--sent", folder.file("sent"),
      ]
      if isSecure {
        try Self.makeCertificate(folder)
        arguments += ["--cert", folder.file("cert.pem"), "--key", folder.file("key.pem")]
      }
      server = try RunningChild(
        try #require(PythonPackages.withWebsockets), arguments + serverArguments)
      let line = try #require(server.line(with: "port "))
      port = try #require(Int(line.dropFirst(5)))
    }

    /// The usual arguments for `tool record`.
    func arguments(_ more: [String], host: String = "127.0.0.1") -> [String] {
      [
        "record", "--websocket-url", "\(isSecure ? "wss" : "ws")://\(host):\(port)", "--symbol",
        "BTCUSDT", "--stream", "trade,bookTicker,depth@100ms", "--output", recording, "--min-free",
        "1M", "--json",
      ] + (isSecure ? ["--ca-file", certificate] : []) + more
    }

    func start(_ more: String...) throws -> RunningChild {
      try RunningChild(ToolRun.toolPath, arguments(more), errors: errors)
    }

    /// What the server sent, as `kind payload`.
    func sent() throws -> [[UInt8]] {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder?.file("sent") ?? "")))
      var found: [[UInt8]] = []
      var at = 0
      while at < bytes.count {
        var fields: [[UInt8]] = []
        for _ in 0..<3 {
          let end = bytes[at...].firstIndex(of: 0x20) ?? bytes.count
          fields.append(Array(bytes[at..<end]))
          at = end + 1
        }
        let length = Int(String(decoding: fields[2], as: UTF8.self)) ?? 0
        // A server that was stopped may have left half a line.
        guard at + length <= bytes.count else { break }
        found.append(fields[1] + bytes[at..<at + length])
        at += length + 1
      }
      return found
    }

    /// What the recording holds of data frames, as `kind payload`.
    func recorded() throws -> [[UInt8]] {
      try records().filter { $0.first == UInt8(ascii: "t") || $0.first == UInt8(ascii: "b") }
    }

    /// All records, as `kind payload`; throws at the first damage.
    func records() throws -> [[UInt8]] {
      var reader = RecordingReader(try Recording(paths: [recording]))
      var found: [[UInt8]] = []
      while let step = try reader.next() {
        switch step {
        case .damage(let damage): throw RecordingError.damaged(damage)
        case .frame(let frame):
          let payload = frame.payload.withUnsafeBufferPointer { Array($0) }
          found.append([frame.kind.rawValue] + payload)
        }
      }
      return found
    }

    /// The payloads of one kind of record, as text.
    func texts(_ kind: Character) throws -> [String] {
      try records().filter { $0.first == kind.asciiValue }
        .map { String(decoding: $0.dropFirst(), as: UTF8.self) }
    }

    private static func makeCertificate(_ folder: TemporaryFolder) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes", "-keyout", folder.file("key.pem"), "-out", folder.file("cert.pem"), "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
      ]
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "openssl is needed to make a certificate")
    }
  }
#endif
