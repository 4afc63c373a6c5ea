#if Network
  import Glibc

  /// Lets systemd know how a service does: sd_notify's protocol, one datagram to the socket that
  /// `NOTIFY_SOCKET` names. Without one, nothing is sent.
  struct ServiceManager {
    private let path: String?

    init() { path = getenv("NOTIFY_SOCKET").map { String(cString: $0) } }

    func notify(_ state: String) {
      guard let path, var address = Self.address(path) else { return }
      let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0 else { return }
      defer { close(descriptor) }
      let length = socklen_t(MemoryLayout<sa_family_t>.size + path.utf8.count)
      let bytes = Array(state.utf8)
      // A manager that does not listen must not stop a recording.
      _ = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(
            descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL),
            $0, length)
        }
      }
    }

    /// A path, or a name in the abstract namespace, written with `@` for its zero byte.
    private static func address(_ path: String) -> sockaddr_un? {
      var address = sockaddr_un()
      var name = Array(path.utf8)
      guard !name.isEmpty, name.count < MemoryLayout.size(ofValue: address.sun_path) else {
        return nil
      }
      if name[0] == UInt8(ascii: "@") { name[0] = 0 }
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
      return address
    }
  }
#endif
