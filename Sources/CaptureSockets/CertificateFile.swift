#if Network
  import Capture
  import Glibc
  import NIOSSL

  /// A PEM file with certificates to trust.
  enum CertificateFile {
    struct Problem: Error, CustomStringConvertible {
      let file: String
      let found: String

      var description: String {
        "\(file): found \(found); expected certificates in PEM, each between the lines "
          + "-----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----"
      }
    }

    /// - Throws: `Problem`; the library's own errors name neither the file nor what is wrong with it.
    static func read(_ file: String) throws -> [NIOSSLCertificate] {
      guard access(file, R_OK) == 0 else {
        throw Problem(file: file, found: String(cString: strerror(errno)))
      }
      guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty
      else { throw Problem(file: file, found: "no certificate, or a broken one") }
      return certificates
    }
  }
#endif
