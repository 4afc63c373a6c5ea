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
      case let error as NIOSSLError: return "TLS: \(error)"
      case let error as NIOSSLExtraError: return "TLS: \(error)"
      case let error as BoringSSLError: return "TLS: \(error)"
      case ChannelError.connectTimeout: return "no connection in time"
      case ChannelError.alreadyClosed, ChannelError.ioOnClosedChannel, ChannelError.eof:
        return "the connection ended"
      default: return String(describing: error)
      }
    }

    private static func connection(_ error: NIOConnectionError) -> String {
      if let failed = error.connectionErrors.first {
        return "\(error.host):\(error.port): \(text(failed.error))"
      }
      let dns = error.dnsAError ?? error.dnsAAAAError
      return "\(error.host): no address: \(dns.map { String(describing: $0) } ?? "not found")"
    }
  }
#endif
