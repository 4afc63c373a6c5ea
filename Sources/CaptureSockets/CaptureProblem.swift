#if Network
  import Capture
  import Glibc
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import NIOSSL

  /// Errors of the network libraries in words.
  enum CaptureProblem {
    static func text(_ error: any Error) -> String {
      switch error {
      case let error as NIOConnectionError: return connection(error)
      case let error as ProxyFailure: return error.description
      case is HTTPParserError: return "what came is no whole HTTP answer"
      case let error as IOError: return String(cString: strerror(error.errnoCode))
      case NIOSSLError.uncleanShutdown: return "TLS ended without a close"
      case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
        return "TLS: " + secure(String(describing: error))
      case ChannelError.connectTimeout: return "no connection in time"
      case ChannelError.alreadyClosed, ChannelError.ioOnClosedChannel, ChannelError.eof,
        ChannelError.inappropriateOperationForState, ChannelError.inputClosed,
        ChannelError.outputClosed:
        return "the connection ended"
      default: return String(describing: error)
      }
    }

    /// What the libraries say, which name their own functions and files.
    private static func secure(_ text: String) -> String {
      if text.contains("CERTIFICATE_VERIFY_FAILED") {
        return
          "the server's certificate is not trusted here; name its issuer's with --ca-file if it is yours"
      }
      if text.contains("WRONG_VERSION_NUMBER") { return "the server speaks no TLS at this port" }
      if text.contains("ValidateHostname") { return "the server's certificate is for another name" }
      // …OPENSSL_internal:TLSV1_ALERT_INTERNAL_ERROR at …/file.cc:585
      guard let mark = text.firstRange(of: "OPENSSL_internal:") else { return "it failed" }
      let reason = text[mark.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return "it failed: " + reason.lowercased().map { $0 == "_" ? " " : String($0) }.joined()
    }

    private static func connection(_ error: NIOConnectionError) -> String {
      if let failed = error.connectionErrors.first {
        return "\(error.host):\(error.port): \(text(failed.error))"
      }
      return "\(error.host): no address is known for this name, or no name server answers"
    }
  }
#endif
