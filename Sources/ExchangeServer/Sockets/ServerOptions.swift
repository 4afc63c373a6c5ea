#if Network
  import NIOSSL

  /// Where a server listens, and what it bears from clients.
  package struct ServerOptions: Sendable {
    package var exchange = ExchangeOptions()
    package var host = "127.0.0.1"
    /// 0: any that is free.
    package var port = 0
    /// PEM files; both or none.
    package var certificateFile: String?
    package var keyFile: String?
    /// From the first byte to the whole request, handshakes included.
    package var requestWithinMs: Int64 = 10_000
    /// A kept connection without a request, or without an end of its answer.
    package var idleMs: Int64 = 60_000
    /// TCP connections, those that are still shaking hands too.
    package var socketsMax = 4000
    /// The page at `/` and the controls under `/control/`.
    package var hasControl = true
    /// Lines of JSON with everything done; see `TruthLog`. Called on the server's thread.
    package var truth: (@Sendable (String) -> Void)?
    /// A line about each client that was dropped. Called on the server's thread.
    package var report: (@Sendable (String) -> Void)?

    package init() {}

    /// Longest message from a client, in one frame or in pieces.
    static let messageBytesMax = 64 << 10
    static let fragmentsMax = 64
    static let headerBytesMax = 32 << 10
    static let headersMax = 64

    var urlHost: String { host.contains(":") ? "[\(host)]" : host }

    /// - Throws: `ServerError` naming the file that cannot be used.
    func tlsContext() throws -> NIOSSLContext? {
      guard let certificateFile, let keyFile else {
        if certificateFile == nil, keyFile == nil { return nil }
        throw ServerError(message: "TLS needs both a certificate and its key")
      }
      let certificateBytes = try PEMFile(certificateFile, holds: .certificate).bytes
      let keyBytes = try PEMFile(keyFile, holds: .key).bytes
      let certificates = try read(certificateFile) {
        try NIOSSLCertificate.fromPEMBytes(certificateBytes)
      }
      let key = try read(keyFile) { try NIOSSLPrivateKey(bytes: keyBytes, format: .pem) }
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
      configuration.minimumTLSVersion = .tlsv12
      do {
        return try NIOSSLContext(configuration: configuration)
      } catch {
        throw ServerError(
          message:
            "\(certificateFile) and \(keyFile) do not go together (\(error)): expected the key "
            + "that the certificate was made with")
      }
    }

    private func read<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
      do {
        return try body()
      } catch {
        throw ServerError(
          message:
            "\(path) cannot be read as PEM (\(error)): its base64 lines are damaged, or of a "
            + "kind that is not known here; \(PEMFile.advice)")
      }
    }
  }
#endif
