#if Network
  import Foundation
  import TestSupport
  import Testing

  /// `tool serve` behind TLS, and what it says of files that will not do.
  struct ServeTLSTests {
    private static let begin = "-----BEGIN "
    static let bad: [(certificate: String, key: String, said: String)] = [
      ("none", "", "cert.pem cannot be read as PEM: found 'none', expected a certificate"),
      ("", "", "cert.pem cannot be read as PEM: found an empty file"),
      (
        begin + "PRIVATE KEY-----", "",
        "cert.pem cannot be read as PEM: found a key, expected a cert"
      ),
      (
        begin + "CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", begin + "PRIVATE KEY-----",
        "cert.pem cannot be read as PEM ("
      ),
      (
        begin + "CERTIFICATE-----", begin + "CERTIFICATE-----",
        "key.pem cannot be read as PEM: found a certificate, expected a private key"
      ),
      (begin + "CERTIFICATE-----", begin + "ENCRYPTED PRIVATE KEY-----", "openssl pkey -in"),
      ("\u{30}\u{02}..", "", "found '0...'"),
    ]

    @Test(arguments: bad)
    func `A file that is no certificate or key is named, with what to do`(
      certificate: String, key: String, said: String
    ) throws {
      let folder = try TemporaryFolder()
      let run = try ToolRun(
        "serve", "--generate", "7", "--port", "0", "--tls-cert",
        folder.write("cert.pem", Array(certificate.utf8)), "--tls-key",
        folder.write("key.pem", Array(key.utf8)))
      #expect(run.status == 1)
      #expect(run.output == "")
      #expect(run.errors.contains(said), "\(run.errors)")
      #expect(run.errors.contains("openssl"), "\(run.errors)")
    }

    @Test func `A file that is not there, and a folder`() throws {
      let folder = try TemporaryFolder()
      let absent = folder.file("absent.pem")
      let run = try ToolRun(
        "serve", "--generate", "7", "--tls-cert", absent, "--tls-key", folder.path)
      #expect(run.errors.contains("\(absent) cannot be opened: No such file or directory"))
      let other = try ToolRun(
        "serve", "--generate", "7", "--tls-cert", folder.path, "--tls-key", folder.path)
      #expect(other.errors.contains("is no PEM file: a folder"))
    }

    private static let hasOpenSSL = (try? ToolRun(shell: "openssl version", in: "/"))?.status == 0

    /// The command that the help shows.
    @Test(.enabled(if: hasOpenSSL, "needs openssl"))
    func `The help's own certificate serves curl, the recorder and the page's controls`() throws {
      let folder = try TemporaryFolder()
      let help = try ToolRun("help", "serve").output
      let lines = help.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      let start = try #require(lines.firstIndex { $0.hasPrefix("openssl req") })
      let command = lines[start...].prefix { !$0.hasPrefix("tool serve") }
        .map { $0.hasSuffix("\\") ? String($0.dropLast()) : $0 }.joined(separator: " ")
      let made = try ToolRun(shell: command, in: folder.path)
      try #require(made.status == 0, "\(command): \(made.errors)")
      try expectServed(
        by: ServeProcess(
          "--generate", "7", "--rate", "50", "--tls-cert", folder.file("cert.pem"), "--tls-key",
          folder.file("key.pem")), folder)
    }

    @Test(.enabled(if: hasOpenSSL, "needs openssl"))
    func `A certificate of its own making is made once`() throws {
      let folder = try TemporaryFolder()
      let arguments = ["--generate", "7", "--rate", "50", "--tls-self-made", folder.path]
      try expectServed(by: ServeProcess(arguments), folder)
      let made = try Data(contentsOf: URL(fileURLWithPath: folder.file("cert.pem")))
      let key = try FileManager.default.attributesOfItem(atPath: folder.file("key.pem"))
      #expect(key[.posixPermissions] as? Int == 0o600)
      let again = try ServeProcess(arguments)
      #expect(try again.ask("/api/v3/ping", "--cacert", folder.file("cert.pem")).body == "{}")
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("cert.pem"))) == made)
      try FileManager.default.removeItem(atPath: folder.file("key.pem"))
      let half = try ToolRun(arguments: ["serve"] + arguments)
      #expect(half.status == 1)
      #expect(half.errors.contains("cert.pem is there without the other"), "\(half.errors)")
    }

    /// To curl and to the recorder, which trust the folder's certificate.
    private func expectServed(by server: ServeProcess, _ folder: TemporaryFolder) throws {
      #expect(server.url.hasPrefix("https://127.0.0.1:"))
      let trust = ["--cacert", folder.file("cert.pem")]
      #expect(try server.ask("/api/v3/ping", trust[0], trust[1]).body == "{}")
      let state = try server.ask(
        "/control/pause", trust[0], trust[1], "--request", "POST", "--header",
        "Origin: \(server.url)")
      #expect(state.status == 200 && state.body.contains(#""isPaused":true"#))
      _ = try server.ask("/control/resume", trust[0], trust[1], "--request", "POST")
      let recorder = try RunningChild(
        ToolRun.toolPath,
        [
          "record", "--websocket-url", server.url.replacingOccurrences(of: "https", with: "wss"),
          "--ca-file", folder.file("cert.pem"), "--symbol", "ADABNB", "--output",
          folder.file("copy"), "--min-free", "1M", "--json", "--show", "candles", "--interval",
          "1s",
        ], errors: folder.file("errors"))
      #expect(recorder.line(with: #""type":"candle""#) != nil)
      recorder.signal(SIGTERM)
      #expect(recorder.wait() == 0)
    }
  }
#endif
