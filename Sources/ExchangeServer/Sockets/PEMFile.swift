#if Network
  import Glibc

  /// A PEM file, looked at before TLS is: its own errors name neither the file nor what is wrong.
  struct PEMFile {
    enum Content { case certificate, key }

    let bytes: [UInt8]

    static let advice =
      "make a pair with: openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=localhost "
      + "-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out cert.pem"

    private static let bytesMax = 1 << 20

    /// - Throws: `ServerError` with the file, what was found in it, what was expected, and what to do.
    init(_ path: String, holds content: Content) throws {
      bytes = try Self.read(path)
      let text = String(decoding: bytes, as: UTF8.self)
      let isEncrypted =
        text.contains("-----BEGIN ENCRYPTED") || text.contains("Proc-Type: 4,ENCRYPTED")
      let hasKey = text.contains("PRIVATE KEY-----")
      let hasCertificate = text.contains("-----BEGIN CERTIFICATE-----")
      switch content {
      case .certificate where hasCertificate: break
      case .key where hasKey && !isEncrypted: break
      case .key where isEncrypted:
        throw ServerError(
          message: "\(path) holds a key with a passphrase, expected one without; take it off with: "
            + "openssl pkey -in \(path) -out plain.pem")
      default:
        let found =
          hasKey ? "a key" : hasCertificate ? "a certificate" : Self.nature(bytes)
        let expected =
          content == .certificate
          ? "a certificate, -----BEGIN CERTIFICATE-----"
          : "a private key, -----BEGIN PRIVATE KEY-----"
        throw ServerError(
          message:
            "\(path) cannot be read as PEM: found \(found), expected \(expected); \(Self.advice)")
      }
    }

    /// What a file without PEM in it looks like.
    private static func nature(_ bytes: [UInt8]) -> String {
      if bytes.isEmpty { return "an empty file" }
      // A SEQUENCE with a length of two bytes: what every certificate and key begins with.
      if bytes.starts(with: [0x30, 0x82]) {
        return "DER (openssl x509 or pkey -inform der converts it)"
      }
      let start = bytes.prefix(24).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: ".") }
      return "'\(String(decoding: start, as: UTF8.self))'\(bytes.count > 24 ? "…" : "")"
    }

    private static func read(_ path: String) throws -> [UInt8] {
      guard let file = fopen(path, "rb") else {
        throw ServerError(
          message:
            "\(path) cannot be opened: \(String(cString: strerror(errno))); expected a PEM file; "
            + advice)
      }
      defer { fclose(file) }
      var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
      let count = fread(&bytes, 1, bytes.count, file)
      guard ferror(file) == 0, count <= bytesMax else {
        throw ServerError(
          message: "\(path) is no PEM file: a folder, or longer than \(bytesMax) bytes; " + advice)
      }
      return Array(bytes[..<count])
    }
  }
#endif
