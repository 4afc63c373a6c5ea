#if Network
  import Foundation
  import Glibc

  /// A certificate and key of one's own in a folder: those that are there, else made by openssl.
  struct SelfMadeCertificate {
    let certificateFile: String
    let keyFile: String

    private static let files = ["cert.pem", "key.pem"]

    /// - Parameter host: the address that is served, besides this machine's own.
    /// - Throws: `ToolError` if openssl is not there, or cannot make them; what is there stays.
    init(folder: String, host: String) throws {
      let paths = Self.files.map { folder + "/" + $0 }
      (certificateFile, keyFile) = (paths[0], paths[1])
      let there = paths.filter { FileManager.default.fileExists(atPath: $0) }
      if there.count == paths.count { return }
      guard there.isEmpty else {
        throw ToolError(
          "\(there[0]) is there without the other of \(Self.files.joined(separator: " and ")): put "
            + "that back, or name a folder with neither")
      }
      try Self.make(in: folder, host)
    }

    /// Makes both under other names first, so that half a pair never stays.
    private static func make(in folder: String, _ host: String) throws {
      let made = files.map { "\(folder)/\($0).\(getpid()).part" }
      defer { for path in made { unlink(path) } }
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw ToolError("cannot make the folder \(folder): \(error.localizedDescription)")
      }
      try runOpenSSL([
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=\(names(host))", "-keyout", made[1], "-out", made[0],
      ])
      for (file, path) in zip(files, made).reversed() {
        guard Glibc.rename(path, "\(folder)/\(file)") == 0 else {
          throw ToolError("cannot create \(folder)/\(file): \(String(cString: strerror(errno)))")
        }
      }
    }

    private static func names(_ host: String) -> String {
      let own = "DNS:localhost,IP:127.0.0.1,IP:::1"
      if ["localhost", "127.0.0.1", "::1", "0.0.0.0", "::"].contains(host) { return own }
      let isAddress = host.contains(":") || host.allSatisfy { $0 == "." || $0.isNumber }
      return "\(own),\(isAddress ? "IP" : "DNS"):\(host)"
    }

    private static func runOpenSSL(_ arguments: [String]) throws {
      let process = Process()
      let errors = Pipe()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["openssl"] + arguments
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = errors
      try process.run()
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      guard process.terminationStatus != 127 else {
        throw ToolError(
          "--tls-self-made needs openssl, and there is none: install it, or give a pair with "
            + "--tls-cert and --tls-key")
      }
      guard process.terminationStatus == 0 else {
        throw ToolError("openssl made no certificate: \(text.suffix(500))")
      }
    }
  }
#endif
